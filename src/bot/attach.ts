import { networkLabels } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import { maxImageBytes, tooLarge } from '../domain/image.ts'
import type { Media } from '../domain/post.ts'
import type { Deps } from '../ports.ts'
import { keepImage } from '../service/images.ts'
import type { Identity } from './identity.ts'
import { limitsOf, postFor } from './load.ts'

/**
 * Takes in an image that somebody wants to attach to a post, before they save. Answers with what the edit is to name it by; refuses, with a sentence, what
 * cannot be attached. `bytes`: null where there are more than an image may have.
 */
export async function attach(
  deps: Deps,
  who: Identity,
  postId: string,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array | null },
): Promise<Pick<Media, 'sha256' | 'name'>> {
  const { post, brand, actor } = await postFor(deps, who, postId)
  if (bytes) return keepImage(deps, { actor, post, brand }, { name, bytes })
  const { images } = limitsOf(deps, brand, post.account)
  const most = Math.min(images.maxBytes, maxImageBytes)
  throw new Refusal('invalid', tooLarge(name, most, networkLabels[post.account.network]))
}
