import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { verifyChain } from '../../src/domain/audit.ts'
import { Refusal } from '../../src/domain/errors.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import {
  Conflict,
  type Freeze,
  type Metric,
  type Pass,
  type Store,
  type StoreChange,
  type StoredReport,
} from '../../src/ports.ts'
import {
  act,
  ann,
  approved,
  bob,
  does,
  draftNamed,
  drafter,
  inReview,
  load,
  now,
  plan,
  publisher,
  sends,
} from './posts.ts'

export type Opened = {
  readonly store: Store
  /** Another process on the same data; the store itself where there can be none. */
  readonly other: Store
  stop(): Promise<void>
}

/** What every store must do. Each test works on posts, brands and days of its own. */
export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(`${name}: the store's contract`, () => {
    let opened: Opened
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.stop())
    const stores = () => opened

    describe('posts', () => postTests(stores))
    describe('commit', () => commitTests(stores))
    describe('freezes', () => freezeTests(stores))
    describe('audit', () => auditTests(stores))
    describe('lessons', () => lessonTests(stores))
    describe('passes', () => passTests(stores))
    describe('figures, reports and spend', () => figureTests(stores))
    describe('people and notices', () => peopleTests(stores))
    describe('changes', () => changeTests(stores))
  })
}

function postTests(stores: () => Opened): void {
  it('is null for a post that is not there', async () => {
    expect(await stores().store.post('nobody')).toBeNull()
  })

  it('gives back every state as it was committed, from any process', async () => {
    const { store, other } = stores()
    const planned = plan('states')
    await store.commit(planned)
    expect(await other.post('states')).toEqual(planned.post)
    const said = (kind: 'published' | 'unknown', fence: number) =>
      ({
        type: 'record_outcome',
        actor: publisher,
        fence,
        outcome:
          kind === 'published'
            ? { kind, remote: { id: 'r1', permalink: 'https://example.test/1' } }
            : { kind, reason: 'No answer.' },
      }) as const
    const steps = [
      () => ({ type: 'start_drafting', actor: drafter, again: false }) as const,
      () => ({ type: 'fail_drafting', actor: drafter, reason: 'No words.' }) as const,
      () => ({ type: 'start_drafting', actor: drafter, again: false }) as const,
      () => ({ type: 'finish_drafting', actor: drafter, draft: draftNamed('State') }) as const,
      () => ({ type: 'reject', actor: ann, version: 1, reason: 'tone', note: 'Too loud' }) as const,
      () => ({ type: 'undo', actor: ann, version: 1 }) as const,
      () => ({ type: 'hold', actor: ann, version: 1, reason: 'Wait' }) as const,
      () => ({ type: 'release', actor: ann, version: 1 }) as const,
      () => ({ type: 'regenerate', actor: ann, version: 1, note: 'Shorter' }) as const,
      () => ({ type: 'finish_drafting', actor: drafter, draft: draftNamed('Second') }) as const,
      () => ({ type: 'choose', actor: ann, version: 2, variant: 'b' }) as const,
      () => ({ type: 'approve', actor: ann, version: 3 }) as const,
    ]
    for (const step of steps) {
      const change = act(await load(store, 'states'), step())
      await store.commit(change)
      expect(await other.post('states')).toEqual(change.post)
    }
    const sending = sends(await load(store, 'states'))
    await store.commit(sending)
    expect(await other.post('states')).toEqual(sending.post)
    expect((await does(store, 'states', said('unknown', 1))).status).toBe('unknown')
    const settled = await does(store, 'states', said('published', 1))
    expect(await other.post('states')).toEqual(settled)
    expect(settled).toMatchObject({ status: 'published', remote: { id: 'r1' }, revision: 16 })
  })

  it('keeps any text a person or a network may send', async () => {
    const { store } = stores()
    const odd = 'NUL \0, half \uD83D pair, "quotes" \\u0000 \u2028 👩‍🚀 ﷽'
    await inReview(store, 'odd-text')
    const rejected = await does(store, 'odd-text', {
      type: 'reject',
      actor: ann,
      version: 1,
      reason: 'x',
      note: odd,
    })
    expect(rejected).toMatchObject({ note: odd })
    await approved(store, 'odd-remote')
    await store.commit(sends(await load(store, 'odd-remote')))
    const outcome = { kind: 'published', remote: { id: odd, permalink: odd } } as const
    const live = await does(store, 'odd-remote', {
      type: 'record_outcome',
      actor: publisher,
      fence: 1,
      outcome,
    })
    expect(live.status).toBe('published')
  })

  it('finds posts by brand, status, account, time and origin, in the order in which they are due', async () => {
    const { store } = stores()
    const at = (time: string) => ({ date: '2026-12-01', time, zone: 'UTC' })
    const brand = 'query'
    await store.commit(plan('q-late', { brand, slot: at('12:00') }))
    await store.commit(plan('q-b', { brand, slot: at('09:00') }))
    await store.commit(
      plan('q-a', { brand, slot: at('09:00'), account: { network: 'bluesky', handle: 'h' } }),
    )
    await store.commit(plan('q-Z', { brand, slot: at('09:00'), simulated: true }))
    await inReview(store, 'q-review', { brand, slot: at('08:00') })
    const ids = async (query: object) => (await store.posts({ brand, ...query })).map(({ id }) => id)
    expect(await ids({})).toEqual(['q-review', 'q-Z', 'q-a', 'q-b', 'q-late'])
    expect(await ids({ status: ['in_review', 'approved'] })).toEqual(['q-review'])
    expect(await ids({ status: [] })).toEqual([])
    expect(await ids({ account: { network: 'bluesky', handle: 'h' } })).toEqual(['q-a'])
    expect(await ids({ account: { network: 'bluesky', handle: 'other' } })).toEqual([])
    expect(await ids({ dueFrom: new Date('2026-12-01T09:00:00Z') })).toEqual(['q-Z', 'q-a', 'q-b', 'q-late'])
    expect(await ids({ dueBefore: new Date('2026-12-01T09:00:00Z') })).toEqual(['q-review'])
    expect(await ids({ simulated: true })).toEqual(['q-Z'])
    expect(await ids({ brand: 'nobody' })).toEqual([])
  })

  it('tells the history of a post, oldest first', async () => {
    const { store, other } = stores()
    await approved(store, 'told')
    const history = await other.history('told')
    expect(history.map(({ event, revision }) => `${revision} ${event.type}`)).toEqual([
      '1 planned',
      '2 drafting_started',
      '3 drafted',
      '4 approval_given',
      '4 approved',
    ])
    expect(history[3]).toMatchObject({
      actor: ann,
      at: now,
      event: { approval: { person: 'p-ann', at: now } },
    })
    expect(await store.history('nobody')).toEqual([])
  })
}

function commitTests(stores: () => Opened): void {
  it('refuses a change decided on an older revision, and leaves no trace of it', async () => {
    const { store } = stores()
    const before = await inReview(store, 'stale', { brand: 'stale' })
    const late = act(before, { type: 'reject', actor: bob, version: 1, reason: 'tone', note: null })
    const after = await does(store, 'stale', { type: 'approve', actor: ann, version: 1 })
    await expect(store.commit(late)).rejects.toThrow(Conflict)
    expect(await store.post('stale')).toEqual(after)
    expect((await store.history('stale')).map(({ event }) => event.type)).not.toContain('rejected')
    expect((await store.audit('stale')).map(({ action }) => action)).not.toContain('rejected')
  })

  it('refuses to plan a post that is there', async () => {
    const { store } = stores()
    await store.commit(plan('twice'))
    await expect(store.commit(plan('twice'))).rejects.toThrow(Conflict)
  })

  it('refuses to change a post that is not there', async () => {
    const change = { ...plan('ghost'), expectedRevision: 3 }
    await expect(stores().store.commit(change)).rejects.toThrow(Conflict)
    expect(await stores().store.post('ghost')).toBeNull()
  })

  it('lets exactly one of fifty simultaneous clicks through, from two processes', async () => {
    const { store, other } = stores()
    const seen = await inReview(store, 'clicked', { brand: 'clicked' })
    const click = (index: number) =>
      (index % 2 ? store : other).commit(
        act(
          seen,
          index % 3
            ? { type: 'approve', actor: { ...ann, id: `p-${index}` }, version: 1 }
            : { type: 'reject', actor: bob, version: 1, reason: 'tone', note: null },
        ),
      )
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => click(index)))
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(lost).toHaveLength(49)
    for (const reason of lost) expect(reason).toBeInstanceOf(Conflict)
    expect((await load(store, 'clicked')).revision).toBe(seen.revision + 1)
    const chain = await store.audit('clicked')
    expect(verifyChain(chain, await store.auditHead('clicked')).ok).toBe(true)
  })

  it('keeps one ledger row for each version that was tried, and drops an approval that was taken back', async () => {
    const { store } = stores()
    await approved(store, 'ledger')
    expect((await load(store, 'ledger')).publications).toMatchObject([{ id: 'ledger.1', state: 'ready' }])
    const undone = await does(store, 'ledger', { type: 'undo', actor: ann, version: 1 })
    expect(undone.publications).toEqual([])
    await does(store, 'ledger', { type: 'approve', actor: ann, version: 1 })
    const sending = sends(await load(store, 'ledger'))
    await store.commit(sending)
    expect((await load(store, 'ledger')).publications).toEqual(sending.post.publications)
    expect(sending.post.publications).toMatchObject([{ state: 'sending', fence: 1, attemptedAt: sending.at }])
    const outcome = { kind: 'refused', reason: 'Too long.', retryAt: null } as const
    await does(store, 'ledger', { type: 'record_outcome', actor: publisher, fence: 1, outcome })
    const draft = draftNamed('Shorter')
    const variant = draft.variants[0]
    if (!variant) throw new Error('no variant')
    await does(store, 'ledger', { type: 'edit', actor: ann, version: 1, variant })
    const again = await does(store, 'ledger', { type: 'approve', actor: bob, version: 2 })
    expect(again.publications).toMatchObject([
      { id: 'ledger.1', state: 'refused', error: 'Too long.' },
      { id: 'ledger.2', state: 'ready', fence: 0 },
    ])
  })
}

function freezeTests(stores: () => Opened): void {
  const record = {
    at: now,
    actor: 'person:p-bob',
    action: 'frozen',
    subject: 'desk',
    version: null,
    facts: '{}',
  }
  const freeze = (scope: string): Freeze => ({ scope, by: 'person:p-bob', reason: 'Storm \0', at: now })

  it('refuses an intent to send while its brand or the desk is frozen, and lets other brands go on', async () => {
    const { store, other } = stores()
    await approved(store, 'cold', { brand: 'cold' })
    await approved(store, 'warm', { brand: 'warm' })
    const cold = sends(await load(store, 'cold'))
    await other.setFreeze('cold', freeze('cold'), ['cold'], record)
    await expect(store.commit(cold)).rejects.toMatchObject({ name: 'Refusal', code: 'frozen' })
    expect((await load(store, 'cold')).status).toBe('approved')
    await store.commit(sends(await load(store, 'warm')))
    await other.setFreeze('cold', null, ['cold'], { ...record, action: 'unfrozen' })
    await other.setFreeze('desk', freeze('desk'), ['cold', 'warm'], record)
    await expect(store.commit(cold)).rejects.toThrow(Refusal)
    await other.setFreeze('desk', null, ['cold', 'warm'], record)
    await store.commit(cold)
    expect((await load(store, 'cold')).status).toBe('publishing')
  })

  it('lets what is not an intent to send through a freeze', async () => {
    const { store } = stores()
    await store.setFreeze('icy', freeze('icy'), ['icy'], record)
    expect((await approved(store, 'icy', { brand: 'icy' })).status).toBe('approved')
    await store.setFreeze('icy', null, ['icy'], record)
  })

  it('keeps who froze what, and replaces one freeze of a scope by the next', async () => {
    const { store, other } = stores()
    await store.setFreeze('b-scope', freeze('b-scope'), [], record)
    await store.setFreeze('a-scope', { ...freeze('a-scope'), reason: null }, [], record)
    await other.setFreeze('b-scope', { ...freeze('b-scope'), reason: 'Again' }, [], record)
    expect(await store.freezes()).toEqual([
      { ...freeze('a-scope'), reason: null },
      { ...freeze('b-scope'), reason: 'Again' },
    ])
    for (const scope of ['a-scope', 'b-scope', 'never']) await store.setFreeze(scope, null, [], record)
    expect(await store.freezes()).toEqual([])
  })

  it('records a freeze in the chain of every brand it concerns', async () => {
    const { store } = stores()
    await store.setFreeze('desk', freeze('desk'), ['z-brand', 'y-brand'], record)
    await store.setFreeze('desk', null, ['z-brand', 'y-brand'], { ...record, action: 'unfrozen' })
    for (const brand of ['z-brand', 'y-brand']) {
      const chain = await store.audit(brand)
      expect(chain.map(({ action }) => action)).toEqual(['frozen', 'unfrozen'])
      expect(verifyChain(chain, await store.auditHead(brand)).ok).toBe(true)
    }
  })

  it('survives two people who freeze at the same moment', async () => {
    const { store, other } = stores()
    const both = [store, other].flatMap((one) => [
      one.setFreeze('desk', freeze('desk'), ['m', 'n'], record),
      one.setFreeze('desk', freeze('desk'), ['n', 'm'], record),
    ])
    await Promise.all(both)
    expect(await store.freezes()).toHaveLength(1)
    expect(await store.auditHead('m')).toMatchObject({ seq: 4 })
    await store.setFreeze('desk', null, [], record)
  })
}

function auditTests(stores: () => Opened): void {
  const record = (brand: string, index: number) => ({
    brand,
    at: new Date(now.getTime() + index),
    actor: 'system:test',
    action: 'tried',
    subject: `s${index} \0`,
    version: index % 2 ? index : null,
    facts: `{"index":${index},"text":"ä \\u0000 \\ud83d"}`,
  })

  it('begins every chain at nothing', async () => {
    expect(await stores().store.audit('new')).toEqual([])
    expect(await stores().store.auditHead('new')).toEqual({ seq: 0, hash: '0'.repeat(64) })
  })

  it('links one entry for each event, and says what comes after a given one', async () => {
    const { store, other } = stores()
    await approved(store, 'linked', { brand: 'linked' })
    const chain = await other.audit('linked')
    expect(chain.map(({ seq, action }) => `${seq} ${action}`)).toEqual([
      '1 planned',
      '2 drafting_started',
      '3 drafted',
      '4 approval_given',
      '5 approved',
    ])
    expect(verifyChain(chain, await other.auditHead('linked'))).toMatchObject({ ok: true, entries: 5 })
    expect(await other.audit('linked', 3)).toEqual(chain.slice(3))
  })

  it('has neither gap nor fork when many writers of several brands append at once', async () => {
    const { store, other } = stores()
    const brands = ['race-a', 'race-b', 'race-c']
    const posts = brands.flatMap((brand) => Array.from({ length: 5 }, (_, index) => `${brand}-${index}`))
    await Promise.all([
      ...posts.map((id) => approved(store, id, { brand: id.slice(0, 6) })),
      ...brands.flatMap((brand) =>
        Array.from({ length: 10 }, (_, index) => other.record(record(brand, index))),
      ),
    ])
    for (const brand of brands) {
      const chain = await store.audit(brand)
      expect(chain.map(({ seq }) => seq)).toEqual(Array.from({ length: 35 }, (_, index) => index + 1))
      expect(verifyChain(chain, await store.auditHead(brand))).toMatchObject({ ok: true })
    }
  })
}

function lessonTests(stores: () => Opened): void {
  it('remembers what people changed and refused, newest first, for their brand only', async () => {
    const { store, other } = stores()
    const brand = 'school'
    const account = { network: 'bluesky', handle: 'school' } as const
    const edited = await inReview(store, 'lesson-1', { brand, account })
    await inReview(store, 'lesson-2', { brand })
    await inReview(store, 'lesson-3', { brand: 'elsewhere' })
    const [variant] = draftNamed('Better').variants
    if (!variant) throw new Error('no variant')
    const at = (minutes: number) => new Date(now.getTime() + minutes * minuteMs)
    const { version } = edited
    await does(store, 'lesson-1', { type: 'edit', actor: ann, version, variant }, at(1))
    const no = { type: 'reject', actor: bob, version: 1, reason: 'off_brand', note: 'Not us' } as const
    await does(store, 'lesson-2', no, at(2))
    await does(store, 'lesson-3', no, at(3))
    const rejected = { kind: 'rejected', network: 'x', reason: 'off_brand', note: 'Not us', at: at(2) }
    const changed = {
      kind: 'edited',
      network: 'bluesky',
      before: 'Text of lesson-1 a',
      after: 'Better a',
      at: at(1),
    }
    expect(await other.lessons(brand, 10)).toEqual([{ ...rejected, text: 'Text of lesson-2 a' }, changed])
    expect(await other.lessons(brand, 1)).toHaveLength(1)
  })
}

function passTests(stores: () => Opened): void {
  const leaseMs = minuteMs
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const pass = (id: string, brand: string, seconds = 0): Pass => {
    const startedAt = at(seconds)
    return {
      id,
      brand,
      date: '2026-11-20',
      startedAt,
      beatAt: startedAt,
      endedAt: null,
      total: 3,
      done: 0,
      failed: 0,
    }
  }

  it('begins one pass of a brand at a time, whoever asks', async () => {
    const { store, other } = stores()
    const asked = Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? store : other).beginPass(pass(`one-${index}`, 'one'), leaseMs),
    )
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
    expect(await store.passes('one', 10)).toHaveLength(1)
    expect(await store.beginPass(pass('two', 'two'), leaseMs)).toBe(true)
  })

  it('keeps a pass alive by its beats, and gives the brand to another once they stop', async () => {
    const { store, other } = stores()
    await store.beginPass(pass('old', 'lease'), leaseMs)
    await store.beatPass('old', { done: 1, failed: 0, total: 3, beatAt: at(50) })
    expect(await other.beginPass(pass('new', 'lease', 109), leaseMs)).toBe(false)
    expect(await other.beginPass(pass('new', 'lease', 110), leaseMs)).toBe(true)
    expect(await store.beatPass('old', { done: 2, failed: 0, total: 3, beatAt: at(111) })).toEqual({
      cancelled: true,
    })
    expect(await other.passes('lease', 10)).toEqual([
      pass('new', 'lease', 110),
      { ...pass('old', 'lease'), done: 1, beatAt: at(50), endedAt: at(50) },
    ])
  })

  it('begins the next pass after one has ended', async () => {
    const { store } = stores()
    await store.beginPass(pass('done', 'again'), leaseMs)
    await store.endPass('done', at(5))
    await store.endPass('done', at(9))
    expect(await store.beginPass(pass('more', 'again', 6), leaseMs)).toBe(true)
    expect(await store.passes('again', 1)).toEqual([pass('more', 'again', 6)])
    expect((await store.passes('again', 2))[1]?.endedAt).toEqual(at(5))
  })

  it('tells a pass at its next beat that it was cancelled', async () => {
    const { store, other } = stores()
    expect(await store.cancelPass('stop')).toBe(false)
    await store.beginPass(pass('stop-1', 'stop'), leaseMs)
    const beat = { done: 1, failed: 1, total: 4, beatAt: at(1) }
    expect(await store.beatPass('stop-1', beat)).toEqual({ cancelled: false })
    expect(await other.cancelPass('stop')).toBe(true)
    expect(await store.beatPass('stop-1', beat)).toEqual({ cancelled: true })
    expect(await store.passes('stop', 1)).toEqual([{ ...pass('stop-1', 'stop'), ...beat }])
    expect(await store.beatPass('nobody', beat)).toEqual({ cancelled: true })
  })
}

function figureTests(stores: () => Opened): void {
  const row = (postId: string, day: string, impressions: number): Metric => {
    const rest = { engagements: 5, clicks: 2, simulated: false, network: 'x', brand: 'figures' } as const
    return { postId, day, impressions, ...rest }
  }

  it('replaces the figures of the same post and day, and finds them by day, ends included', async () => {
    const { store, other } = stores()
    await store.putMetrics([])
    await store.putMetrics([row('p', '2026-11-01', 1), row('p', '2026-11-02', 2), row('p', '2026-11-02', 3)])
    await other.putMetrics([
      row('p', '2026-11-02', 3_000_000_000),
      row('a', '2026-11-02', 4),
      row('p', '2026-11-09', 5),
    ])
    expect(await store.metrics('figures', '2026-11-02', '2026-11-08')).toEqual([
      row('a', '2026-11-02', 4),
      row('p', '2026-11-02', 3_000_000_000),
    ])
    expect(await store.metrics('figures', '2026-11-01', '2026-11-09')).toHaveLength(4)
    expect(await store.metrics('nobody', '2026-11-01', '2026-11-09')).toEqual([])
  })

  it('keeps one report of a week, with its charts byte by byte', async () => {
    const { store, other } = stores()
    const stored = (week: string, charts: StoredReport['charts']): StoredReport => {
      const total = { impressions: 1, engagements: 1, clicks: 0 }
      // Only what a store looks at.
      const report = { brand: 'figures', week, total } as StoredReport['report']
      return { report, charts, at: now }
    }
    const png = Uint8Array.from({ length: 256 }, (_, index) => index)
    const old = [1, 2, 3].map((index) => ({ name: `old-${index}`, alt: 'Old', png }))
    await store.putReport(stored('2026-W45', old))
    const charts = [
      { name: 'z', alt: 'First', png },
      { name: 'a', alt: 'Second', png: png.toReversed() },
    ]
    await store.putReport(stored('2026-W45', charts))
    await store.putReport(stored('2026-W46', []))
    const back = await other.report('figures', '2026-W45')
    expect(back?.report).toEqual(stored('2026-W45', charts).report)
    expect(back?.charts.map((chart) => ({ ...chart, png: [...chart.png] }))).toEqual(
      charts.map((chart) => ({ ...chart, png: [...chart.png] })),
    )
    expect(await other.reportWeeks('figures')).toEqual(['2026-W46', '2026-W45'])
    expect(await other.report('figures', '2026-W01')).toBeNull()
  })

  it('adds up what was spent on a day, however many spend at once', async () => {
    const { store, other } = stores()
    expect(await store.spent('figures', '2026-11-20')).toBe(0)
    const spending = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? store : other).addSpend('figures', '2026-11-20', 0.001234),
    )
    await Promise.all(spending)
    expect(await store.spent('figures', '2026-11-20')).toBeCloseTo(0.02468, 9)
    expect(await store.spent('figures', '2026-11-21')).toBe(0)
  })
}

function peopleTests(stores: () => Opened): void {
  it('gives a person of a brand one pseudonym, also when two ask at once', async () => {
    const { store, other } = stores()
    const asked = [store, other, store, other].map((one) => one.personId('people', 'Ann Ågren'))
    const ids = new Set(await Promise.all(asked))
    expect(ids.size).toBe(1)
    const [id = ''] = ids
    expect(await store.personId('elsewhere', 'Ann Ågren')).not.toBe(id)
    expect((await other.people()).get(id)).toBe('Ann Ågren')
    expect(id).not.toContain('Ann')
  })

  it('keeps a notice until it is cleared, and replaces one of the same key', async () => {
    const { store, other } = stores()
    const notice = (key: string, text: string) => ({ brand: 'noted', key, text, at: now })
    await store.putNotice(notice('b', 'Old'))
    await other.putNotice(notice('b', 'New'))
    await store.putNotice(notice('a', 'First'))
    expect(await store.notices('noted')).toEqual([notice('a', 'First'), notice('b', 'New')])
    await other.clearNotice('noted', 'a')
    await other.clearNotice('noted', 'never')
    expect(await store.notices('noted')).toEqual([notice('b', 'New')])
    expect(await store.notices('nobody')).toEqual([])
  })
}

function changeTests(stores: () => Opened): void {
  it('tells every process of every kind of change, once and in order, until it stops listening', async () => {
    const { store, other } = stores()
    const brand = 'heard'
    const record = {
      at: now,
      actor: 'system:test',
      action: 'frozen',
      subject: brand,
      version: null,
      facts: '{}',
    }
    const startedAt = now
    const pass = {
      brand,
      date: '2026-11-20',
      startedAt,
      beatAt: startedAt,
      endedAt: null,
      total: 0,
      done: 0,
      failed: 0,
    }
    const metric = {
      postId: 'heard',
      day: '2026-11-20',
      impressions: 1,
      engagements: 0,
      clicks: 0,
      simulated: true,
    }
    const report = { brand, week: '2026-W47', total: { impressions: 0, engagements: 0, clicks: 0 } }
    const heard = [hear(store, brand, 10), hear(other, brand, 10)]
    const deaf = hear(store, brand, 1)
    deaf.stop()
    await store.commit(plan('heard', { brand }))
    await other.beginPass({ ...pass, id: 'h1' }, 1000)
    await other.beatPass('h1', { done: 0, failed: 0, total: 1, beatAt: now })
    await other.cancelPass(brand)
    await other.endPass('h1', now)
    await store.setFreeze(brand, { scope: brand, by: 'x', reason: null, at: now }, [brand], record)
    await store.putReport({ report: report as StoredReport['report'], charts: [], at: now })
    await store.putNotice({ brand, key: 'k', text: 't', at: now })
    await store.clearNotice(brand, 'k')
    await other.putMetrics([{ ...metric, brand, network: 'x' }])
    // Neither is a change: nothing was there to clear, and the commit is refused.
    await store.clearNotice(brand, 'k')
    await store.commit(plan('heard', { brand })).catch(() => {})
    await store.setFreeze(brand, null, [], record)
    for (const { changes } of heard) {
      expect((await changes).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
        'post heard',
        ...Array.from({ length: 4 }, () => 'pass h1'),
        'freeze heard',
        'report 2026-W47',
        'notice k',
        'notice k',
        'metrics heard',
      ])
    }
    expect(deaf.soFar).toEqual([])
  })
}

/** Collects changes of one brand until there are `count`. */
function hear(store: Store, brand: string, count: number) {
  const soFar: StoreChange[] = []
  let stop = () => {}
  const changes = new Promise<readonly StoreChange[]>((resolve) => {
    stop = store.onChange((change) => {
      if (change.brand !== brand) return
      soFar.push(change)
      if (soFar.length !== count) return
      stop()
      resolve(soFar)
    })
  })
  return { changes, soFar, stop: () => stop() }
}
