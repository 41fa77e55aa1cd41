import { describe, expect, it } from '@jest/globals'
import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import fc from 'fast-check'
import type { Press } from '../../../../src/bot/action.ts'
import type { PostCard } from '../../../../src/bot/card.ts'
import type { Typed } from '../../../../src/bot/chat/form-words.ts'
import { doneView, formView, loadingView, savingView } from '../../../../src/bot/slack/forms.ts'
import { breachesOf } from '../breaches.ts'
import { hostileText } from '../../chat/hostile.ts'
import { drafted, pressOn, withText } from '../../chat/drafted.ts'
import { inputsOf, responseUrl } from './handed-in.ts'

describe('every form is within the limits of Slack', () => {
  const verbs = fc.constantFrom<[Press['verb'], string | null]>(
    ['edit', null],
    ['reject', null],
    ['regenerate', null],
    ['reslot', null],
    ['hold', null],
    ['answer', 'live'],
  )

  it('whatever the texts are', async () => {
    const { card } = await drafted()
    fc.assert(
      fc.property(hostileText, hostileText, verbs, fc.boolean(), (text, other, [verb, arg], isTyped) => {
        const fields = { 'text-a': text, 'alt-a-0': other, note: other, reason: text, permalink: other }
        const typed: Typed | null = isTyped ? { problem: other, fields } : null
        for (const view of [
          formView(hostile(card, text, other), pressOn(card, verb, arg), responseUrl, typed),
          doneView(other, text),
          savingView(loadingView(text)),
        ])
          expect(breachesOfView(view)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['letters', 'a '],
    ['letters of three bytes', '一'],
    ['emoji', '👩🏽‍🍳'],
    ['quotation marks', '"'],
    ['control characters', '\u0001'],
  ])('with 65,000 characters of %s in each of twelve variants', async (_, unit) => {
    const { card } = await drafted()
    const { draft } = withText(card, unit.repeat(Math.floor(65_000 / unit.length)), 63_206)
    if (!draft) throw new Error('no draft')
    const others = Array.from({ length: 11 }, (_, index) => ({ ...draft.chosen, id: `b${index}` }))
    const view = formView({ ...card, draft: { ...draft, others } }, pressOn(card, 'edit'), responseUrl, null)
    expect(breachesOfView(view)).toEqual([])
    const room = unit === '\u0001' ? 'Edit it on the web page.' : 'Slack has no room here for Variant'
    expect(JSON.stringify(view)).toContain(room)
    expect(inputsOf(view).length > 0).toBe(unit !== '\u0001')
  })
})

describe('a form with more fields than Slack takes', () => {
  it('leaves out variants as a whole, and says how they can be changed', async () => {
    const { card } = await drafted()
    const { draft } = card
    if (!draft) throw new Error('no draft')
    const media = Array.from({ length: 35 }, (_, index) => ({
      name: `${index}.png`,
      sha256: 'b',
      mimeType: 'image/png',
      alt: 'Quay',
    }))
    const chosen = { ...draft.chosen, media }
    const others = Array.from({ length: 6 }, (_, index) => ({ ...chosen, id: `b${index}` }))
    const view = formView(
      { ...card, draft: { ...draft, chosen, others } },
      pressOn(card, 'edit'),
      responseUrl,
      null,
    )
    expect(breachesOfView(view)).toEqual([])
    expect(JSON.stringify(view)).toContain('Slack has no room here for Variant B3, Variant B4, Variant B5.')
  })
})

function hostile(card: PostCard, text: string, other: string): PostCard {
  if (!card.draft) throw new Error('no draft')
  const media = [{ name: other, sha256: 'b'.repeat(64), mimeType: 'image/png', alt: text }]
  const finding = { code: 'claims', severity: 'warn', message: other, evidence: text, weight: 0.1 } as const
  const findings = Array.from({ length: 30 }, () => finding)
  const chosen = { ...card.draft.chosen, text, unit: other, media, findings }
  const others = ['b', 'c', 'd'].map((id) => ({ ...chosen, id }))
  return { ...card, handle: other, networkLabel: text, draft: { ...card.draft, chosen, others } }
}

/** Limits from docs.slack.dev/reference: modal views, input blocks and their elements. */
function breachesOfView(view: ModalView): readonly string[] {
  const most = (name: string, length: number, limit: number) =>
    length >= 1 && length <= limit ? [] : [`${name}: ${length}, 1 to ${limit}`]
  const ids = inputsOf(view).map(({ block_id }) => block_id)
  return [
    ...breachesOf(view.blocks as KnownBlock[], 'view'),
    ...inputsOf(view).flatMap(breachesOfInput),
    ...most('view', Buffer.byteLength(JSON.stringify(view)), 250_000),
    ...most('title', view.title.text.length, 24),
    ...most('submit', view.submit?.text.length ?? 1, 24),
    ...most('close', view.close?.text.length ?? 1, 24),
    ...most('private_metadata', view.private_metadata?.length ?? 1, 3000),
    ...(new Set(ids).size < ids.length ? [`block ids twice: ${ids.join()}`] : []),
    ...(JSON.stringify(view).includes('"mrkdwn"') ? ['something is parsed'] : []),
  ]
}

function breachesOfInput({ block_id, label, hint, element }: InputBlock): readonly string[] {
  const sizes: [string, number, number][] = [
    ['block_id', block_id?.length ?? 0, 255],
    ['label', label.text.trim().length, 2000],
    ['hint', hint?.text.length ?? 1, 2000],
    ['placeholder', 'placeholder' in element ? (element.placeholder?.text.length ?? 1) : 1, 150],
    ...(element.type === 'plain_text_input'
      ? ([
          ['initial_value', element.initial_value?.length ?? 1, element.max_length ?? 0],
          ['max_length', element.max_length ?? 0, 3000],
        ] as [string, number, number][])
      : []),
    ...(element.type === 'radio_buttons'
      ? [['options', element.options.length, 10] as [string, number, number]]
      : []),
  ]
  return sizes.flatMap(([name, size, limit]) =>
    size >= 1 && size <= limit ? [] : [`${block_id} ${name}: ${size}, 1 to ${limit}`],
  )
}
