import { networkLabels, type Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import { imageMisfit, imageName, readImage } from '../domain/image.ts'
import { draftOf, type Media, type Person, type Post, type Variant } from '../domain/post.ts'
import { assertMay } from '../domain/roles.ts'
import type { Deps } from '../ports.ts'
import { accountOf } from './act.ts'

/** An image as a person names it: kept before, or in the post already. */
export type ImageWish = Pick<Media, 'sha256' | 'name' | 'alt'>

type Needs = Pick<Deps, 'store' | 'clock' | 'networks'>

/**
 * Takes in what a person wants to attach to a post, and answers with what to name it by. Nothing of the post changes: that is an edit. What is
 * never used is forgotten after a day. Refuses what its network would not take.
 */
export async function keepImage(
  deps: Needs,
  { actor, post, brand }: { readonly actor: Person; readonly post: Post; readonly brand: Brand },
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<Pick<Media, 'sha256' | 'name'>> {
  assertMay(actor, 'edit')
  const known = judged(deps, post, brand, name, bytes)
  return { sha256: await deps.store.putImage(bytes, deps.clock.now()), name: known.name }
}

/** The media of a variant as an edit wants them. Refuses what is not kept, and more than the network takes. */
export async function mediaOf(
  deps: Needs,
  wishes: readonly ImageWish[],
  { post, brand, old }: { readonly post: Post; readonly brand: Brand; readonly old: Variant },
): Promise<readonly Media[]> {
  const { maxMedia } = deps.networks(accountOf(brand, post.account)).limits
  // What was too many before may stay; the guardrails say so.
  if (wishes.length > Math.max(maxMedia, old.media.length))
    throw new Refusal(
      'invalid',
      `${networkLabels[post.account.network]} takes at most ${maxMedia} in one post, and these are ${wishes.length} images. Remove some.`,
    )
  const twice = wishes.find(({ sha256 }, index) => wishes.findIndex((one) => one.sha256 === sha256) !== index)
  if (twice) throw new Refusal('invalid', `${twice.name} is attached twice. Remove one of the two.`)
  return Promise.all(wishes.map((wish) => mediumOf(deps, wish, post, brand)))
}

/** The bytes of media, in their order; null for one that is not kept. */
export function loadImages(
  { store }: Pick<Deps, 'store'>,
  media: readonly Media[],
): Promise<readonly (Uint8Array | null)[]> {
  return Promise.all(media.map(({ sha256 }) => store.image(sha256)))
}

async function mediumOf(
  deps: Needs,
  { sha256, name, alt }: ImageWish,
  post: Post,
  brand: Brand,
): Promise<Media> {
  const known = draftOf(post)
    ?.variants.flatMap(({ media }) => media)
    .find((one) => one.sha256 === sha256)
  if (known) return { ...known, alt: alt.trim() }
  const bytes = await deps.store.image(sha256)
  if (!bytes) throw new Refusal('invalid', `${name} is not here any more. Attach it again.`)
  return { ...judged(deps, post, brand, name, bytes), sha256, alt: alt.trim() }
}

/** What it is, by its bytes. */
function judged(
  { networks }: Pick<Deps, 'networks'>,
  { account }: Post,
  brand: Brand,
  name: string,
  bytes: Uint8Array,
): Pick<Media, 'name' | 'mimeType'> {
  const { images } = networks(accountOf(brand, account)).limits
  const misfit = imageMisfit(name, bytes, images, networkLabels[account.network])
  const facts = readImage(bytes)
  if (misfit !== null || !facts) throw new Refusal('invalid', misfit ?? `${name} is not an image.`)
  return { name: imageName(name, facts.mimeType), mimeType: facts.mimeType }
}
