import { describe, expect, it } from '@jest/globals'
import type { ModalView } from '@slack/types'
import type { Press } from '../../../src/bot/action.ts'
import { handle } from '../../../src/bot/handle.ts'
import { formView } from '../../../src/bot/slack/forms.ts'
import { readForm } from '../../../src/bot/slack/forms/read-form.ts'
import { rejectionReasons } from '../../../src/domain/rejection.ts'
import { limitsOf } from '../../../src/networks/limits.ts'
import { cardOf, drafted, pressOn, withText } from '../chat/drafted.ts'
import { handedIn, inputsOf, responseUrl, read, type Changes } from './forms/handed-in.ts'

const ann = { surface: 'slack', id: 'U1' } as const

function labels(view: ModalView): readonly string[] {
  return inputsOf(view).map(({ label }) => label.text)
}

function errorsOf(view: ModalView, changes: Changes): Readonly<Record<string, string>> {
  const form = readForm(handedIn(view, changes), limitsOf)
  if (!('errors' in form)) throw new Error('it was taken')
  const ids = inputsOf(view).map(({ block_id }) => block_id)
  for (const id of Object.keys(form.errors)) expect(ids).toContain(id)
  return form.errors
}

describe('the form of an edit', () => {
  it('shows each variant with its count, its alternative texts, and the slot in the zone of the brand', async () => {
    const { card } = await drafted()
    const view = formView(card, pressOn(card, 'edit'), responseUrl, null)
    expect(labels(view)).toEqual([
      'Variant that goes out',
      'Text of Variant A',
      'Alternative text of quay.png',
      'Text of Variant B',
      'Alternative text of quay.png',
      'Text of Variant C',
      'Alternative text of quay.png',
      'Day it goes out (in Europe/Berlin)',
      'Time it goes out (in Europe/Berlin)',
    ])
    expect(view.blocks.find(({ block_id }) => block_id === 'text-a.0')).toMatchObject({
      hint: { text: '8 of 280 characters' },
      element: { initial_value: 'One cup.', max_length: 3000 },
    })
  })

  it('saves what was typed, as the web page would', async () => {
    const { desk, card } = await drafted()
    const view = formView(card, pressOn(card, 'edit'), responseUrl, null)
    const { input } = read(view, { 'text-a.': 'One small cup.', 'alt-a-0': 'Fog', time: '18:30' })
    expect(input).toEqual({
      verb: 'edit',
      postId: card.id,
      version: 1,
      variant: 'a',
      text: 'One small cup.',
      alts: ['Fog'],
      slot: '2026-11-20T18:30[Europe/Berlin]',
    })
    const reply = await handle(desk.deps, ann, input)
    expect(reply).toMatchObject({ outcome: 'done', card: { slot: { time: '18:30' } } })
    expect(reply.card?.draft?.chosen).toMatchObject({ text: 'One small cup.', media: [{ alt: 'Fog' }] })
  })

  it('handed in as it was opened changes nothing', async () => {
    const { desk, card } = await drafted()
    const { input } = read(formView(card, pressOn(card, 'edit'), responseUrl, null))
    expect(await handle(desk.deps, ann, input)).toMatchObject({
      sentence: 'Nothing was changed, so there is nothing to save.',
    })
  })

  it('keeps the seconds of a slot that is not moved', async () => {
    const { card } = await drafted()
    const timed = { ...card, slot: { ...card.slot, time: '12:00:17' } }
    const view = formView(timed, pressOn(card, 'reslot'), responseUrl, null)
    expect(read(view).input.slot).toBe('2026-11-20T12:00:17[Europe/Berlin]')
    expect(read(view, { date: '2026-11-21' }).input.slot).toBe('2026-11-21T12:00[Europe/Berlin]')
  })

  it('that was refused comes back with all that was typed, and the refusal on top', async () => {
    const { card } = await drafted()
    const first = formView(card, pressOn(card, 'edit'), responseUrl, null)
    const { fields, press } = read(first, {
      variant: 'b',
      'text-b.': 'Typed.',
      'alt-b-0': 'Fog',
      date: '2026-11-22',
    })
    const again = formView(card, press, responseUrl, { fields, problem: 'The desk is frozen.' })
    expect(again.blocks[0]).toMatchObject({ text: { text: 'Not done: The desk is frozen.' } })
    expect(read(again)).toMatchObject({
      fields,
      input: { variant: 'b', text: 'Typed.', alts: ['Fog'], slot: '2026-11-22T12:00[Europe/Berlin]' },
    })
    const ids = new Set(first.blocks.map(({ block_id }) => block_id))
    for (const { block_id } of again.blocks) if (block_id) expect(ids.has(block_id)).toBe(false)
  })

  it('names the field of its second showing when something is wrong there too', async () => {
    const { card } = await drafted()
    const { fields, press } = read(formView(card, pressOn(card, 'edit'), responseUrl, null))
    const again = formView(card, press, responseUrl, { fields, problem: 'The desk is frozen.' })
    expect(Object.values(errorsOf(again, { 'text-a.': null }))).toEqual(['The text is empty.'])
  })

  it('of a card that has moved on says so, and keeps the version that was seen', async () => {
    const { desk, card } = await drafted()
    await handle(desk.deps, ann, { verb: 'choose', postId: card.id, version: 1, variant: 'b' })
    const view = formView(await cardOf(desk), pressOn(card, 'edit'), responseUrl, null)
    expect(JSON.stringify(view.blocks)).toContain('You saw version 1; version 2 has replaced it.')
    expect(read(view, { 'text-b.': 'Typed.' }).input.version).toBe(1)
  })

  it('names the characters that nobody would see', async () => {
    const { card } = await drafted()
    const view = formView(withText(card, 'One\u200b cup.'), pressOn(card, 'edit'), responseUrl, null)
    expect(view.blocks.find(({ block_id }) => block_id === 'text-a.0')).toMatchObject({
      hint: { text: expect.stringContaining('U+200B zero-width space') },
      element: { initial_value: 'One\u200b cup.' },
    })
  })
})

describe('what is wrong in a form is said at its field', () => {
  const tooLong = 'x'.repeat(281)
  it.each<[Press['verb'], string | null, Record<string, string | null>, Record<string, string>]>([
    ['edit', null, { 'text-a.': null }, { 'text-a.0': 'The text is empty.' }],
    ['edit', null, { 'text-a.': ' \n ' }, { 'text-a.0': 'The text is empty.' }],
    [
      'edit',
      null,
      { 'text-a.': tooLong },
      { 'text-a.0': 'This is 281 of 280 weighted characters: shorten it by 1.' },
    ],
    [
      'edit',
      null,
      { 'text-b.': 'Changed.' },
      {
        'text-b.0':
          'You also changed variant B, but only the variant that goes out is saved. Select that one, or put its old text back.',
      },
    ],
    [
      'edit',
      null,
      { 'alt-a-0': 'x'.repeat(2001) },
      { 'alt-a-0': 'Keep each alternative text under 2,000 characters.' },
    ],
    ['edit', null, { variant: 'z' }, { variant: 'Choose the variant that goes out.' }],
    ['edit', null, { variant: null }, { variant: 'Choose the variant that goes out.' }],
    ['edit', null, { date: null }, { date: 'Choose a day.' }],
    ['reslot', null, { date: null, time: null }, { date: 'Choose a day.', time: 'Choose a time.' }],
    ['reslot', null, { time: null }, { time: 'Choose a time.' }],
    [
      'reslot',
      null,
      { date: '2026-02-30' },
      { date: 'Give a day that exists and a time, for example 2026-11-20 at 12:00.' },
    ],
    ['reject', null, {}, { reason: 'Choose a reason: the next drafts learn from it.' }],
    ['reject', null, { reason: 'Ugly' }, { reason: 'Choose a reason: the next drafts learn from it.' }],
    [
      'reject',
      null,
      { reason: 'Dull', note: 'x'.repeat(501) },
      { note: 'Keep the note under 500 characters.' },
    ],
    ['regenerate', null, { note: 'x'.repeat(501) }, { note: 'Keep the note under 500 characters.' }],
    ['hold', null, {}, { reason: 'Say why, in a few words.' }],
    ['hold', null, { reason: 'x'.repeat(201) }, { reason: 'Keep the reason under 200 characters.' }],
    [
      'answer',
      'live',
      { permalink: 'example.com/1' },
      { permalink: 'Give the whole link, starting with https://, or leave it empty.' },
    ],
    [
      'answer',
      'live',
      { permalink: 'javascript:alert(1)' },
      { permalink: 'Give the whole link, starting with https://, or leave it empty.' },
    ],
  ])('%s %s %j', async (verb, arg, changes, errors) => {
    const { card } = await drafted()
    expect(errorsOf(formView(card, pressOn(card, verb, arg), responseUrl, null), changes)).toEqual(errors)
  })

  it('does not take for an edit what Slack may do to emoji, blanks and signs', async () => {
    const { desk, card } = await drafted()
    const text = 'Fish & chips 🍤 <today>\n\nCome by 👩🏽‍🍳'
    desk.write('x', ['One cup.', text, 'Three.'])
    const card2 = {
      ...card,
      draft: card.draft && { ...card.draft, others: [{ ...card.draft.chosen, id: 'b', text }] },
    }
    const view = formView(card2, pressOn(card, 'edit'), responseUrl, null)
    const changes = {
      'text-a.': 'New.',
      'text-b.': 'Fish &amp; chips :fried_shrimp: &lt;today&gt;\nCome by :female-cook::skin-tone-4:',
    }
    expect(read(view, changes).input).toMatchObject({ variant: 'a', text: 'New.' })
  })

  it('counts as the network counts: a link weighs 23 for X', async () => {
    const { card } = await drafted()
    const view = formView(card, pressOn(card, 'edit'), responseUrl, null)
    const link = `https://example.com/${'a'.repeat(300)}`
    expect(read(view, { 'text-a.': link }).input.text).toBe(link)
  })
})

describe('the other forms', () => {
  it.each<[Press['verb'], string | null, Record<string, string | null>, Record<string, unknown>]>([
    ['reject', null, { reason: 'Dull', note: 'Zzz' }, { verb: 'reject', reason: 'Dull', note: 'Zzz' }],
    ['reject', null, { reason: 'Dull' }, { verb: 'reject', reason: 'Dull', note: '' }],
    ['regenerate', null, { note: 'Shorter' }, { verb: 'regenerate', note: 'Shorter' }],
    ['reslot', null, { date: '2026-11-21' }, { verb: 'reslot', slot: '2026-11-21T12:00[Europe/Berlin]' }],
    ['hold', null, { reason: 'Legal' }, { verb: 'hold', reason: 'Legal' }],
    [
      'answer',
      'live',
      { permalink: ' https://example.com/1 ' },
      { verb: 'answer', answer: 'live', permalink: 'https://example.com/1' },
    ],
    ['answer', 'live', {}, { verb: 'answer', answer: 'live', permalink: '' }],
  ])('%s %s %j', async (verb, arg, changes, input) => {
    const { card } = await drafted()
    const form = read(formView(card, pressOn(card, verb, arg), responseUrl, null), changes)
    expect(form.input).toEqual({ postId: card.id, version: 1, ...input })
    expect(form.responseUrl).toBe(responseUrl)
  })

  it('leaves out where to answer rather than not to open', async () => {
    const { card } = await drafted()
    const far = `https://example.com/${'a'.repeat(3000)}`
    expect(read(formView(card, pressOn(card, 'regenerate'), far, null)).responseUrl).toBeNull()
  })

  it('asks for one of the reasons that can be counted', async () => {
    const { card } = await drafted()
    const [radio] = formView(card, pressOn(card, 'reject'), responseUrl, null).blocks.filter(
      ({ type }) => type === 'input',
    )
    expect(JSON.stringify(radio)).toContain(rejectionReasons[0])
    expect(radio).toMatchObject({ element: { options: { length: rejectionReasons.length } } })
  })
})

describe('a form that is not ours', () => {
  it.each<[string, (text: string) => string]>([
    ['is empty', () => ''],
    ['is no JSON', () => '{'],
    ['names another verb', (text) => text.replace('reject|', 'publish|')],
    ['has more in it', (text) => text.replace('{', '{"admin":true,')],
    ['has another network', (text) => text.replace('"x"', '"myspace"')],
    ['has a slot that is none', (text) => text.replace('"date":"2026-11-20"', '"date":"2026-11-31"')],
    ['answers elsewhere', (text) => text.replace('https://hooks', 'file://hooks')],
  ])('%s: it is refused', async (_, forge) => {
    const { card } = await drafted()
    const view = formView(card, pressOn(card, 'reject'), responseUrl, null)
    const forged = { ...view, private_metadata: forge(view.private_metadata ?? '') }
    expect(forged.private_metadata).not.toBe(view.private_metadata)
    expect(() => readForm(handedIn(forged), limitsOf)).toThrow('This')
  })
})
