import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openDeliverer } from '../../../src/bot/chat/deliver.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Call } from '../../fakes/discord/call.ts'
import type { Fault } from '../../fakes/discord/faults.ts'
import { shortLived } from '../chat/short-lived.ts'
import { openSending, textOf } from './sending.ts'
import { openSetClock } from './set-clock.ts'

let clock: ReturnType<typeof openSetClock>
let discord: DiscordApi
beforeEach(async () => {
  clock = openSetClock('2026-01-01T06:00:00Z')
  discord = await openDiscordApi(clock)
})
afterEach(async () => {
  clock.stop()
  await discord.stop()
})

const posts = 'POST /channels/:id/messages'

const faults: readonly Fault[] = [
  { kind: 'lost_answer' },
  { kind: 'drop' },
  { kind: 'rate_limited', retryAfter: 7, scope: 'user' },
  { kind: 'half_answer' },
  { kind: 'lost_behind_502' },
  { kind: 'status', status: 500 },
  { kind: 'rate_limited', retryAfter: 5, scope: 'global' },
  { kind: 'error', status: 400, code: 20_028 },
  { kind: 'garbage' },
  { kind: 'rate_limited', retryAfter: 3, scope: 'shared' },
]

/**
 * Every seventh call of a route goes wrong, in turn in every way, and so does the one after it. Lookups fail less often: one that takes ten
 * minutes gives up the order.
 */
function hostile(): (call: Call) => Fault | null {
  const counts = new Map<string, number>()
  return ({ route }) => {
    const count = (counts.get(route) ?? 0) + 1
    counts.set(route, count)
    const isBad = route.startsWith('GET') ? count % 11 === 0 : count % 7 < 2
    return isBad ? (faults[(count + Math.floor(count / 7)) % faults.length] ?? null) : null
  }
}

describe('500 messages', () => {
  it('arrive in Discord once each and in order, in their newest state, whatever becomes of the calls', async () => {
    const sending = openSending(discord, clock)
    discord.misbehave(hostile())
    const keys = Array.from({ length: 500 }, (_, index) => `said ${index}`)
    for (const key of keys) await sending.wish(key, `${key} waits`)
    for (const n of [0, 1, 2]) await sending.wish(`chart acme 2026-W01 ${n}`, `Chart ${n}`, keys[0])
    const { stop } = sending.open()
    let jumps = 0
    await sending.run(async () => {
      // While they still arrive, every fifth is decided.
      if (++jumps % 2 === 0 && jumps / 2 < 100)
        await sending.wish(`said ${jumps * 2.5}`, `said ${jumps * 2.5} approved`)
    })
    await stop()
    discord.misbehave(null)
    const there = await discord.messages(discord.ids.channels.desk)
    expect(there.map((one) => textOf(one).split(' ').slice(0, 2).join(' '))).toEqual(keys)
    expect(there.filter((one) => textOf(one).endsWith('approved'))).toHaveLength(99)
    const charts = await discord.messages(there[0]?.id ?? '')
    expect(charts.map(({ attachments }) => attachments[0]?.description)).toEqual([
      'Chart 0',
      'Chart 1',
      'Chart 2',
    ])
    expect(await sending.store.messages({ unsent: true })).toEqual([])
    expect(sending.troubles.filter(({ kind }) => kind !== 'back')).toEqual([])
    const lost = discord.calls(posts).filter(({ answer }) => answer === null)
    expect(lost.length).toBeGreaterThan(50)
    const limited = discord.calls().filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(20)
  }, 600_000)
})

describe('a sender that was told to wait', () => {
  it.each(['user', 'shared', 'global'] as const)(
    'makes its next call exactly when Retry-After has passed (%s)',
    async (scope) => {
      const sending = openSending(discord, clock)
      discord.fault(posts, { kind: 'rate_limited', retryAfter: 37, scope })
      for (const n of [1, 2, 3]) await sending.wish(`said ${n}`, `said ${n}`)
      const { stop } = sending.open()
      await sending.run()
      await stop()
      const [first = 0, ...others] = discord.calls(posts).map(({ at }) => at.getTime())
      expect(others.map((at) => at - first)).toEqual([37_000, 38_000, 39_000])
    },
  )

  it('for all its calls makes no other call either', async () => {
    const sending = openSending(discord, clock)
    await sending.wish('said 1', 'said 1 waits')
    const { stop } = sending.open()
    await sending.run()
    discord.fault('PATCH /channels/:id/messages/:id', {
      kind: 'rate_limited',
      retryAfter: 20,
      scope: 'global',
    })
    const { length } = discord.calls()
    const since = Date.now()
    await sending.wish('said 1', 'said 1 approved')
    await sending.pass(500)
    await sending.wish('said 2', 'said 2 waits')
    await sending.run()
    await stop()
    const later = discord.calls().slice(length + 1)
    expect(later.length).toBeGreaterThan(1)
    expect(Math.min(...later.map(({ at }) => at.getTime())) - since).toBeGreaterThanOrEqual(20_000)
    const there = await discord.messages(discord.ids.channels.desk)
    expect(there.map(textOf)).toEqual(['said 1 approved', 'said 2 waits'])
  })
})

describe('a process that ends at any moment', () => {
  // To end before one thing begins is to end after the one before it has happened.
  const when = 'after'

  it.each<{ readonly fault: Fault | null }>([
    { fault: null },
    { fault: { kind: 'lost_answer' } },
    { fault: { kind: 'drop' } },
  ])(
    'neither loses a message nor sends it twice: $fault',
    async ({ fault }) => {
      let reached = true
      let step = 1
      for (; reached; step++) {
        const sending = openSending(discord, clock)
        if (fault) discord.fault(posts, fault)
        const [head, card, line, last] = ['head', 'card', 'line', 'last'].map(
          (name) => `said ${name} ${step}`,
        )
        if (!head || !card || !line || !last) throw new Error('four keys')
        await sending.wish(head, 'said 1')
        await sending.wish(card, 'said 2')
        await sending.wish(line, 'a line', card)
        await sending.wish(last, 'said 3')
        let deaths = 0
        let { stop } = openDeliverer(
          shortLived(sending.options(), { step, when }, () => {
            deaths += 1
            sending.after(2000, () => void ({ stop } = sending.open()))
          }),
        )
        await sending.pass(2700)
        await sending.wish(head, 'said 1 approved')
        await sending.pass(300)
        await sending.wish(head, 'said 1')
        await sending.wish(card, 'said 2 approved')
        await sending.run()
        await stop()
        const there = await discord.messages(discord.ids.channels.desk)
        expect(there.map(textOf)).toEqual(['said 1', 'said 2 approved', 'said 3'])
        expect((await discord.messages(there[1]?.id ?? '')).map(textOf)).toEqual(['a line'])
        expect(await sending.store.messages({ unsent: true })).toEqual([])
        for (const { id } of there) await discord.remove(id)
        reached = deaths > 0
      }
      expect(step).toBeGreaterThan(30)
    },
    600_000,
  )
})
