import { expect, it } from '@jest/globals'
import {
  act,
  ann,
  approved,
  does,
  draftNamed,
  drafter,
  inReview,
  load,
  now,
  plan,
  publisher,
  sends,
} from '../posts.ts'
import type { Opened } from './opened.ts'

export function postTests(stores: () => Opened): void {
  it('is null for a post that is not there', async () => {
    expect(await stores().store.post('nobody')).toBeNull()
  })

  it('gives back every state as it was committed, from any process', async () => {
    const { store, other } = stores()
    const planned = plan('states')
    await store.commit(planned)
    expect(await other.post('states')).toEqual(planned.post)
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
    expect(await ids({ account: { network: 'mastodon', handle: 'h' } })).toEqual([])
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

function said(kind: 'published' | 'unknown', fence: number) {
  return {
    type: 'record_outcome',
    actor: publisher,
    fence,
    outcome:
      kind === 'published'
        ? { kind, remote: { id: 'r1', permalink: 'https://example.test/1' } }
        : { kind, reason: 'No answer.' },
  } as const
}

function at(time: string) {
  return { date: '2026-12-01', time, zone: 'UTC' }
}
