import { expect, it } from '@jest/globals'
import { sha256 } from '../../../src/domain/hash.ts'
import { maxImageBytes } from '../../../src/domain/image.ts'
import { dayMs } from '../../../src/domain/slot.ts'
import { aPng } from '../../images.ts'
import { draftNamed, drafter, does, now, plan } from '../posts.ts'
import type { Opened } from './opened.ts'

const before = new Date(now.getTime() - dayMs)

export function imageTests(stores: () => Opened): void {
  it('keeps the bytes of an image under their hash, for every process', async () => {
    const { store, other } = stores()
    const bytes = aPng('kept')
    const hash = await store.putImage(bytes, now)
    expect(hash).toBe(sha256(bytes))
    expect(Buffer.from((await other.image(hash)) ?? []).equals(bytes)).toBe(true)
  })

  it('knows nothing of an image that nobody has put', async () => {
    expect(await stores().store.image('0'.repeat(64))).toBeNull()
  })

  it('keeps the same bytes once, also when two put them at the same moment', async () => {
    const { store, other } = stores()
    const hashes = await Promise.all([store, other, store].map((one) => one.putImage(aPng('twice'), now)))
    expect(new Set(hashes).size).toBe(1)
  })

  it('does not follow what the caller does with the bytes afterwards', async () => {
    const { store } = stores()
    const bytes = aPng('mine')
    const hash = await store.putImage(bytes, now)
    bytes.fill(0)
    expect(sha256((await store.image(hash)) ?? '')).toBe(hash)
    ;(await store.image(hash))?.fill(0)
    expect(sha256((await store.image(hash)) ?? '')).toBe(hash)
  })

  it('keeps nothing that is larger than an image may be', async () => {
    const { store } = stores()
    const most = new Uint8Array(maxImageBytes)
    expect(await store.putImage(most, now)).toHaveLength(64)
    await expect(async () => store.putImage(new Uint8Array(maxImageBytes + 1), now)).rejects.toThrow(
      'too large',
    )
  })

  it('forgets what was uploaded long ago and never used, and nothing else', async () => {
    const { store } = stores()
    const long = new Date(before.getTime() - 1)
    const [unused, used, fresh] = await Promise.all([
      store.putImage(aPng('unused'), long),
      store.putImage(aPng('used'), long),
      store.putImage(aPng('fresh'), before),
    ])
    await store.commit(plan('pictured'))
    await does(store, 'pictured', { type: 'start_drafting', actor: drafter, again: false })
    const draft = draftNamed('A text')
    const media = [{ name: 'used.png', sha256: used, mimeType: 'image/png', alt: '' }]
    const [first, ...rest] = draft.variants
    if (!first) throw new Error('no variant')
    // Not the one that would go out: it may be chosen yet.
    const variants = [first, ...rest.map((one) => ({ ...one, media }))]
    await does(store, 'pictured', { type: 'finish_drafting', actor: drafter, draft: { ...draft, variants } })
    await store.forgetImages(before)
    expect(await store.image(unused)).toBeNull()
    expect(await store.image(used)).not.toBeNull()
    expect(await store.image(fresh)).not.toBeNull()
  })

  it('keeps an image that a version before named', async () => {
    const { store } = stores()
    const hash = await store.putImage(aPng('replaced'), before)
    const media = [{ name: 'a.png', sha256: hash, mimeType: 'image/png', alt: '' }]
    await store.commit(plan('was pictured'))
    await does(store, 'was pictured', { type: 'start_drafting', actor: drafter, again: false })
    const plain = draftNamed('A text')
    const draft = { ...plain, variants: plain.variants.map((one) => ({ ...one, media })) }
    await does(store, 'was pictured', { type: 'finish_drafting', actor: drafter, draft })
    await does(store, 'was pictured', { type: 'start_drafting', actor: drafter, again: true })
    await does(store, 'was pictured', { type: 'finish_drafting', actor: drafter, draft: plain })
    await store.forgetImages(now)
    expect(await store.image(hash)).not.toBeNull()
  })

  it('has an image that is put again whole for as long as the first time', async () => {
    const { store } = stores()
    const hash = await store.putImage(aPng('again'), new Date(before.getTime() - 1))
    await store.putImage(aPng('again'), now)
    await store.forgetImages(before)
    expect(await store.image(hash)).not.toBeNull()
  })
}
