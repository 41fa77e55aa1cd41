import { beforeEach, expect, it } from '@jest/globals'
import { openMeters, type Meters } from '../../src/app/meters.ts'
import { watchedStore } from '../../src/app/watched-store.ts'
import type { Outcome } from '../../src/domain/command.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import { hourMs, minuteMs } from '../../src/domain/slot.ts'
import { backlog } from '../../src/service/backlog.ts'
import { review } from '../../src/service/review.ts'
import { settle } from '../../src/service/settle.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'

const ann = { kind: 'person', id: 'ann', roles: ['approver'], surface: 'web' } as const
const published: Outcome = { kind: 'published', remote: { id: 'r1', permalink: null } }

let meters: Meters
let desk: Desk

beforeEach(async () => {
  meters = openMeters()
  const watched = (store: MemoryStore) => watchedStore(store, [meters])
  desk = await openDesk(undefined, [harbour], (ids) => watched(new MemoryStore(ids)))
})

/** The value of one series now; NaN where it is not shown. */
async function value(series: string): Promise<number> {
  const { text } = await meters.page(await backlog(desk.deps), desk.deps.clock.now())
  return valueIn(text, series)
}

function valueIn(text: string, series: string): number {
  const found = text.split('\n').find((line) => line.startsWith(`${series} `))
  return Number(found?.slice(series.length + 1) ?? NaN)
}

async function goesOut(network: 'x' | 'linkedin', outcome: Outcome, lateMs = 0) {
  const { id, version, dueAt } = await desk.post(network)
  const { post } = await review(desk.deps, { verb: 'approve', postId: id, version, actor: ann })
  desk.tick(dueAt.getTime() + lateMs - desk.deps.clock.now().getTime())
  desk.answer(outcome)
  return desk.goOut(post)
}

it('counts drafts by who wrote them, and what the model has cost', async () => {
  await desk.draft()
  expect(await value(`greenroom_drafts_total{brand="${harbour.id}",kind="twin"}`)).toBe(3)
  await desk.deps.store.addSpend(harbour.id, '2026-11-20', 0.25)
  await desk.deps.store.addSpend(harbour.id, '2026-11-20', 0.5)
  expect(await value(`greenroom_model_cost_usd_total{brand="${harbour.id}"}`)).toBe(0.75)
})

it('counts attempts by network and by what came of them, and how late those were that went out', async () => {
  await desk.draft()
  await goesOut('linkedin', { kind: 'refused', reason: 'no', retryAt: null })
  await goesOut('x', published, 3 * minuteMs)
  expect(await value('greenroom_sends_total{network="linkedin",outcome="refused"}')).toBe(1)
  expect(await value('greenroom_sends_total{network="x",outcome="published"}')).toBe(1)
  expect(await value('greenroom_publication_lateness_seconds_sum{network="x"}')).toBe(180)
  expect(await value('greenroom_publication_lateness_seconds_count{network="linkedin"}')).toBeNaN()
})

it('shows an unknown outcome as long as nobody knows, and counts what came of it', async () => {
  await desk.draft()
  const post = await goesOut('x', { kind: 'unknown', reason: 'no answer' })
  expect(await value('greenroom_unknown_outcomes{waits_for="network"}')).toBe(1)
  for (let lookups = 0; lookups < 5; lookups++) await settle(desk.deps, currentPublication(post)?.id ?? '')
  expect(await value('greenroom_unknown_outcomes{waits_for="network"}')).toBe(0)
  expect(await value('greenroom_unknown_outcomes{waits_for="person"}')).toBe(1)
  expect(await value('greenroom_sends_total{network="x",outcome="unknown"}')).toBe(1)
  expect(await value('greenroom_sends_total{network="x",outcome="person_needed"}')).toBe(1)
})

it('shows for how long the oldest card, due publication and new message have waited', async () => {
  for (const queue of ['card', 'publication', 'message'])
    expect(await value(`greenroom_queue_age_seconds{queue="${queue}"}`)).toBe(0)
  await desk.draft()
  const wish = { surface: 'slack', channel: 'C1', brand: harbour.id, parent: null, payload: null } as const
  await desk.deps.store.wishMessages([{ ...wish, key: 'day x' }], desk.deps.clock.now())
  // One that is there, and has something newer to show.
  await desk.deps.store.wishMessages([{ ...wish, key: 'day y' }], new Date(0))
  await desk.deps.store.markMessage({ ...wish, key: 'day y' }, { remoteId: 'r' })
  const { id, version, dueAt } = await desk.post('linkedin')
  await review(desk.deps, { verb: 'approve', postId: id, version, actor: ann })
  desk.tick(hourMs)
  expect(await value('greenroom_queue_age_seconds{queue="card"}')).toBe(3600)
  expect(await value('greenroom_queue_age_seconds{queue="message"}')).toBe(3600)
  expect(await value('greenroom_queue_age_seconds{queue="publication"}')).toBe(0)
  desk.tick(dueAt.getTime() + 5 * minuteMs - desk.deps.clock.now().getTime())
  expect(await value('greenroom_queue_age_seconds{queue="publication"}')).toBe(300)
})

it('leaves out what the database did not tell, and shows what was counted', async () => {
  await desk.draft()
  await value('greenroom_queue_age_seconds{queue="card"}')
  const { text, contentType } = await meters.page(null, new Date())
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(text).not.toMatch(/^greenroom_(queue_age_seconds|unknown_outcomes)\{/m)
  expect(valueIn(text, `greenroom_drafts_total{brand="${harbour.id}",kind="twin"}`)).toBe(3)
})

it('times acknowledgements by chat service', async () => {
  meters.acknowledged('discord', 40)
  expect(await value('greenroom_chat_ack_seconds_bucket{le="0.05",surface="discord"}')).toBe(1)
  expect(await value('greenroom_chat_ack_seconds_bucket{le="0.025",surface="discord"}')).toBe(0)
})

it('has no label but those that are few', async () => {
  await desk.draft()
  await goesOut('x', published)
  meters.acknowledged('slack', 1)
  const { text } = await meters.page(await backlog(desk.deps), desk.deps.clock.now())
  const labels = [...text.matchAll(/^greenroom_\w+\{([^}]*)\}/gm)].flatMap(([line, inside = '']) =>
    line.startsWith('greenroom_nodejs_') || line.startsWith('greenroom_process_')
      ? []
      : [...inside.matchAll(/(\w+)="/g)].map(([, name]) => name),
  )
  expect(new Set(labels)).toEqual(
    new Set(['le', 'network', 'outcome', 'brand', 'kind', 'surface', 'waits_for', 'queue']),
  )
  expect(text).not.toContain((await desk.post('x')).id)
})

it('counts nothing that was not committed', async () => {
  const refusing = new MemoryStore({ next: () => 'x' })
  refusing.commit = () => Promise.reject(new Error('no'))
  const [change] = await changesOf(async (store) => void (await openDesk(undefined, [harbour], () => store)))
  if (!change) throw new Error('nothing was committed')
  const seen: unknown[] = []
  const store = watchedStore(refusing, [{ committed: (one) => void seen.push(one) }])
  await expect(store.commit(change)).rejects.toThrow('no')
  expect(seen).toEqual([])
})

async function changesOf(use: (store: ReturnType<typeof watchedStore>) => Promise<void>) {
  const seen: Parameters<NonNullable<Meters['committed']>>[0][] = []
  const ids = { next: () => `id${seen.length}` }
  await use(watchedStore(new MemoryStore(ids), [{ committed: (one) => void seen.push(one) }]))
  return seen
}
