import { describe, expect, it } from '@jest/globals'
import { ComponentType } from 'discord-api-types/v10'
import type { Press } from '../../../src/bot/action.ts'
import type { PostCard } from '../../../src/bot/card.ts'
import { encodeDiscordPress, formPress, type FormPage } from '../../../src/bot/discord/custom-id.ts'
import { formView } from '../../../src/bot/discord/forms.ts'
import { readForm } from '../../../src/bot/discord/forms/read-form.ts'
import { handle } from '../../../src/bot/handle.ts'
import { rejectionReasons } from '../../../src/domain/rejection.ts'
import { cardOf, drafted, pressOn, withText } from '../chat/drafted.ts'
import { ann, handedIn, inputsOf, modalOf, read, type Modal } from './forms/handed-in.ts'

function formOn(card: PostCard, verb: Press['verb'], arg: string | null = null) {
  return formPress(pressOn(card, verb, arg))
}

function labels(modal: Modal): readonly string[] {
  return inputsOf(modal).map(({ label }) => label)
}

function wordsIn({ components }: Modal): string {
  return components
    .flatMap((row) => (row.type === ComponentType.TextDisplay ? [row.content] : []))
    .join('\n')
    .replaceAll('\\', '')
}

describe('the form of an edit', () => {
  it('has the text that goes out with its count, its alternative texts, and the slot in the zone of the brand', async () => {
    const { card } = await drafted()
    const modal = modalOf(card, formOn(card, 'edit'))
    expect(modal.title).toBe('Edit · X @northharbour')
    expect(labels(modal)).toEqual([
      'Text of variant A',
      'Alternative text of quay.png',
      'Day and time it goes out',
    ])
    expect(inputsOf(modal)).toMatchObject([
      { description: '8 of 280 characters', component: { value: 'One cup.', max_length: 4000, style: 2 } },
      { component: { value: 'The quay in fog' } },
      { description: expect.stringMatching(/^In Europe\/Berlin/), component: { value: '2026-11-20 12:00' } },
    ])
  })

  it('saves what was typed, as the web page would', async () => {
    const { desk, card } = await drafted()
    const modal = modalOf(card, formOn(card, 'edit'))
    const typed = { text: 'One small cup.', 'alt-0': 'Fog', at: '2026-11-20 18:30' }
    const { input, fields } = await read(desk, modal, typed)
    expect(fields).toEqual(typed)
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
    const { input } = await read(desk, modalOf(card, formOn(card, 'edit')))
    expect(input).not.toHaveProperty('alts')
    expect(await handle(desk.deps, ann, input)).toMatchObject({
      sentence: 'Nothing was changed, so there is nothing to save.',
    })
  })

  it('does not take for an edit what a client may do to ends of lines', async () => {
    const { desk, card } = await drafted()
    const text = 'One cup.\n\nAnd\ta second.'
    const saved = await handle(desk.deps, ann, { ...editOf(card), text })
    if (!saved.card) throw new Error('no card')
    const modal = modalOf(saved.card, formOn(saved.card, 'edit'))
    const { input } = await read(desk, modal, { text: ` ${text.replaceAll('\n', '\r\n')}\n`, 'alt-0': 'Fog' })
    expect(input).toMatchObject({ text, alts: ['Fog'] })
  })

  it('keeps line breaks, tabs, doubled blanks and emoji exactly as they were typed', async () => {
    const { desk, card } = await drafted()
    const text = 'One  cup.\n\n\n\t• fog 👩🏽‍🍳\u00a0\u2028end'
    const { input } = await read(desk, modalOf(card, formOn(card, 'edit')), { text })
    const reply = await handle(desk.deps, ann, input)
    expect(reply.card?.draft?.chosen.text).toBe(text)
    const again = modalOf(await cardOf(desk), formOn(await cardOf(desk), 'edit'))
    expect(inputsOf(again)[0]?.component).toMatchObject({ value: text })
  })

  it.each([
    ['tomorrow 9:05', '2026-11-21T09:05[Europe/Berlin]'],
    [' Friday   18.30 ', '2026-11-27T18:30[Europe/Berlin]'],
    ['2026-11-22T07:00', '2026-11-22T07:00[Europe/Berlin]'],
    ['2026-11-20 12:00:17', '2026-11-20T12:00:17[Europe/Berlin]'],
  ])('understands %j as a day and a time', async (at, slot) => {
    const { desk, card } = await drafted()
    expect((await read(desk, modalOf(card, formOn(card, 'edit')), { at })).input).toMatchObject({ slot })
  })

  it.each([
    '',
    'soon',
    '18:30',
    '2026-02-30 12:00',
    'tomorrow',
    '2026-11-20 25:00',
    'a b c',
    '2026-11-20 12:00 13:00',
  ])('does not take %j for a day and a time, and says how to write them', async (at) => {
    const { desk, card } = await drafted()
    const { input } = await read(desk, modalOf(card, formOn(card, 'edit')), { at, text: 'New.' })
    expect(await handle(desk.deps, ann, input)).toMatchObject({
      outcome: 'refused',
      sentence: 'Give a day that exists and a time, for example 2026-11-20 at 12:00.',
    })
  })

  it('of a card that has moved on says so, and saves nothing over the newer version', async () => {
    const { desk, card } = await drafted()
    await handle(desk.deps, ann, { verb: 'choose', postId: card.id, version: 1, variant: 'b' })
    const modal = modalOf(await cardOf(desk), formOn(card, 'edit'))
    expect(wordsIn(modal)).toContain('You saw version 1; version 2 has replaced it')
    const { input } = await read(desk, modal, { text: 'x'.repeat(281) })
    expect(await handle(desk.deps, ann, input)).toMatchObject({
      code: 'stale_version',
      sentence: expect.stringMatching(
        /^You saw version 1; version 2 has replaced it\. Look at that one first\./,
      ),
    })
  })

  it('that was refused comes back with all that was typed, and the refusal on top', async () => {
    const { desk, card } = await drafted()
    const changes = { text: 'Typed.', 'alt-0': 'Fog', at: 'tomorrow 9:00' }
    const { fields, form } = await read(desk, modalOf(card, formOn(card, 'edit')), changes)
    const again = modalOf(card, form, { fields, problem: 'The desk is frozen.' })
    expect(wordsIn(again)).toMatch(/^Not done: The desk is frozen/)
    expect(await read(desk, again)).toMatchObject({ fields: changes, form })
  })

  it('names the characters that nobody would see', async () => {
    const { card } = await drafted()
    const [input] = inputsOf(modalOf(withText(card, 'One\u200b cup.'), formOn(card, 'edit')))
    expect(input?.description).toContain('U+200B zero-width space')
    expect(input?.component).toMatchObject({ value: 'One\u200b cup.' })
  })

  it('of a post without a text says that there is none', async () => {
    const { card } = await drafted()
    expect(formView({ ...card, draft: null }, formOn(card, 'edit'), null)).toEqual({
      kind: 'nothing',
      sentence: 'There is no text to edit yet.',
    })
  })
})

describe('the other forms', () => {
  it.each<[Press['verb'], string | null, Record<string, string>, Record<string, unknown>]>([
    ['reject', null, { reason: 'Dull', note: 'Zzz' }, { verb: 'reject', reason: 'Dull', note: 'Zzz' }],
    ['reject', null, { reason: 'Dull' }, { verb: 'reject', reason: 'Dull', note: '' }],
    ['regenerate', null, { note: 'Shorter' }, { verb: 'regenerate', note: 'Shorter' }],
    ['reslot', null, { date: '2026-11-21' }, { verb: 'reslot', slot: '2026-11-21T12:00[Europe/Berlin]' }],
    [
      'reslot',
      null,
      { date: 'Monday', time: '8.15' },
      { verb: 'reslot', slot: '2026-11-23T08:15[Europe/Berlin]' },
    ],
    ['hold', null, { reason: 'Legal' }, { verb: 'hold', reason: 'Legal' }],
    [
      'answer',
      'live',
      { permalink: ' https://example.com/1 ' },
      { verb: 'answer', answer: 'live', permalink: 'https://example.com/1' },
    ],
    ['answer', 'live', {}, { verb: 'answer', answer: 'live', permalink: '' }],
  ])('%s %s %j', async (verb, arg, changes, input) => {
    const { desk, card } = await drafted()
    const form = await read(desk, modalOf(card, formOn(card, verb, arg)), changes)
    expect(form.input).toEqual({ postId: card.id, version: 1, ...input })
    expect(form.press).toEqual(pressOn(card, verb, arg))
  })

  it.each<[Press['verb'], string | null, Record<string, string>, string]>([
    ['reject', null, {}, 'Choose a reason: the next drafts learn from it.'],
    ['reject', null, { reason: 'Ugly' }, 'Choose a reason: the next drafts learn from it.'],
    ['reject', null, { reason: 'Dull', note: 'x'.repeat(501) }, 'Keep the note under 500 characters.'],
    ['regenerate', null, { note: 'x'.repeat(501) }, 'Keep the note under 500 characters.'],
    ['hold', null, {}, 'Say why, in a few words.'],
    ['hold', null, { reason: 'x'.repeat(201) }, 'Keep the reason under 200 characters.'],
    ['reslot', null, { date: '' }, 'Give a day that exists and a time, for example 2026-11-20 at 12:00.'],
    ['edit', null, { text: ' \n ' }, 'The text is empty.'],
    ['edit', null, { text: 'x'.repeat(281) }, 'This is 281 of 280 characters: shorten it by 1.'],
    ['edit', null, { 'alt-0': 'x'.repeat(2001) }, 'Keep each alternative text under 2,000 characters.'],
    [
      'answer',
      'live',
      { permalink: 'javascript:alert(1)' },
      'Give the whole link, starting with https://, or leave it empty.',
    ],
  ])('what is wrong in a form of %s is said in one sentence', async (verb, arg, changes, sentence) => {
    const { desk, card } = await drafted()
    const { input } = await read(desk, modalOf(card, formOn(card, verb, arg)), changes)
    expect(await handle(desk.deps, ann, input)).toMatchObject({
      outcome: 'refused',
      code: 'invalid',
      sentence,
    })
  })

  it('ask for one of the reasons that can be counted, and keep the one that was chosen', async () => {
    const { card } = await drafted()
    const typed = { fields: { reason: 'Dull', note: 'Zzz' }, problem: 'Frozen.' }
    const [choice, note] = inputsOf(modalOf(card, formOn(card, 'reject'), typed))
    expect(choice?.component).toMatchObject({ type: 21, options: { length: rejectionReasons.length } })
    expect(JSON.stringify(choice)).toContain('"value":"Dull","label":"Dull","default":true')
    expect(note?.component).toMatchObject({ value: 'Zzz', required: false, max_length: 500 })
  })

  it('say which post they are about', async () => {
    const { card } = await drafted()
    expect(wordsIn(modalOf(card, formOn(card, 'hold')))).toBe(
      'X @northharbour, Fri 20 Nov, 12:00 (in Europe/Berlin)',
    )
  })
})

describe('a form that is not ours', () => {
  it.each([
    '',
    'edit|p1|1',
    'form|whole|-|approve|p1|1',
    'form|whole|-|publish|p1|1',
    'menu|more|p1',
    'form|text0|-|reject|p1|1',
  ])('%j: it is refused', async (value) => {
    const { desk } = await drafted()
    const submitted = { value, inputs: [] }
    await expect(readForm(desk.deps, submitted, () => Promise.resolve(''))).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  it('is refused rather than to take one part for the whole text', async () => {
    const { desk, card } = await drafted()
    const page: FormPage = { kind: 'text', part: 7 }
    const value = encodeDiscordPress({ kind: 'form', press: pressOn(card, 'edit'), page, typed: null })
    const submitted = { value, inputs: [{ id: 'text', values: ['Only this.'], files: [] }] }
    await expect(readForm(desk.deps, submitted, () => Promise.resolve(''))).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  it('takes nothing from fields that it does not have', async () => {
    const { desk, card } = await drafted()
    const { value, inputs } = handedIn(modalOf(card, formOn(card, 'hold')), { reason: 'Legal' })
    const forged = ['version', 'postId', 'verb', 'actor', '__proto__'].map((id) => ({
      id,
      values: ['9'],
      files: [],
    }))
    const form = await readForm(desk.deps, { value, inputs: [...inputs, ...forged] }, () =>
      Promise.resolve(''),
    )
    expect(form.input).toEqual({ verb: 'hold', postId: card.id, version: 1, reason: 'Legal' })
    expect(form.fields).toEqual({ reason: 'Legal' })
  })

  it('about a post that is not there any more is told so', async () => {
    const { desk, card } = await drafted()
    for (const verb of ['edit', 'reslot'] as const) {
      const gone = { ...card, id: 'x-2026-11-20-00000000' }
      const { input } = await read(desk, modalOf(gone, formOn(gone, verb)))
      expect(await handle(desk.deps, ann, input)).toMatchObject({ code: 'unknown_post' })
    }
  })
})

function editOf(card: PostCard) {
  return { verb: 'edit', postId: card.id, version: card.version, variant: 'a' }
}
