import { expect, it } from '@jest/globals'
import type { StoreChange } from '../../src/ports.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { storeContract } from './contract.ts'
import { countedIds } from './database.ts'
import { plan } from './posts.ts'

storeContract('memory', async () => {
  const store = new MemoryStore(countedIds())
  return { store, other: store, stop: async () => {} }
})

it('tells of a change before the call that made it returns', async () => {
  const store = new MemoryStore(countedIds())
  const heard: StoreChange[] = []
  store.onChange((change) => heard.push(change))
  const committing = store.commit(plan('now'))
  expect(heard).toEqual([{ kind: 'post', brand: 'harbour', id: 'now' }])
  await committing
})

it('gives the same people the same ids, so that the same story gives the same chain', async () => {
  const [one, two] = [new MemoryStore(countedIds('p')), new MemoryStore(countedIds('p'))]
  for (const store of [one, two]) expect(await store.personId('b', 'Ann')).toBe('p1')
})
