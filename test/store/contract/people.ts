import { expect, it } from '@jest/globals'
import { now } from '../posts.ts'
import type { Opened } from './opened.ts'

export function peopleTests(stores: () => Opened): void {
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

function notice(key: string, text: string) {
  return { brand: 'noted', key, text, at: now }
}
