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

  it('knows a person by each of several names, whichever came first', async () => {
    const { store, other } = stores()
    const member = await store.personId('named', 'discord 11', { shown: 'Annie (Editors)' })
    expect((await other.people()).get(member)).toBe('Annie (Editors)')
    expect(await other.personId('named', 'Ann', { also: ['discord 11', 'slack U1'] })).toBe(member)
    expect((await store.people()).get(member)).toBe('Ann')
    expect(await store.personId('named', 'slack U1')).toBe(member)
    expect(await store.personId('named', 'discord 11', { shown: 'Annie' })).toBe(member)
    expect((await other.people()).get(member)).toBe('Annie')
    expect(await store.personId('named', 'Ben', { also: ['discord 12'] })).not.toBe(member)
    expect(await store.personId('elsewhere', 'discord 11')).not.toBe(member)
  })

  it('keeps two people apart who were known before a name of both', async () => {
    const { store } = stores()
    const [ann, ben] = [await store.personId('apart', 'Ann'), await store.personId('apart', 'Ben')]
    expect(ann).not.toBe(ben)
    expect(await store.personId('apart', 'Ann', { also: ['Ben'] })).toBe(ann)
    expect(await store.personId('apart', 'Ben')).toBe(ben)
    expect(await store.personId('apart', 'Ann', { also: ['Ben', 'slack U1'] })).toBe(ann)
    expect(await store.personId('apart', 'slack U1')).toBe(ann)
    expect((await store.people()).get(ben)).toBe('Ben')
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
