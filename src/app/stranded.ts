import type { Deps } from '../ports.ts'

/**
 * Approved posts of a brand without a file can't go out, and that brand's own page is gone with the file: every other room
 * is told until the file is back. Returns the sentences, one for each such brand.
 */
export async function tellStranded({
  store,
  brands,
  clock,
}: Pick<Deps, 'store' | 'brands' | 'clock'>): Promise<readonly string[]> {
  const posts = await store.posts({ status: ['approved', 'publish_failed', 'unknown', 'needs_human'] })
  const waiting = new Map<string, number>()
  for (const { brand } of posts) if (!brands.get(brand)) waiting.set(brand, (waiting.get(brand) ?? 0) + 1)
  const notices = [...waiting].map(([id, count]) => ({ key: `${prefix}${id}`, text: sentence(id, count) }))
  for (const { id } of brands.all()) {
    for (const { key } of await store.notices(id)) {
      if (key.startsWith(prefix) && !notices.some((one) => one.key === key)) await store.clearNotice(id, key)
    }
    for (const notice of notices) await store.putNotice({ brand: id, at: clock.now(), ...notice })
  }
  return notices.map(({ text }) => text)
}

const prefix = 'brand-without-file:'

function sentence(brand: string, count: number): string {
  const posts = count === 1 ? '1 approved post of it does' : `${count} approved posts of it do`
  return `The file of the brand ${brand} is gone, so ${posts} not go out. Put the file back into the brands folder.`
}
