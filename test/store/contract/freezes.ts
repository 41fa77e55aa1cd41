import { expect, it } from '@jest/globals'
import { verifyChain } from '../../../src/domain/audit.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import type { Freeze } from '../../../src/ports.ts'
import { approved, load, now, sends } from '../posts.ts'
import type { Opened } from './opened.ts'

export function freezeTests(stores: () => Opened): void {
  const record = {
    at: now,
    actor: 'person:p-bob',
    action: 'frozen',
    subject: 'desk',
    version: null,
    facts: '{}',
  }

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

function freeze(scope: string): Freeze {
  return { scope, by: 'person:p-bob', reason: 'Storm \0', at: now }
}
