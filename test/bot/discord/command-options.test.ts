import { describe, expect, it } from '@jest/globals'
import { readOptions } from '../../../src/bot/chat/commands/read.ts'
import { optionsOf, typedLine } from '../../../src/bot/discord/command-options.ts'
import type { CommandOption } from '../../../src/bot/discord/envelope.ts'
import { Refusal } from '../../../src/domain/errors.ts'

const id = 'x-2026-11-20-1a2b3c4d'

describe('options as Discord brings them', () => {
  it.each<[string, CommandOption[], Record<string, string>]>([
    ['today', [], {}],
    [
      'plan',
      [
        { name: 'day', value: 'Tomorrow' },
        { name: 'days', value: 14 },
      ],
      { day: 'tomorrow', days: '14' },
    ],
    [
      'approve',
      [
        { name: 'post', value: `${id}@3` },
        { name: 'sure', value: true },
      ],
      { post: `${id}@3`, sure: 'yes' },
    ],
    [
      'approve',
      [
        { name: 'post', value: id },
        { name: 'sure', value: false },
      ],
      { post: id },
    ],
    ['draft', [{ name: 'stop', value: true }], { stop: 'stop' }],
    [
      'draft',
      [
        { name: 'stop', value: false },
        { name: 'network', value: 'x' },
      ],
      { network: 'x' },
    ],
    [
      'reject',
      [
        { name: 'post', value: id },
        { name: 'reason', value: 'Dull' },
      ],
      { post: id, reason: 'Dull' },
    ],
  ])('%s %j', (name, options, read) => {
    expect(readOptions(name, optionsOf(name, options))).toEqual({ name, options: read })
  })

  it.each<[string, CommandOption[]]>([
    ['hold', [{ name: 'post', value: true }]],
    ['plan', [{ name: 'days', value: 32 }]],
    [
      'hold',
      [
        { name: 'post', value: id },
        { name: 'actor', value: 'ann' },
      ],
    ],
    [
      'hold',
      [
        { name: 'post', value: id },
        { name: '__proto__', value: 'x' },
      ],
    ],
    ['constructor', [{ name: 'post', value: true }]],
  ])('that are none of ours are refused: %s %j', (name, options) => {
    expect(readOptions(name, optionsOf(name, options))).toBeInstanceOf(Refusal)
  })

  it('can be told as a line', () => {
    expect(
      typedLine('hold', [
        { name: 'post', value: id },
        { name: 'reason', value: 'not yet' },
      ]),
    ).toBe(`hold post:${id} reason:not yet`)
    expect(typedLine('today', [])).toBe('today')
  })
})
