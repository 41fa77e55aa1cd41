import type { Brand } from '../../../domain/brand.ts'
import type { Post } from '../../../domain/post.ts'
import type { Deps } from '../../../ports.ts'
import { reviewerOf, type Identity } from '../../identity.ts'
import type { Where } from './asked.ts'

/** Something that may stand for an option: what people see of it, and what is then typed for them. Labels are plain text from anywhere. */
export type Completion = { readonly label: string; readonly value: string }

/** An option of a command that is being typed. */
export type Typing = {
  readonly command: string
  readonly option: string
  /** What there is of it. */
  readonly typed: string
  /** What the other options have so far. */
  readonly others: Readonly<Record<string, string | undefined>>
}

/** Who is typing, and where. */
export type Typist = { readonly who: Identity; readonly where: Where }

/** Those in whose label or value all the words that were typed occur. */
export function matching(all: readonly Completion[], typed: string): readonly Completion[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter(({ label, value }) => {
    const text = `${label} ${value}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** A post by its whole id, for somebody who reviews its brand. */
export async function postOf(
  { store, brands }: Pick<Deps, 'store' | 'brands'>,
  who: Identity,
  id: string,
): Promise<{ readonly post: Post; readonly brand: Brand } | null> {
  const post = await store.post(id)
  const brand = post && brands.get(post.brand)
  return brand && reviewerOf(brand, who) ? { post, brand } : null
}
