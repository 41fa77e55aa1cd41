import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  decodePress,
  encodePress,
  fieldsOf,
  formVerbs,
  maxPressLength,
  parseAction,
  slotText,
  type Press,
  type Verb,
} from '../../src/bot/action.ts'
import { rejectionReasons } from '../../src/domain/rejection.ts'
import { Refusal } from '../../src/domain/errors.ts'

const seen = { postId: 'p1', version: 3 }
const noon = { date: '2026-11-20', time: '12:00', zone: 'America/Argentina/Buenos_Aires' }

const presses = fc.record<Press>({
  verb: fc.constantFrom(...(Object.keys(formVerbs) as Verb[])),
  postId: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
  version: fc.nat(1_000_000),
  arg: fc.option(fc.constantFrom('a', 'live', '2026-11-20T12:00[UTC]')),
})

describe('what a button carries', () => {
  it('comes back as it was put in, and fits the tightest surface', () => {
    fc.assert(
      fc.property(presses, (press) => {
        const text = encodePress(press)
        expect(text.length).toBeLessThanOrEqual(maxPressLength)
        expect(decodePress(text)).toEqual(press)
      }),
    )
  })

  it('is refused when it is anything that we would not have written', () => {
    const forged = [
      '',
      'approve',
      'approve|p1',
      'approve|p1|x',
      'approve|p1|-1',
      'approve|p1|1.5',
      'approve|p1|01',
      'approve|p1|1|',
    ]
    const more = [
      'publish|p1|1',
      'approve|../etc|1',
      'approve|p1|1|a|b',
      'approve|p 1|1',
      `approve|p1|1|${'x'.repeat(65)}`,
      'approve|p1|1e3',
    ]
    for (const text of [...forged, ...more])
      expect([text, codeOf(() => decodePress(text))]).toEqual([text, 'invalid'])
  })

  it('is never decoded into something that throws otherwise', () => {
    fc.assert(
      fc.property(fc.string(), (text) =>
        expect(['invalid', 'decoded']).toContain(codeOf(() => decodePress(text))),
      ),
    )
  })

  it('is not made where it would not fit', () => {
    expect(() => encodePress({ verb: 'approve', postId: 'p'.repeat(100), version: 1, arg: null })).toThrow(
      'cannot carry',
    )
  })

  it('names its argument by what the verb calls it', () => {
    expect(fieldsOf({ verb: 'choose', ...seen, arg: 'b' })).toEqual({ verb: 'choose', ...seen, variant: 'b' })
    expect(parseAction(fieldsOf({ verb: 'approve', ...seen, arg: slotText(noon) }))).toEqual({
      verb: 'approve',
      ...seen,
      slot: noon,
    })
    expect(parseAction(fieldsOf({ verb: 'answer', ...seen, arg: 'absent' }))).toMatchObject({
      answer: 'absent',
      permalink: null,
    })
  })
})

describe('what a form asks', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no such verb', { verb: 'publish' }, 'out of date'],
    ['no version', { verb: 'approve', version: undefined }, 'out of date'],
    ['a version that is no number', { verb: 'approve', version: 'three' }, 'out of date'],
    ['a post id with a path in it', { verb: 'approve', postId: '../p1' }, 'out of date'],
    ['a day that does not exist', { verb: 'reslot', slot: '2026-02-30T12:00[UTC]' }, 'a day that exists'],
    ['a time that does not exist', { verb: 'reslot', slot: '2026-11-20T24:00[UTC]' }, 'a day that exists'],
    [
      'a zone that does not exist',
      { verb: 'reslot', slot: '2026-11-20T12:00[Mars/Base]' },
      'a day that exists',
    ],
    ['no time at all', { verb: 'reslot' }, 'Give a date and a time.'],
    ['a rejection without a reason', { verb: 'reject' }, 'Choose a reason'],
    ['a reason that is not on the list', { verb: 'reject', reason: 'Because' }, 'Choose a reason'],
    ['a note that is too long', { verb: 'regenerate', note: 'x'.repeat(501) }, 'under 500'],
    ['a hold without a reason', { verb: 'hold', reason: '  ' }, 'Say why'],
    ['an edit without a text', { verb: 'edit', variant: 'a' }, 'Write a text.'],
    [
      'an edit that no network takes',
      { verb: 'edit', variant: 'a', text: 'x'.repeat(65_001) },
      'far too long',
    ],
    [
      'a link that is a script',
      { verb: 'answer', answer: 'live', permalink: 'javascript:alert(1)' },
      'starting with https://',
    ],
    ['an answer that is none', { verb: 'answer', answer: 'maybe' }, 'Say whether it is live.'],
  ])('is refused with a sentence that mends it: %s', (_name, fields, sentence) => {
    expect(() => parseAction({ ...seen, ...fields })).toThrow(sentence)
    expect(codeOf(() => parseAction({ ...seen, ...fields }))).toBe('invalid')
  })

  it('takes an empty note and an empty link for none', () => {
    const reject = { verb: 'reject', ...seen, reason: rejectionReasons[0], note: '  ' }
    expect(parseAction(reject)).toMatchObject({ note: null })
    expect(parseAction({ verb: 'answer', ...seen, answer: 'live', permalink: '' })).toMatchObject({
      permalink: null,
    })
  })

  it('keeps seconds, which a demonstration has', () => {
    const slot = { date: '2026-11-20', time: '12:00:40', zone: 'UTC' }
    expect(parseAction({ verb: 'reslot', ...seen, slot: slotText(slot) })).toMatchObject({ slot })
  })
})

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'decoded'
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
}
