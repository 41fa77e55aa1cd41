import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readCommand, readOptions } from '../../../src/bot/chat/commands/read.ts'
import { commands } from '../../../src/bot/chat/commands/table.ts'
import { exampleOf, typed } from '../../../src/bot/chat/commands/typing.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import { rejectionReasons } from '../../../src/domain/rejection.ts'

const id = 'x-2026-11-20-1a2b3c4d'

describe('a typed line', () => {
  it.each<[string, string, Record<string, string>]>([
    ['', 'help', {}],
    ['   ', 'help', {}],
    ['TODAY', 'today', {}],
    ['/queue', 'queue', {}],
    ['queue north-harbour-coffee', 'queue', { brand: 'north-harbour-coffee' }],
    ['queue "North Harbour Coffee"', 'queue', { brand: 'North Harbour Coffee' }],
    ['queue brand:“North Harbour Coffee”', 'queue', { brand: 'North Harbour Coffee' }],
    ['plan', 'plan', {}],
    ['plan 14', 'plan', { days: '14' }],
    ['plan Tomorrow 3 harbour', 'plan', { day: 'tomorrow', days: '3', brand: 'harbour' }],
    ['plan 3 2026-12-01', 'plan', { day: '2026-12-01', days: '3' }],
    ['report 2026-w46', 'report', { week: '2026-W46' }],
    ['approve all', 'approve-all', {}],
    ['draft', 'draft', {}],
    ['Draft Stop', 'draft', { stop: 'stop' }],
    ['draft x harbour', 'draft', { network: 'x', brand: 'harbour' }],
    ['queue LinkedIn', 'queue', { network: 'linkedin' }],
    ['plan monday 14 "Google Business"', 'plan', { day: 'monday', days: '14', network: 'google_business' }],
    [`approve ${id}@3`, 'approve', { post: `${id}@3` }],
    [`approve ${id}@v3 yes`, 'approve', { post: `${id}@3`, sure: 'yes' }],
    [`approve ${id}@3 friday 9.30`, 'approve', { post: `${id}@3`, day: 'friday', time: '09:30' }],
    [`reject ${id}@3 dull`, 'reject', { post: `${id}@3`, reason: 'Dull' }],
    [
      `reject ${id} wrong tone far too loud`,
      'reject',
      { post: id, reason: 'Wrong tone', note: 'far too loud' },
    ],
    [
      `reject ${id} Not true, or not proven: who says so?`,
      'reject',
      { post: id, reason: 'Not true, or not proven', note: 'who says so?' },
    ],
    [
      `reject ${id} not true who says so?`,
      'reject',
      { post: id, reason: 'Not true, or not proven', note: 'who says so?' },
    ],
    [
      `reject ${id} reason:"something else" why not`,
      'reject',
      { post: id, reason: 'Something else', note: 'why not' },
    ],
    [`choose ${id}@3 B`, 'choose', { post: `${id}@3`, variant: 'b' }],
    [`move ${id} 18:30`, 'move', { post: id, time: '18:30' }],
    [`move ${id} 8:05 tomorrow`, 'move', { post: id, day: 'tomorrow', time: '08:05' }],
    [`hold ${id} waiting for legal`, 'hold', { post: id, reason: 'waiting for legal' }],
    [`  hold \t ${id}   “waiting for legal”  `, 'hold', { post: id, reason: 'waiting for legal' }],
    [`hold ${id} “one” and “two”`, 'hold', { post: id, reason: '“one” and “two”' }],
    [`hold ${id} reason: it’s not ours – yet`, 'hold', { post: id, reason: 'it’s not ours – yet' }],
    [`hold \`${id}\` "don't"`, 'hold', { post: id, reason: `don't` }],
    [`hold ${id.replaceAll('-', '–')} x`, 'hold', { post: id, reason: 'x' }],
    [`hold ${id.toUpperCase()}\u200b x`, 'hold', { post: id, reason: 'x' }],
    [
      `settle ${id} live <https://example.com/p/1>`,
      'settle',
      { post: id, outcome: 'live', link: 'https://example.com/p/1' },
    ],
    [
      `edit ${id}@2 variant:b First line.\n\nSecond  line.`,
      'edit',
      { post: `${id}@2`, variant: 'b', text: 'First line.\n\nSecond  line.' },
    ],
    [`edit ${id}@2 a bag names its farm.`, 'edit', { post: `${id}@2`, text: 'a bag names its farm.' }],
    ['freeze the product was recalled', 'freeze', { reason: 'the product was recalled' }],
    ['freeze brand: harbour recalled', 'freeze', { brand: 'harbour', reason: 'recalled' }],
    ['help Hold', 'help', { command: 'hold' }],
  ])('%j is %s %j', (line, name, options) => expect(readCommand(line)).toEqual({ name, options }))

  it.each<[string, string[]]>([
    ['aprove x', ['no command “aprove”', 'Did you mean “/greenroom approve”?']],
    ['unfreze', ['/greenroom unfreeze']],
    ['publish', ['no command “publish”', '/greenroom help']],
    ['hold', ['hold needs a post', `/greenroom hold ${id} waiting for legal`]],
    ['show', ['show needs a post']],
    ['hold !?', ['“!?” is not a post', 'For example']],
    [`move ${id} tomorow`, ['is not a day or a time', 'Did you mean “tomorrow”?']],
    [`move ${id} 25:00`, ['“25:00” is not a day or a time', 'as 18:30']],
    [`move ${id} 2026-02-30`, ['“2026-02-30” is not a day']],
    [`reject ${id} wrong`, ['“wrong” is not a reason', 'Wrong tone', 'Wrong time']],
    [`reject ${id} because I say so`, ['“because” is not a reason', 'Dull']],
    [`reject ${id} dul`, ['Did you mean “Dull”?']],
    [`settle ${id} alive`, ['is not an answer or a link', 'Did you mean “live”?']],
    [`choose ${id} second`, ['“second” is not a variant', 'its letter']],
    ['plan 32', ['“32” is not a day, a number of days, a network or a brand', '1 to 31']],
    ['report 2026-W54', ['“2026-W54” is not a week or a brand', '2026-W46']],
    ['queue one two', ['“two” is not a network', 'google_business', '/greenroom queue']],
    ['queue one x two', ['“two” is one word too many', '/greenroom queue']],
    [`release ${id} now`, ['“now” is one word too many']],
    [`move ${id} day:someday`, ['“someday” is not a day']],
    [`hold ${'x'.repeat(200)}`, ['is not a post']],
    ['x'.repeat(70_000), ['far too long']],
  ])('%.40j is refused, with the way to mend it', (line, said) => {
    const refusal = readCommand(line)
    expect(refusal).toBeInstanceOf(Refusal)
    for (const part of said) expect((refusal as Refusal).message).toContain(part)
    expect((refusal as Refusal).message.length).toBeLessThan(400)
  })

  it('reads every example of the help', () => {
    for (const spec of commands) {
      const line = exampleOf(spec, 'line').replace('/greenroom ', '')
      expect(readCommand(line)).toMatchObject({ name: spec.name, options: spec.example })
    }
  })

  it('reads every reason, in full and in lower case', () => {
    for (const reason of rejectionReasons)
      expect(readCommand(`reject ${id} ${reason.toLowerCase()} and more`)).toMatchObject({
        options: { reason, note: 'and more' },
      })
  })

  it('never throws, whatever is typed', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'hold',
        'reject',
        'edit',
        'brand:',
        '"',
        '“',
        "'",
        id,
        '@',
        '<@U1>',
        '\u202e',
        '\n',
        'dull',
        'reason:',
      ),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const read = readCommand(words.join(' '))
        expect(read instanceof Refusal || commands.some(({ name }) => name === read.name)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps words of one’s own as they were typed', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 300 })
      .filter((one) => /\S/.test(one) && !/^\s*(?:reason\s*[:=]|["“„«‘'`])/i.test(one))
    fc.assert(
      fc.property(text, (reason) => {
        expect(readCommand(`hold ${id} ${reason}`)).toEqual({
          name: 'hold',
          options: { post: id, reason: reason.trim() },
        })
      }),
      { numRuns: 300 },
    )
  })
})

describe('options that were asked for by name', () => {
  it('are read as strictly as typed ones', () => {
    expect(readOptions('hold', { post: id, reason: ' x ' })).toEqual({
      name: 'hold',
      options: { post: id, reason: 'x' },
    })
    expect(readOptions('hold', { post: id, reason: undefined })).toEqual({
      name: 'hold',
      options: { post: id },
    })
    for (const [name, options] of [
      ['hold', {}],
      ['hold', { post: '<@U1>' }],
      ['hold', { post: id, actor: 'U2' }],
      ['constructor', {}],
      ['approve', { post: id, sure: 'no' }],
    ] as const)
      expect(readOptions(name, options)).toBeInstanceOf(Refusal)
  })
})

it('a command is shown as it is typed: word after word, or option by option', () => {
  const high = { post: `${id}@3`, sure: 'yes' }
  expect(typed('approve', high, 'line')).toBe(`/greenroom approve ${id}@3 yes`)
  expect(typed('approve', high, 'options')).toBe(`/greenroom approve post:${id}@3 sure:True`)
  const edit = { post: id, variant: 'a', text: 'Fog again.' }
  expect(typed('edit', edit, 'line')).toBe(`/greenroom edit ${id} variant:a Fog again.`)
  expect(typed('edit', edit, 'options')).toBe(`/greenroom edit post:${id} variant:a text:Fog again.`)
  expect(typed('queue', {}, 'line')).toBe('/greenroom queue')
})
