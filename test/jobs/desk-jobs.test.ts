import { describe, expect, it } from '@jest/globals'
import type { Brand } from '../../src/domain/brand.ts'
import { Trouble } from '../../src/domain/errors.ts'
import { deskJobs, deskRunner, maxFailures } from '../../src/jobs/desk-jobs.ts'
import type { Deps } from '../../src/ports.ts'
import { plan } from '../../src/service/plan.ts'
import { harbour, openDesk } from '../bot/desk.ts'

type Line = { readonly level: string; readonly message: string } & Readonly<Record<string, unknown>>

/** Friday, ten past six in Berlin. */
async function aDesk(change: (deps: Deps) => Partial<Deps> = () => ({})) {
  const lines: Line[] = []
  const at = (level: string) => (facts: object, message: string) =>
    void lines.push({ level, message, ...facts })
  const { deps: plain, brand } = await openDesk('2026-11-20T05:10:00Z')
  const log = { info: at('info'), warn: at('warn'), error: at('error') }
  const deps: Deps = { ...plain, log, ...change(plain) }
  return { deps, brand, lines, run: deskRunner(deps) }
}

const broken = (store: Deps['store'], error = new Error('the database is away')): Deps['store'] =>
  new Proxy(store, {
    get: (target, key) =>
      key === 'posts' || key === 'post' || key === 'beginPass'
        ? () => Promise.reject(error)
        : Reflect.get(target, key).bind(target),
  })

describe('running a job', () => {
  it('drafts the day of its brand, and answers with the next day at the same local time', async () => {
    const { run, deps, brand, lines } = await aDesk()
    const next = await run({ name: 'draft_day', subject: brand.id, failures: 0 })
    expect((await deps.store.posts({ brand: brand.id, status: ['in_review'] })).length).toBeGreaterThan(0)
    expect(next?.toISOString()).toBe('2026-11-21T05:00:00.000Z')
    expect(lines).toMatchObject([
      { level: 'info', job: 'draft_day', outcome: expect.stringMatching(/3 drafted/) },
    ])
  })

  it('makes no report of a week without posts or figures, and comes back on Monday at nine', async () => {
    const { run, deps, brand } = await aDesk()
    const next = await run({ name: 'weekly_report', subject: brand.id, failures: 0 })
    expect(await deps.store.reportWeeks(brand.id)).toEqual([])
    expect(next?.toISOString()).toBe('2026-11-23T08:00:00.000Z')
  })

  it('sweeps at the next full minute again, without a word where there was nothing to sweep', async () => {
    const { run, lines } = await aDesk()
    const next = await run({ name: 'sweep', subject: 'desk', failures: 0 })
    expect(next?.toISOString()).toBe('2026-11-20T05:11:00.000Z')
    expect(lines).toEqual([])
  })

  it('reminds every minute where there is a chat room to do it in, and otherwise not again', async () => {
    const room = { surface: 'slack', channel: 'C1' } as const
    const policy = { ...harbour.policy, reminders: { escalateTo: null } }
    const nextOf = async (settings: Partial<Brand>) => {
      const brand = { ...harbour, ...settings }
      const { run } = await aDesk(() => ({ brands: { all: () => [brand], get: () => brand } }))
      return (await run({ name: 'remind', subject: brand.id, failures: 0 }))?.toISOString() ?? null
    }
    expect(await nextOf({ policy, rooms: [room] })).toBe('2026-11-20T05:11:00.000Z')
    expect(await nextOf({ policy })).toBeNull()
    expect(await nextOf({ rooms: [room] })).toBeNull()
  })

  it.each(['publish', 'settle', 'redraft'])(
    'ends %s for a post that is gone quietly, with a line',
    async (name) => {
      const { run, lines } = await aDesk()
      expect(await run({ name, subject: 'gone.1', failures: 0 })).toBeNull()
      expect(lines).toMatchObject([{ level: 'info', job: name, subject: 'gone.1' }])
    },
  )

  it.each(['draft_day', 'weekly_report', 'remind'])(
    'ends %s for a brand that is gone, with the reason',
    async (name) => {
      const { run, lines } = await aDesk()
      expect(await run({ name, subject: 'gone', failures: 0 })).toBeNull()
      expect(lines).toMatchObject([{ level: 'info', code: 'unknown_brand' }])
    },
  )

  it('drops a job of a name that it does not know', async () => {
    const { run, lines } = await aDesk()
    expect(await run({ name: 'toString', subject: 'x', failures: 0 })).toBeNull()
    expect(lines).toMatchObject([{ level: 'warn', job: 'toString' }])
  })

  it('leaves a failure to the clock until it has seen enough of them, and then goes on with its next time', async () => {
    const { run, lines } = await aDesk(({ store }) => ({ store: broken(store) }))
    const sweep = (failures: number) => run({ name: 'sweep', subject: 'desk', failures })
    await expect(sweep(0)).rejects.toThrow('the database is away')
    await expect(sweep(maxFailures - 2)).rejects.toThrow('the database is away')
    expect((await sweep(maxFailures - 1))?.toISOString()).toBe('2026-11-20T05:11:00.000Z')
    expect(lines).toMatchObject([{ level: 'error', job: 'sweep' }])
  })

  it('gives nothing up for a database that is away, whatever it was about', async () => {
    const away = new Trouble('The database does not answer right now.')
    const { run, lines } = await aDesk(({ store }) => ({ store: broken(store, away) }))
    for (const [name, subject] of [
      ['sweep', 'desk'],
      ['publish', 'a.1'],
      ['draft_day', harbour.id],
    ] as const)
      await expect(run({ name, subject, failures: 100 })).rejects.toBe(away)
    expect(lines).toEqual([])
  })

  it('stops drafting between two posts when its process stops, and is due again at once', async () => {
    const { run, deps, brand } = await aDesk()
    const ends = { stopping: AbortSignal.abort(), givingUp: new AbortController().signal }
    const next = await run({ name: 'draft_day', subject: brand.id, failures: 0 }, ends)
    expect(await deps.store.posts({ brand: brand.id, status: ['in_review'] })).toEqual([])
    expect(next).toEqual(deps.clock.now())
  })

  it('comes back in a minute to a day that a dead pass or a freeze kept from being drafted', async () => {
    const { run, deps, brand } = await aDesk()
    const [at, day] = [deps.clock.now(), { name: 'draft_day', subject: brand.id, failures: 0 }]
    await plan(deps, { brand: brand.id })
    const counts = { total: 3, done: 1, failed: 0 }
    const pass = { id: 'p', brand: brand.id, date: '2026-11-20', startedAt: at, beatAt: at, endedAt: null }
    await deps.store.beginPass({ ...pass, ...counts }, 60_000)
    expect((await run(day))?.toISOString()).toBe('2026-11-20T05:11:00.000Z')
    await deps.store.endPass('p', at)
    await deps.store.setFreeze('desk', { scope: 'desk', by: 'ann', reason: null, at }, [], {
      at,
      actor: 'system:test',
      action: 'frozen',
      subject: 'desk',
      version: null,
      facts: '{}',
    })
    expect((await run(day))?.toISOString()).toBe('2026-11-20T05:11:00.000Z')
    expect(await deps.store.posts({ brand: brand.id, status: ['in_review'] })).toEqual([])
  })

  it('has room for at least one of every job', () => {
    for (const { atOnce } of Object.values(deskJobs)) expect(atOnce).toBeGreaterThan(0)
  })
})
