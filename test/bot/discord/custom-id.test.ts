import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formVerbs, hasForm, maxPressLength, type Press, type Verb } from '../../../src/bot/action.ts'
import type { ChatPress } from '../../../src/bot/chat/chat-press.ts'
import {
  decodeDiscordPress,
  encodeDiscordPress,
  type DiscordPress,
  type FormPage,
} from '../../../src/bot/discord/custom-id.ts'
import { Refusal } from '../../../src/domain/errors.ts'

const postId = fc.stringMatching(/^[a-z0-9_-]{1,35}$/)
const brand = fc.stringMatching(/^[a-z0-9-]{1,40}$/)
const press = fc.record<Press>({
  verb: fc.constantFrom(...(Object.keys(formVerbs) as Verb[])),
  postId,
  version: fc.nat(1_000_000),
  arg: fc.option(fc.constantFrom('a', 'live', 'absent')),
})
const page: fc.Arbitrary<FormPage> = fc.oneof(
  fc.constantFrom<FormPage>({ kind: 'whole' }, { kind: 'slot' }, { kind: 'file' }),
  fc.nat(999).map((part) => ({ kind: 'text', part }) as const),
  fc.nat(999).map((from) => ({ kind: 'alts', from }) as const),
)
const key = fc.option(fc.stringMatching(/^[0-9a-f]{16}$/))
const chat: fc.Arbitrary<ChatPress> = fc.oneof(
  press.map((one) => ({ kind: 'post', press: one }) as const),
  brand.map((one) => ({ kind: 'desk', verb: 'approve_all', brand: one }) as const),
  postId.map((one) => ({ kind: 'look', what: 'why', postId: one }) as const),
)
const presses: fc.Arbitrary<DiscordPress> = fc.oneof(
  chat,
  chat.map((one) => ({ kind: 'sure', press: one }) as const),
  fc
    .tuple(press, page, key)
    .map(
      ([one, part, typed]) => ({ kind: 'form', press: { ...one, verb: 'edit' }, page: part, typed }) as const,
    ),
  fc.tuple(press.filter(hasForm), key).map(([one, typed]) => {
    return { kind: 'form', press: one, page: { kind: 'whole' }, typed } as const
  }),
  fc
    .tuple(fc.constantFrom('more', 'variants'), postId)
    .map(([name, of]) => ({ kind: 'menu', name, of }) as const),
  brand.map((one) => ({ kind: 'home', brand: one }) as const),
)

describe('what a button of Discord carries', () => {
  it('comes back as it was put in, and fits', () => {
    fc.assert(
      fc.property(presses, (one) => {
        const text = encodeDiscordPress(one)
        expect(text.length).toBeLessThanOrEqual(maxPressLength)
        expect(decodeDiscordPress(text)).toEqual(one)
      }),
      { numRuns: 500 },
    )
  })

  it('fits with the longest id that a calendar makes, the longest verb and all that a form may carry', () => {
    const longest: Press = {
      verb: 'regenerate',
      postId: `google_business-2026-11-20-${'f'.repeat(8)}`,
      version: 1_000_000,
      arg: null,
    }
    const typed = 'f'.repeat(16)
    const edit = { ...longest, verb: 'edit' } as const
    const forms: readonly DiscordPress[] = [
      { kind: 'form', press: longest, page: { kind: 'whole' }, typed },
      { kind: 'form', press: edit, page: { kind: 'text', part: 999 }, typed },
    ]
    expect(longest.postId).toHaveLength(35)
    for (const form of forms) expect(encodeDiscordPress(form).length).toBeLessThanOrEqual(maxPressLength)
  })

  it('is two different things for two different presses', () => {
    fc.assert(
      fc.property(presses, presses, (a, b) => {
        if (encodeDiscordPress(a) === encodeDiscordPress(b)) expect(a).toEqual(b)
      }),
    )
  })

  it.each([
    '',
    'sure',
    'sure|',
    'sure|publish|p1|1',
    'sure|approve|p1|1|',
    'sure|sure|approve|p1|1',
    'form|whole|-|',
    'form|whole|-|edit|p1',
    'form|whole||edit|p1|1',
    'form|whole|a b|edit|p1|1',
    `form|whole|${'a'.repeat(17)}|edit|p1|1`,
    'form|page|-|edit|p1|1',
    'form|text0|-|reject|p1|1',
    'form|file|-|hold|p1|1',
    'form|whole|-|approve|p1|1',
    'form|whole|-|answer|p1|1|absent',
    'form|text|-|edit|p1|1',
    'form|text01|-|edit|p1|1',
    'form|text1000|-|edit|p1|1',
    'form|text-1|-|edit|p1|1',
    'form|whole0|-|edit|p1|1',
    'form|alts|-|edit|p1|1',
    'menu|More|p1',
    'menu|more|',
    'menu|more|p1|p2',
    'menu|more|../p1',
    'home|',
    'home|North Harbour',
    'home|north-harbour|x',
    `home|${'a'.repeat(61)}`,
    'desk|erase|north-harbour',
    'look|secrets|p1',
    'approve|p1|01',
    ' approve|p1|1',
    `approve|${'p'.repeat(110)}|1`,
    `look|why|${'p'.repeat(110)}`,
  ])('%j is not one of ours', (text) => {
    expect(codeOf(text)).toBe('invalid')
  })

  it('is never decoded into something that throws otherwise', () => {
    const begun = fc.constantFrom('sure|', 'form|', 'form|whole|', 'menu|', 'home|', '')
    const near = fc.tuple(begun, fc.string({ maxLength: 120 }))
    fc.assert(
      fc.property(near, (parts) => expect(['invalid', 'decoded']).toContain(codeOf(parts.join('')))),
      { numRuns: 500 },
    )
  })
})

function codeOf(text: string): string {
  try {
    decodeDiscordPress(text)
    return 'decoded'
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
}
