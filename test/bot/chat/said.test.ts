import { describe, expect, it } from '@jest/globals'
import { readPayload, sayPayload } from '../../../src/bot/chat/said.ts'
import type { Line } from '../../../src/bot/chat/say.ts'

const at = new Date('2026-11-20T08:00:00.000Z')
const lines: readonly Line[] = [
  ['plain <@U1>', { strong: 'a' }, { code: 'b' }, { quote: 'c' }, { at, show: 'time' }],
  [
    { href: 'https://example.com/a', label: 'there' },
    { messageKey: 'post p1 2026-11-20', label: 'the card' },
  ],
  [{ call: 'U1' }, { added: 'new' }, { removed: 'old' }],
  [],
]

describe('the payload of words', () => {
  it('brings back every kind of span, and moments as moments', () => {
    expect(readPayload(sayPayload(lines))).toEqual({ lines, about: [], until: null })
    const said = { about: ['thread p1@3'], until: at }
    expect(readPayload(sayPayload(lines, said))).toEqual({ lines, ...said })
  })

  it.each([
    null,
    '',
    '{',
    '[]',
    '{"lines":[]}',
    '{"lines":[[{"shout":"x"}]],"about":[],"until":null}',
    '{"lines":[[{"href":"javascript:alert(1)","label":"x"}]],"about":[],"until":null}',
    '{"lines":[[{"at":"soon","show":"time"}]],"about":[],"until":null}',
    '{"lines":[["x"]],"about":[],"until":null,"more":1}',
  ])('is nothing where it was not written by us: %s', (text) => expect(readPayload(text)).toBeNull())
})
