import { expect, it } from '@jest/globals'
import type { Store, StoreChange, StoredReport } from '../../../src/ports.ts'
import { now, plan } from '../posts.ts'
import type { Opened } from './opened.ts'

export function changeTests(stores: () => Opened): void {
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
    const heard = [hear(store, brand, 11), hear(other, brand, 11)]
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
        'freeze heard',
      ])
    }
    expect(deaf.soFar).toEqual([])
  })
}

/** Collects changes of one brand until there are `count`, or until it is stopped. */
function hear(store: Store, brand: string, count: number) {
  const soFar: StoreChange[] = []
  const { promise, resolve } = deferred<readonly StoreChange[]>()
  const stop = store.onChange((change) => {
    if (change.brand !== brand) return
    soFar.push(change)
    if (soFar.length === count) resolve(soFar)
  })
  return { changes: promise, soFar, stop }
}

function deferred<T>() {
  let resolve: (value: T) => void = neverCalled
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

function neverCalled(): void {}
