import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Brand } from '../../src/domain/brand.ts'
import { openClock } from '../../src/jobs/agenda.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { startJobs, syncIfEmptied, syncRoutines } from '../../src/jobs/start-jobs.ts'
import { virtualClock } from '../../src/jobs/virtual-clock.ts'
import type { Deps } from '../../src/ports.ts'
import { harbour, openDesk } from '../bot/desk.ts'
import { freshDatabase, quiet, type TestDatabase } from '../store/database.ts'

/** Friday, ten past six in Berlin. */
const now = new Date('2026-11-20T05:10:00Z')
const later = (brand: Brand): Brand => ({ ...brand, policy: { ...brand.policy, draftAt: '07:30' } })

describe('routines follow the brands', () => {
  let clock: ReturnType<typeof virtualClock>
  let brands: readonly Brand[]
  let deps: Deps

  beforeEach(async () => {
    clock = virtualClock(now)
    brands = [harbour]
    const { deps: plain } = await openDesk(now.toISOString())
    const live = { all: () => brands, get: (id: string) => brands.find((one) => one.id === id) ?? null }
    deps = { ...plain, clock, brands: live }
  })

  const times = async () =>
    Object.fromEntries((await clock.entries()).map(({ name, when }) => [name, when.toISOString()]))

  it('those of a brand that is new run at once, and then at their own times', async () => {
    await syncRoutines(clock, deps)
    const atOnce = now.toISOString()
    expect(await times()).toEqual({ sweep: atOnce, draft_day: atOnce, weekly_report: atOnce, remind: atOnce })
  })

  it('those that are due at the right time stay', async () => {
    await clock.put('draft_day', harbour.id, new Date('2026-11-21T05:00:00Z'))
    await syncRoutines(clock, deps)
    expect((await times())['draft_day']).toBe('2026-11-21T05:00:00.000Z')
  })

  it('those whose time or zone has changed move', async () => {
    await clock.put('draft_day', harbour.id, new Date('2026-11-21T05:00:00Z'))
    brands = [later(harbour)]
    await syncRoutines(clock, deps)
    expect((await times())['draft_day']).toBe('2026-11-20T06:30:00.000Z')
    brands = [{ ...harbour, timeZone: 'America/New_York' }]
    await syncRoutines(clock, deps)
    expect((await times())['draft_day']).toBe('2026-11-20T11:00:00.000Z')
  })

  it('are made anew where somebody has emptied the timetable, and left alone otherwise', async () => {
    await clock.put('sweep', 'desk', now)
    await syncIfEmptied(clock, deps)
    expect(Object.keys(await times())).toEqual(['sweep'])
    await clock.remove('sweep', 'desk')
    await syncIfEmptied(clock, deps)
    expect(Object.keys(await times())).toContain('draft_day')
    expect(Object.keys(await times())).toContain('sweep')
  })

  it('one that was missed stays overdue, so that it is made up for', async () => {
    const missed = new Date('2026-11-16T08:00:00Z')
    await clock.put('weekly_report', harbour.id, missed)
    brands = [later(harbour)]
    await syncRoutines(clock, deps)
    expect((await times())['weekly_report']).toBe(missed.toISOString())
  })

  it('one that waits to be tried again keeps waiting', async () => {
    await clock.put('draft_day', harbour.id, now)
    await clock.runUntil(now, () => Promise.reject(new Error('no')))
    const before = (await times())['draft_day']
    await syncRoutines(clock, deps)
    expect((await times())['draft_day']).toBe(before)
  })

  it('one that was put off because the desk was busy keeps waiting', async () => {
    const soon = new Date(now.getTime() + 60_000)
    await clock.put('draft_day', harbour.id, soon)
    await syncRoutines(clock, deps)
    expect((await times())['draft_day']).toBe(soon.toISOString())
  })

  it('those of a brand that is gone go, and jobs about posts stay', async () => {
    await syncRoutines(clock, deps)
    await clock.put('publish', 'p1.1', now)
    brands = []
    await syncRoutines(clock, deps)
    expect(Object.keys(await times()).toSorted()).toEqual(['publish', 'sweep'])
  })
})

describe('jobs on Agenda', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await freshDatabase()
  })
  afterEach(async () => database.stop())

  it('make up for a Monday on which nobody was running, once', async () => {
    const { deps, brand } = await openDesk(now.toISOString())
    await deps.store.putMetrics([
      {
        brand: brand.id,
        postId: 'p1',
        network: 'x',
        day: '2026-11-11',
        impressions: 90,
        engagements: 9,
        clicks: 3,
        simulated: true,
      },
    ])
    const clock = await openClock({ on: onPostgres(database.url), name: 'desk', log: quiet })
    await clock.put('weekly_report', brand.id, new Date('2026-11-16T08:00:00Z'))
    const reported = new Promise<string>((resolve) => {
      deps.store.onChange(({ kind, id }) => (kind === 'report' ? resolve(id) : undefined))
    })
    const jobs = await startJobs({ clock, deps })
    expect(await reported).toBe('2026-W46')
    await jobs.stop()
    await clock.stop()
    expect(await deps.store.reportWeeks(brand.id)).toEqual(['2026-W46'])
  })
})
