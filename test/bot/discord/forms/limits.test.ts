import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Press } from '../../../../src/bot/action.ts'
import type { PostCard } from '../../../../src/bot/card.ts'
import type { Typed } from '../../../../src/bot/chat/form-words.ts'
import { formPress, type FormPage } from '../../../../src/bot/discord/custom-id.ts'
import { formView } from '../../../../src/bot/discord/forms.ts'
import { drafted, pressOn, withText } from '../../chat/drafted.ts'
import { hostileText } from '../../chat/hostile.ts'
import { breachesOf } from '../breaches.ts'
import { handedIn, inputsOf } from './handed-in.ts'
import { breachesOfModal } from './modal-breaches.ts'

const verbs = fc.constantFrom<[Press['verb'], string | null]>(
  ['edit', null],
  ['reject', null],
  ['regenerate', null],
  ['reslot', null],
  ['hold', null],
  ['answer', 'live'],
)
const pages = fc.oneof<fc.Arbitrary<FormPage>[]>(
  fc.constantFrom<FormPage>({ kind: 'whole' }, { kind: 'slot' }, { kind: 'file' }),
  fc.nat(6).map((part) => ({ kind: 'text', part }) as const),
  fc.nat(9).map((from) => ({ kind: 'alts', from }) as const),
)

describe('every form is one that Discord takes', () => {
  it('whatever the texts are, in no more than five rows', async () => {
    const { card } = await drafted()
    fc.assert(
      fc.property(
        hostileText,
        hostileText,
        fc.nat(20),
        verbs,
        fc.option(pages),
        (text, other, count, [verb, arg], page) => {
          const hostile = hostileCard(card, text, other, count)
          const form = {
            ...formPress(pressOn(card, verb, arg)),
            ...(page && verb === 'edit' ? { page } : {}),
          }
          const view = formView(hostile, form, null)
          if (view.kind === 'modal') expect(breachesOfModal(view.modal)).toEqual([])
          if (view.kind === 'message') expect(breachesOf(view.message)).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('of the longest text, with as much around it as there can be', async () => {
    const { card } = await drafted()
    const worst = Array.from({ length: 60 }, () => '_'.repeat(1502)).join(' ')
    const one = hostileCard(
      { ...card, slot: { ...card.slot, zone: '*'.repeat(200) } },
      worst,
      '\u200b*'.repeat(300),
      20,
    )
    const view = formView({ ...one, version: 7 }, formPress(pressOn(card, 'edit')), null)
    if (view.kind !== 'message') throw new Error('no message')
    expect(breachesOf(view.message)).toEqual([])
  })

  it('whatever was typed before', async () => {
    const { card } = await drafted()
    fc.assert(
      fc.property(hostileText, hostileText, verbs, fc.boolean(), (text, problem, [verb, arg], isStale) => {
        const fields = {
          text,
          'alt-0': problem,
          at: text,
          date: text,
          time: problem,
          reason: text,
          note: text,
          permalink: text,
        }
        const typed: Typed = { problem, fields }
        const now = isStale ? { ...card, version: 7 } : card
        const view = formView(now, formPress(pressOn(card, verb, arg)), typed)
        if (view.kind !== 'modal') throw new Error('no modal')
        expect(breachesOfModal(view.modal)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('and holds what was typed to the letter, as long as an input holds', async () => {
    const { card } = await drafted()
    const inputText = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1500 })
      .filter((text) => text.length <= 4000)
    fc.assert(
      fc.property(inputText, inputText, (text, note) => {
        const edit = formView(card, formPress(pressOn(card, 'edit')), {
          problem: null,
          fields: { text, 'alt-0': note },
        })
        const reject = formView(card, formPress(pressOn(card, 'reject')), { problem: null, fields: { note } })
        if (edit.kind !== 'modal' || reject.kind !== 'modal') throw new Error('no modal')
        expect(handedIn(edit.modal).inputs).toMatchObject([{ values: [text] }, { values: [note] }, {}])
        expect(handedIn(reject.modal).inputs[1]).toMatchObject({ values: [note] })
      }),
    )
  })

  it('with all that it says, its values and its words together, in 4,000 characters as it opens', async () => {
    const { card } = await drafted()
    fc.assert(
      fc.property(fc.nat(4000), fc.array(fc.nat(2000), { maxLength: 4 }), pages, (length, alts, page) => {
        const media = alts.map((alt, index) => ({
          name: `${index}.png`,
          sha256: 'b',
          mimeType: 'image/png',
          alt: 'x'.repeat(alt),
        }))
        const { draft } = withText(card, 'a '.repeat(length), 63_206)
        if (!draft) throw new Error('no draft')
        const one: PostCard = { ...card, draft: { ...draft, chosen: { ...draft.chosen, media } } }
        const view = formView(one, { ...formPress(pressOn(card, 'edit')), page }, null)
        if (view.kind !== 'modal') return
        const values = inputsOf(view.modal).map(({ component, label, description }) => {
          return ('value' in component ? (component.value ?? '') : '') + label + (description ?? '')
        })
        const words = view.modal.components.map((row) => ('content' in row ? row.content : ''))
        expect([view.modal.title, ...values, ...words].join('').length).toBeLessThanOrEqual(4000)
      }),
      { numRuns: 300 },
    )
  })
})

function hostileCard(card: PostCard, text: string, other: string, count: number): PostCard {
  if (!card.draft) throw new Error('no draft')
  const media = Array.from({ length: count }, () => ({
    name: other,
    sha256: 'b'.repeat(64),
    mimeType: 'image/png',
    alt: text.slice(0, 2000),
  }))
  const chosen = { ...card.draft.chosen, text, unit: other, limit: 300, media }
  return { ...card, handle: other, networkLabel: text, draft: { ...card.draft, chosen } }
}
