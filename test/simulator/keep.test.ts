import { describe, expect, it } from '@jest/globals'
import { verifyChain } from '../../src/domain/audit.ts'
import type { Deps } from '../../src/ports.ts'
import { keepSimulation } from '../../src/simulator/keep.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { brand, options } from './rehearsal.ts'

// Sixteen days up to Thursday, 2026-11-19: two whole weeks and the days around them.
const now = new Date('2026-11-20T09:00:00Z')
const { record } = await simulate({ ...options(4, 'hostile', 16), until: '2026-11-19' })

describe('a simulation that is kept', () => {
  it('fills the desk with posts that came to an end, all of them marked, none of them still to be published', async () => {
    const { deps, kept } = await keep()
    const posts = await deps.store.posts({ brand: brand.id })
    expect(posts).toHaveLength(kept.posts)
    expect(posts.length).toBeGreaterThan(20)
    expect(posts.every(({ simulated }) => simulated)).toBe(true)
    const ended: readonly string[] = ['published', 'rejected', 'expired']
    expect(posts.filter(({ status }) => !ended.includes(status))).toEqual([])
    for (const post of posts) {
      expect(post.slot.date <= '2026-11-19').toBe(true)
      for (const { at } of await deps.store.history(post.id)) expect(at <= now).toBe(true)
    }
  })

  it('leaves out a post that had not come to its end, or only after now', async () => {
    const { deps } = await keep()
    const [post] = await deps.store.posts({ brand: brand.id, status: ['published'] })
    const id = post?.id ?? ''
    const others = record.changes.filter((change) => change.post.id !== id)
    const own = record.changes.filter((change) => change.post.id === id)
    const future = new Date(now.getTime() + 1)
    for (const story of [own.slice(0, -1), own.map((change) => ({ ...change, at: future }))]) {
      const fresh = desk()
      await keepSimulation({ ...record, changes: [...others, ...story] }, fresh)
      expect(await fresh.store.post(id)).toBeNull()
    }
  })

  it('goes on from where the audit chain of the desk is', async () => {
    const { deps } = await keep(async ({ store }) => {
      await store.record({
        brand: brand.id,
        at: now,
        actor: 'system:test',
        action: 'started',
        subject: brand.id,
        version: null,
        facts: '{}',
      })
    })
    const trail = await deps.store.audit(brand.id)
    expect(verifyChain(trail, await deps.store.auditHead(brand.id)).ok).toBe(true)
    expect(trail.slice(0, 2).map(({ action }) => action)).toEqual(['started', 'simulation_kept'])
  })

  it('names its people as simulated, under pseudonyms of this desk', async () => {
    const { deps } = await keep()
    const people = await deps.store.people()
    expect([...people.values()].every((name) => name.endsWith('(simulated)'))).toBe(true)
    const actors = (await deps.store.audit(brand.id)).map(({ actor }) => actor)
    const persons = new Set(
      actors.filter((actor) => actor.startsWith('person:')).map((actor) => actor.slice(7)),
    )
    expect([...persons].filter((id) => !people.has(id))).toEqual([])
    const posts = await deps.store.posts({ brand: brand.id, status: ['published'] })
    const approvers = posts.flatMap((post) =>
      'approvals' in post ? post.approvals.map(({ person }) => person) : [],
    )
    expect(approvers.length).toBeGreaterThan(0)
    expect(approvers.filter((id) => !people.has(id))).toEqual([])
  })

  it('has marked figures, and a report for each week that is over', async () => {
    const { deps, kept } = await keep()
    expect(kept.reports).toEqual(['2026-W45', '2026-W46'])
    expect(await deps.store.reportWeeks(brand.id)).toEqual(['2026-W46', '2026-W45'])
    const report = (await deps.store.report(brand.id, '2026-W46'))?.report
    expect(report?.simulated).toBe(true)
    expect(report?.total.impressions).toBeGreaterThan(1000)
    expect(report?.best).not.toBeNull()
    const metrics = await deps.store.metrics(brand.id, record.from, record.until)
    expect(metrics.length).toBeGreaterThan(20)
    expect(metrics.every(({ simulated }) => simulated)).toBe(true)
  })

  it('adds nothing when it is kept again', async () => {
    const { deps } = await keep()
    const head = await deps.store.auditHead(brand.id)
    expect(await keepSimulation(record, deps)).toEqual({ posts: 0, reports: [] })
    expect(await deps.store.auditHead(brand.id)).toEqual(head)
  })

  it('is history, whether or not the desk is frozen today', async () => {
    const { kept } = await keep(async ({ store }) => {
      const freeze = { scope: 'desk', by: 'person:p', reason: null, at: now }
      const audit = {
        at: now,
        actor: 'person:p',
        action: 'frozen',
        subject: 'desk',
        version: null,
        facts: '{}',
      }
      await store.setFreeze('desk', freeze, [brand.id], audit)
    })
    expect(kept.posts).toBeGreaterThan(20)
  })

  it('is refused where it ends today or later', async () => {
    const deps = desk()
    await expect(keepSimulation({ ...record, until: '2026-11-20' }, deps)).rejects.toThrow(
      'The simulation ends on 2026-11-20; one that is to be kept ends by 2026-11-19.',
    )
    expect(await deps.store.posts({})).toEqual([])
  })
})

type KeepDeps = Pick<Deps, 'store' | 'clock' | 'brands' | 'charts'>

function desk(): KeepDeps {
  let ids = 0
  return {
    store: new MemoryStore({ next: () => `real-${++ids}` }),
    clock: { now: () => now },
    brands: { all: () => [brand], get: (id) => (id === brand.id ? brand : null) },
    charts: async () => [],
  }
}

async function keep(before: (deps: KeepDeps) => Promise<void> = async () => {}) {
  const deps = desk()
  await before(deps)
  return { deps, kept: await keepSimulation(record, deps) }
}
