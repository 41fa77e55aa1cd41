import { afterEach, describe, expect, it } from '@jest/globals'
import { cardComponents } from '../../../src/bot/discord/components/post-card.ts'
import { nobody } from '../../../src/bot/discord/discord-message.ts'
import { loadCard } from '../../../src/bot/load.ts'
import type { Interaction } from '../../fakes/discord/state.ts'
import { stalledStore } from '../stalled-store.ts'
import { carried, channels, openRig, people, saidBy, wordsOf, type Opening, type Rig } from './rig.ts'

const callback = 'POST /interactions/:id/:token/callback'
const patch = 'PATCH /channels/:id/messages/:id'
const { ann, ben } = people
const store = stalledStore()

let rig: Rig
let message: string
afterEach(async () => {
  store.goOn()
  await rig.stop()
})

async function openCard(options: Partial<Opening> = {}): Promise<void> {
  rig = await openRig(options)
  const post = await rig.desk.post('x')
  const components = cardComponents(await loadCard(rig.desk.deps, rig.desk.brand, post), [])
  message = await rig.show({ components, files: [], thread: null, calls: nobody })
}

/** Chooses this in a menu of the card, or of another message. */
async function choose(
  select: 'more' | 'variants',
  label: string,
  who = ann,
  on = message,
): Promise<Interaction> {
  const { id } = await rig.desk.post('x')
  const menu = carried({ kind: 'menu', name: select, of: id })
  return rig.bring(await rig.discord.choose({ who, message: on, select: menu, values: [label] }))
}

const types = () => rig.discord.calls(callback).map(({ body }) => (body as { type: number }).type)
const drawn = async () => (await rig.discord.messages(channels.desk)).find(({ id }) => id === message)
/** Without the moment of the last change. */
const looks = async () => ({ ...(await drawn()), edited_timestamp: null })

describe.each([
  ['the gateway', false],
  ['HTTP', true],
])('what is chosen in a menu of a card over %s', (_, http) => {
  it('can be chosen again once it is answered, beneath the card and to whoever chose alone', async () => {
    await openCard({ http })
    const before = await looks()
    for (let round = 0; round < 3; round++)
      expect((await saidBy(rig.discord, await choose('more', 'Why'))).join()).toContain(
        'The audit trail is whole',
      )
    expect(types()).toEqual([7, 7, 7])
    expect(rig.discord.calls(callback)[0]?.body).toEqual({ type: 7 })
    expect(await looks()).toEqual(before)
    expect(rig.discord.private(ann)).toHaveLength(3)
  })

  it('is told as often as a rule refuses it', async () => {
    await openCard({ http })
    rig.save((brand) => ({ ...brand, reviewers: [] }))
    for (let round = 0; round < 2; round++)
      expect(
        (await saidBy(rig.discord, await choose('variants', 'Variant B · 79/280', ann))).join(),
      ).toContain('You are not a reviewer')
    expect(types()).toEqual([7, 7])
    expect(rig.discord.private(ann)).toHaveLength(2)
  })

  it('opens its form again for whoever cancelled it', async () => {
    await openCard({ http })
    const before = await looks()
    for (let round = 1; round <= 3; round++) {
      expect(await rig.discord.answered(await choose('more', 'Hold'))).toMatchObject({ type: 9 })
      await rig.discord.until(() => rig.discord.calls(patch).length === round)
    }
    expect(types()).toEqual([9, 9, 9])
    expect(rig.discord.calls(patch)[0]?.body).toEqual({ flags: 32_772, allowed_mentions: { parse: [] } })
    expect(await looks()).toEqual(before)
  })
})

describe('a form that a menu opens', () => {
  it('leaves the card alone where a button opened it', async () => {
    await openCard()
    const press = await rig.discord.press({ who: ann, message, button: 'Reject' })
    await rig.discord.answered(await rig.bring(press))
    await rig.close()
    expect(rig.discord.calls(patch)).toEqual([])
  })

  it.each([
    ['an error', { kind: 'status', status: 500 }],
    ['a limit', { kind: 'rate_limited', retryAfter: 5, scope: 'user' }],
    ['nothing', { kind: 'drop' }],
    ['502, though it was carried out', { kind: 'lost_behind_502' }],
  ] as const)(
    'is open, and nobody is told anything, where the card is answered with %s',
    async (_, fault) => {
      await openCard()
      rig.discord.fault(patch, fault)
      const opened = await choose('more', 'Hold')
      expect(await rig.discord.answered(opened)).toMatchObject({ type: 9 })
      await rig.close()
      expect(rig.discord.calls(patch)).toHaveLength(1)
      expect(await rig.discord.told(opened)).toEqual([])
      expect(rig.desk.errors).toEqual([])
    },
  )

  it('can be chosen again where Discord did not open it in time, as it is said to be', async () => {
    await openCard()
    rig.discord.fault(callback, { kind: 'error', status: 404, code: 10062 })
    await choose('more', 'Hold')
    await rig.discord.until(async () => (await rig.discord.dm(ann)).length > 0)
    await rig.discord.until(() => rig.discord.calls(patch).length === 1)
    expect(await rig.discord.answered(await choose('more', 'Hold'))).toMatchObject({ type: 9 })
  })

  it('comes behind a button where it takes too long, and can be chosen again', async () => {
    await openCard({ store: store.of, formMs: 1000 })
    store.stall()
    const asked = await choose('more', 'Hold')
    expect(await rig.discord.answered(asked)).toEqual({ type: 7 })
    store.goOn()
    expect((await saidBy(rig.discord, asked)).join()).toContain('It opens with this button')
    await rig.reopen()
    expect(await rig.discord.answered(await choose('more', 'Hold'))).toMatchObject({ type: 9 })
  })

  it('on an answer to one person alone is not touched with the token of the bot; handing it in draws it anew', async () => {
    await openCard()
    const { discord } = rig
    const shown = await asked()
    const form = await choose('more', 'Hold', ann, shown)
    expect(await discord.answered(form)).toMatchObject({ type: 9 })
    rig.save((brand) => ({ ...brand, reviewers: [] }))
    const handedIn = await discord.submit({ who: ann, of: form, values: { reason: 'The photo is missing' } })
    expect((await saidBy(discord, await rig.bring(handedIn))).join()).toContain('You are not a reviewer')
    expect(types().slice(-2)).toEqual([9, 7])
    // It stays, with the answer beneath it.
    expect(discord.private(ann).map(({ id }) => id)).toContain(shown)
    await discord.answered(await choose('more', 'Hold', ann, shown))
    await rig.close()
    expect(discord.calls(patch)).toEqual([])
  })
})

/** The card, shown to Ann alone. */
async function asked(): Promise<string> {
  const { discord, desk } = rig
  const value = carried({
    kind: 'sure',
    press: {
      kind: 'post',
      press: { verb: 'approve', postId: (await desk.post('x')).id, version: 7, arg: null },
    },
  })
  const press = await discord.press({ who: ann, message: await rig.card(value), button: value })
  await saidBy(discord, await rig.bring(press))
  const [answer] = await discord.told(press)
  return answer?.id ?? ''
}

describe('a choice', () => {
  it('of two people is one each', async () => {
    await openCard()
    const [one, other] = await Promise.all([
      choose('variants', 'Read them all'),
      choose('variants', 'Read them all', ben),
    ])
    for (const each of [one, other])
      expect((await saidBy(rig.discord, each)).join()).toContain('the one that would go out')
  })

  it('that came too late to be acknowledged is decided, and told by direct message', async () => {
    await openCard()
    const { id } = await rig.desk.post('x')
    rig.discord.fault(callback, { kind: 'error', status: 404, code: 10062 })
    await choose('variants', 'Variant B · 79/280')
    await rig.discord.until(async () => (await rig.discord.dm(ann)).length > 0)
    expect((await rig.discord.dm(ann)).map(wordsOf)).toEqual(['Variant B it is: version 2.'])
    expect((await rig.desk.deps.store.post(id))?.version).toBe(2)
  })
})
