import { expect, it } from '@jest/globals'
import { verifyChain } from '../../../src/domain/audit.ts'
import { Conflict } from '../../../src/ports.ts'
import {
  act,
  ann,
  approved,
  bob,
  does,
  drafter,
  draftNamed,
  inReview,
  load,
  plan,
  publisher,
  sends,
} from '../posts.ts'
import type { Opened } from './opened.ts'

export function commitTests(stores: () => Opened): void {
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

  it('commits several changes together, or none of them', async () => {
    const { store, other } = stores()
    const first = plan('whole', { brand: 'whole' })
    const second = act(first.post, { type: 'start_drafting', actor: drafter, again: false })
    const third = act(second.post, { type: 'finish_drafting', actor: drafter, draft: draftNamed('New') })
    await store.commit(first, plan('beside', { brand: 'whole' }), second, third)
    expect(await other.post('whole')).toEqual(third.post)
    const types = ['planned', 'drafting_started', 'drafted']
    expect((await other.history('whole')).map(({ event }) => event.type)).toEqual(types)
    const chain = await other.audit('whole')
    expect(chain.map(({ subject }) => subject)).toEqual(['whole', 'beside', 'whole', 'whole'])
    expect(verifyChain(chain, await other.auditHead('whole'))).toMatchObject({ ok: true })

    await expect(store.commit(plan('alone', { brand: 'whole' }), first)).rejects.toThrow(Conflict)
    expect(await other.post('alone')).toBeNull()
    expect(await other.audit('whole')).toEqual(chain)
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
