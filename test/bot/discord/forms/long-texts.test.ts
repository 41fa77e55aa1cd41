import { describe, expect, it } from '@jest/globals'
import { ComponentType, type APIFileComponent, type APIStringSelectComponent } from 'discord-api-types/v10'
import type { PostCard } from '../../../../src/bot/card.ts'
import { decodeDiscordPress, formPress, type FormPress } from '../../../../src/bot/discord/custom-id.ts'
import type { DiscordMessage } from '../../../../src/bot/discord/discord-message.ts'
import { formView } from '../../../../src/bot/discord/forms.ts'
import { formMessages } from '../../../../src/bot/discord/forms/form-answers.ts'
import { readForm } from '../../../../src/bot/discord/forms/read-form.ts'
import { textParts } from '../../../../src/bot/discord/forms/text-parts.ts'
import { handle } from '../../../../src/bot/handle.ts'
import { loadCard } from '../../../../src/bot/load.ts'
import { limitsOf } from '../../../../src/networks/limits.ts'
import type { Deps } from '../../../../src/ports.ts'
import { pressOn } from '../../chat/drafted.ts'
import { openDesk, type Desk } from '../../desk.ts'
import { breachesOf } from '../breaches.ts'
import { ann, handedIn, modalOf, read } from './handed-in.ts'

const paragraph = 'Fog over the quay,  and a ferry in it.\n\tSomebody waves. '.repeat(24).trim()
/** As long as Facebook takes it, with blanks between its parts that no rule of ours would have put there. */
const longest = Array.from({ length: 100 }, (_, index) => `${index}. ${paragraph}`)
  .join(' \n\n\n  ')
  .slice(0, 63_200)
  .trim()

/** A desk with one post of a network with its real limits, and its card. */
async function deskWith(
  network: 'facebook' | 'linkedin',
  text: string,
  alts: readonly string[] = [],
): Promise<Desk> {
  const desk = await openDesk()
  const media = alts.map((alt, index) => {
    return { name: `${index}.png`, mimeType: 'image/png', sha256: String(index).repeat(64).slice(0, 64), alt }
  })
  // Whichever variant is the best, it is this one.
  desk.write(network, [text, text, text], media)
  const deps: Deps = {
    ...desk.deps,
    networks: (account) => ({
      ...desk.deps.networks(account),
      limits: { ...limitsOf(account.network), maxMedia: 20 },
    }),
  }
  await desk.draft()
  return { ...desk, deps }
}

async function cardOf(desk: Desk, network: 'facebook' | 'linkedin' = 'facebook'): Promise<PostCard> {
  return loadCard(desk.deps, desk.brand, await desk.post(network))
}

function menuOf(card: PostCard): DiscordMessage {
  const view = formView(card, formPress(pressOn(card, 'edit')), null)
  if (view.kind !== 'message') throw new Error(`no message: ${view.kind}`)
  return view.message
}

/** What can be chosen in the menus of a message. */
function formsIn({ components }: DiscordMessage): readonly FormPress[] {
  const menus = components.flatMap((row) =>
    row.type === ComponentType.ActionRow ? row.components : [],
  ) as APIStringSelectComponent[]
  return menus
    .flatMap(({ options }) => options)
    .map(({ value }) => decodeDiscordPress(value))
    .flatMap((press) => (press.kind === 'form' ? [press] : []))
}

function pageIn(message: DiscordMessage, kind: FormPress['page']['kind'], ordinal = 0): FormPress {
  const form = formsIn(message).filter(({ page }) => page.kind === kind)[ordinal]
  if (!form) throw new Error(`no ${kind}`)
  return form
}

describe('a post of 63,200 characters', () => {
  it('is edited by parts, all of which one message offers, with the text to the letter in a file', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const message = menuOf(card)
    expect(breachesOf(message)).toEqual([])
    const parts = textParts(longest).length
    expect(parts).toBeGreaterThan(20)
    expect(formsIn(message).filter(({ page }) => page.kind === 'text')).toHaveLength(parts)
    expect(new TextDecoder().decode(message.files[0]?.bytes)).toBe(longest)
    const file = message.components.find((one): one is APIFileComponent => one.type === ComponentType.File)
    expect(file?.file.url).toBe(`attachment://${message.files[0]?.name}`)
  })

  it('loses nothing, blanks included, whichever part is saved as it was opened', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    for (const form of formsIn(menuOf(card)).filter(({ page }) => page.kind === 'text')) {
      const { input } = await read(desk, modalOf(card, form), {})
      expect(input.text === longest).toBe(true)
    }
  })

  it('changes where one part was written anew and nowhere else, and the next part can be chosen at once', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const form = pageIn(menuOf(card), 'text', 7)
    const part = textParts(longest)[7]
    if (!part) throw new Error('no part')
    const taken = await read(desk, modalOf(card, form), { text: 'A  new\n\n\npart 👩🏽‍🍳.' })
    const reply = await handle(desk.deps, ann, taken.input)
    const expected = `${longest.slice(0, part.start)}A  new\n\n\npart 👩🏽‍🍳.${longest.slice(part.end)}`
    expect(reply.card?.draft?.chosen.text === expected).toBe(true)
    const [said, next] = formMessages(taken, reply, 'key')
    expect(JSON.stringify(said)).toContain('Saved as version 2')
    if (!next) throw new Error('nothing to go on with')
    expect(pageIn(next, 'text', 8).press.version).toBe(2)
    expect(new TextDecoder().decode(next.files[0]?.bytes) === expected).toBe(true)
  })

  it('is not touched by a part of a version that has been replaced', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const stale = modalOf(card, pageIn(menuOf(card), 'text', 3))
    const first = await read(desk, modalOf(card, pageIn(menuOf(card), 'text', 0)), { text: 'Anew.' })
    const saved = await handle(desk.deps, ann, first.input)
    const taken = await read(desk, stale, { text: 'Too late.' })
    const reply = await handle(desk.deps, ann, taken.input)
    expect(reply).toMatchObject({
      code: 'stale_version',
      sentence: expect.stringContaining('You saw version 1'),
    })
    expect((await cardOf(desk)).draft?.chosen.text === saved.card?.draft?.chosen.text).toBe(true)
    expect(JSON.stringify(formMessages(taken, reply, 'key'))).toContain('Too late.')
  })

  it('is told so where the part is not even there any more', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const stale = modalOf(card, pageIn(menuOf(card), 'text', 12))
    const short = { verb: 'edit', postId: card.id, version: 1, variant: 'a', text: 'Short.' }
    await handle(desk.deps, ann, { ...short, variant: card.draft?.chosen.id })
    const { input } = await read(desk, stale, { text: 'Too late.' })
    expect(await handle(desk.deps, ann, input)).toMatchObject({ code: 'stale_version' })
  })

  it('offers all of its parts even where each is only half full', async () => {
    const text = Array.from({ length: 42 }, (_, index) => String(index % 10).repeat(1502)).join(' ')
    const desk = await deskWith('facebook', text)
    const message = menuOf(await cardOf(desk))
    expect(formsIn(message).map(({ page }) => page)).toEqual([
      { kind: 'file' },
      { kind: 'slot' },
      ...Array.from({ length: 42 }, (_, part) => ({ kind: 'text', part })),
    ])
    expect(breachesOf(message)).toEqual([])
  })

  it('can be handed in whole, as a file', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const view = formView(card, pageIn(menuOf(card), 'file'), null)
    if (view.kind !== 'modal') throw new Error('no modal')
    const text = `${longest.slice(0, 30_000)}\n\n\n\t–  ${longest.slice(30_100)}`
    const file = { name: 'text.txt', size: text.length, url: 'https://cdn.discordapp.com/1' }
    const submitted = { value: view.modal.custom_id, inputs: [{ id: 'file', values: ['1'], files: [file] }] }
    const taken = await readForm(desk.deps, submitted, () => Promise.resolve(text.replaceAll('\n', '\r\n')))
    const reply = await handle(desk.deps, ann, taken.input)
    expect(reply.card?.draft?.chosen.text === text).toBe(true)
  })

  it('is not emptied by a form that came without its file', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const value = JSON.parse(JSON.stringify(formView(card, pageIn(menuOf(card), 'file'), null))) as {
      modal: { custom_id: string }
    }
    const submitted = { value: value.modal.custom_id, inputs: [{ id: 'file', values: [], files: [] }] }
    await expect(readForm(desk.deps, submitted, () => Promise.resolve(''))).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('There is no file'),
    })
  })

  it('is moved in time by a form of its own, text and pictures untouched', async () => {
    const desk = await deskWith('facebook', longest, ['Quay', 'Fog'])
    const card = await cardOf(desk)
    const taken = await read(desk, modalOf(card, pageIn(menuOf(card), 'slot')), { at: '2026-11-20 18:30' })
    const reply = await handle(desk.deps, ann, taken.input)
    expect(reply).toMatchObject({ outcome: 'done', card: { slot: { time: '18:30' } } })
    expect(reply.card?.draft?.chosen.text === longest).toBe(true)
  })

  it('too long by a part is refused with all that was typed, by how much it is too long', async () => {
    const desk = await deskWith('facebook', longest)
    const card = await cardOf(desk)
    const typed = 'x'.repeat(4000)
    const taken = await read(desk, modalOf(card, pageIn(menuOf(card), 'text', 0)), { text: typed })
    const reply = await handle(desk.deps, ann, taken.input)
    expect(reply.sentence).toMatch(/^This is 6\d{4} of 63206 characters: shorten it by/)
    const messages = formMessages(taken, reply, 'abcdef')
    const [file] = messages.flatMap(({ files }) => files)
    expect(new TextDecoder().decode(file?.bytes)).toBe(typed)
    expect(JSON.stringify(messages)).toContain('form|text0|abcdef|edit|')
  })
})

describe('whether one form is enough', () => {
  it.each([
    [2500, 0, true],
    [2501, 0, false],
  ])(
    'a text of %i characters for Facebook, which takes more than an input holds: %#',
    async (length, _, isOne) => {
      const desk = await deskWith('facebook', 'a'.repeat(length))
      const card = await cardOf(desk)
      expect(formView(card, formPress(pressOn(card, 'edit')), null).kind === 'modal').toBe(isOne)
    },
  )

  it('a text of 3,000 characters for LinkedIn, which takes no more, and two pictures with their words', async () => {
    const desk = await deskWith('linkedin', 'a'.repeat(3000), ['Quay', 'Fog'])
    const card = await cardOf(desk, 'linkedin')
    const modal = modalOf(card, formPress(pressOn(card, 'edit')))
    expect(modal.components).toHaveLength(5)
    const { input } = await read(desk, modal, { 'alt-1': 'Ferry' })
    expect(input).toMatchObject({ text: 'a'.repeat(3000), alts: ['Quay', 'Ferry'] })
  })

  it('not for a text and two pictures with more words than 4,000 characters in all', async () => {
    const desk = await deskWith('linkedin', 'a '.repeat(1000).trim(), ['b '.repeat(800).trim(), 'c'])
    const card = await cardOf(desk, 'linkedin')
    expect(formsIn(menuOf(card)).map(({ page }) => page.kind)).toEqual(['file', 'slot', 'alts', 'text'])
  })

  it('not for twenty pictures: their words are asked for four at a time, and none is lost', async () => {
    const alts = Array.from({ length: 20 }, (_, index) =>
      `Picture ${index} ${'of fog '.repeat(index * 14)}`.trim(),
    )
    const desk = await deskWith('linkedin', 'Short.', alts)
    let card = await cardOf(desk, 'linkedin')
    const count = formsIn(menuOf(card)).filter(({ page }) => page.kind === 'alts').length
    expect(count).toBeGreaterThanOrEqual(5)
    for (let ordinal = 0; ordinal < count; ordinal++) {
      const modal = modalOf(card, pageIn(menuOf(card), 'alts', ordinal))
      expect(modal.components.length).toBeLessThanOrEqual(5)
      const changes = Object.fromEntries(
        handedIn(modal).inputs.map(({ id, values: [value] }) => [id, `${value?.slice(0, 1900)}!`]),
      )
      const reply = await handle(desk.deps, ann, (await read(desk, modal, changes)).input)
      if (!reply.card) throw new Error(reply.sentence)
      card = reply.card
    }
    expect(card.draft?.chosen.media.map(({ alt }) => alt)).toEqual(
      alts.map((alt) => `${alt.slice(0, 1900)}!`),
    )
    expect(card.draft?.chosen.text).toBe('Short.')
  })

  it('a part that is not there any more is not opened', async () => {
    const desk = await deskWith('facebook', 'Short.')
    const card = await cardOf(desk)
    for (const page of [
      { kind: 'text', part: 9 },
      { kind: 'alts', from: 0 },
    ] as const) {
      const view = formView(card, { kind: 'form', press: pressOn(card, 'edit'), page, typed: null }, null)
      expect(view).toMatchObject({
        kind: 'nothing',
        sentence: expect.stringContaining('open the form again'),
      })
    }
  })
})
