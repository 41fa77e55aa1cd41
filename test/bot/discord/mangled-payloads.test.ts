import { afterEach, describe, expect, it } from '@jest/globals'
import { cardComponents } from '../../../src/bot/discord/components/post-card.ts'
import { nobody } from '../../../src/bot/discord/discord-message.ts'
import { loadCard } from '../../../src/bot/load.ts'
import type { Interaction } from '../../fakes/discord/state.ts'
import { personNames } from '../../fakes/discord/world.ts'
import { mangles, type Json } from '../chat/mangled.ts'
import { carried, channels, openRig, people, statusOf, valueOf, wordsOf, type Rig } from './rig.ts'

const { ann } = people
const count = 500

let rig: Rig
afterEach(() => rig.stop())

type Sample = () => Promise<Interaction>
type Mangled = { readonly sound: Interaction; readonly payload: Json; readonly isOwed: boolean }

/** One of each kind, by Ann: whatever decides is about a version that nobody can decide on. */
async function samplesOf({ discord, desk, card, show, register, bring }: Rig): Promise<readonly Sample[]> {
  await register()
  const post = await desk.post('x')
  const stale = { ...post, version: 7 }
  const values = [valueOf('approve', stale), carried({ kind: 'look', what: 'why', postId: post.id })]
  const buttons = await card(...values, valueOf('reject', stale))
  const components = cardComponents(await loadCard(desk.deps, desk.brand, post), [])
  const menus = await show({ components, files: [], thread: null, calls: nobody })
  const select = carried({ kind: 'menu', name: 'more', of: post.id })
  const option = { post: `${post.id}@7` }
  const form = await bring(
    await discord.press({ who: ann, message: buttons, button: valueOf('reject', stale) }),
  )
  await discord.answered(form)
  return [
    ...[...values, valueOf('hold', stale)].map(
      (button) => () => discord.press({ who: ann, message: buttons, button, isForged: true }),
    ),
    ...values.map(
      (value) => () => discord.choose({ who: ann, message: menus, select, values: [value], isForged: true }),
    ),
    () => discord.submit({ who: ann, of: form, values: { reason: 'Dull' } }),
    () => discord.run({ who: ann, words: 'approve', options: option }),
    () => discord.run({ who: ann, words: 'hold', options: option }),
    () => discord.run({ who: ann, words: 'why', options: { post: 'x' }, focused: 'post' }),
  ]
}

/**
 * Interactions as the stand-in tells of them, each with one to four places changed. Whoever can be told is owed an answer: where what says who it
 * was, and how to answer, is as it was.
 */
async function mangledPayloads(): Promise<readonly Mangled[]> {
  const made: Mangled[] = []
  for (const { of, mangle } of mangles(await samplesOf(rig), count)) {
    const sound = await of()
    const payload = mangle(sound.raw as Json)
    made.push({ sound, payload, isOwed: sound.type !== 4 && addressOf(sound.raw) === addressOf(payload) })
  }
  return made
}

function addressOf(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null) return ''
  const { id, token, type, guild_id, member } = raw as Interaction['raw']
  return JSON.stringify([id, token, type, guild_id, member])
}

/** Nothing was decided, nobody but Ann was told anything, and the next click of hers is decided. */
async function expectUnharmed(): Promise<void> {
  const { discord, desk } = rig
  const post = await desk.post('x')
  expect(await statusOf(rig, post)).toBe('in_review')
  const history = await desk.deps.store.history(post.id)
  expect(history.map(({ actor }) => actor.kind)).not.toContain('person')
  const others = personNames.filter((name) => name !== 'ann').map((name) => people[name])
  for (const one of others) {
    expect(await discord.dm(one)).toEqual([])
    expect(discord.private(one)).toEqual([])
  }
  expect(await discord.messages(channels.desk)).toHaveLength(2)
  expect(await rig.pressed(valueOf('approve', post))).toEqual(['Approved. It goes out Fri 20 Nov, 12:00.'])
}

/** Whoever mangles what says which kind of click it was is answered in a way that does not fit it. */
function expectNoOtherBreaches(): void {
  const slips = rig.discord.forgive().filter((breach) => !/^callback \d does not fit/.test(breach))
  expect(slips).toEqual([])
}

describe('500 real interactions, each mangled, break nothing and decide nothing', () => {
  it('over HTTP, where each is answered or turned away', async () => {
    rig = await openRig({ http: true })
    const mangled = await mangledPayloads()
    const owed = mangled.filter(({ isOwed }) => isOwed)
    expect(owed.length).toBeGreaterThan(200)
    for (const { sound, payload } of mangled) {
      const { status } = await rig.discord.post(rig.address(), {
        ...sound,
        raw: payload as Interaction['raw'],
      })
      expect([200, 202]).toContain(status)
    }
    await rig.discord.until(() => owed.every(({ sound }) => sound.callback !== null))
    await expectUnharmed()
    expectNoOtherBreaches()
  })

  it('over the gateway, where each that can be is answered', async () => {
    rig = await openRig()
    const mangled = await mangledPayloads()
    const owed = mangled.filter(({ isOwed }) => isOwed)
    for (const { payload } of mangled) rig.discord.gateway.dispatch('INTERACTION_CREATE', payload)
    await rig.discord.until(() => owed.every(({ sound }) => sound.callback !== null))
    await expectUnharmed()
    expectNoOtherBreaches()
    expect(rig.discord.gateway.identified()).toBe(1)
    expect(rig.health.at(-1)).toMatchObject({ live: 1 })
  })

  it('and nobody hears of what could not be read of a word that is still being typed', async () => {
    rig = await openRig()
    await rig.register()
    const typing = await rig.discord.run({ who: ann, words: 'why', options: { post: 'x' }, focused: 'post' })
    await rig.bring({ ...typing, raw: { ...typing.raw, data: { name: 'greenroom', options: 7 } } })
    await expectHeard()
    expect((await rig.discord.dm(ann)).map(wordsOf)).toEqual([])
    expect(rig.desk.errors).toEqual([])
  })

  /** Once this has its answer, what came before it was looked at. */
  async function expectHeard(): Promise<void> {
    const post = await rig.desk.post('x')
    await rig.pressed(valueOf('approve', post))
    await rig.close()
  }
})
