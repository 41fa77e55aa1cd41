import { expect, it } from '@jest/globals'
import { verifyChain } from '../../../src/domain/audit.ts'
import { approved, now } from '../posts.ts'
import type { Opened } from './opened.ts'

export function auditTests(stores: () => Opened): void {
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

function record(brand: string, index: number) {
  return {
    brand,
    at: new Date(now.getTime() + index),
    actor: 'system:test',
    action: 'tried',
    subject: `s${index} \0`,
    version: index % 2 ? index : null,
    facts: `{"index":${index},"text":"ä \\u0000 \\ud83d"}`,
  }
}
