import { sha256 } from '../../../domain/hash.ts'
import type { Typed } from '../../chat/form-words.ts'

/** In characters, of all that is kept together: some hundred times the longest text of any network. */
const room = 5_000_000

/**
 * What people typed into forms that were refused, so that the button beside the refusal opens the form with it. It is a comfort and not the
 * truth: the refusal itself shows everything that was typed, and still does when this has forgotten it, or has died with its process.
 */
export class KeptForms {
  readonly #kept = new Map<string, { readonly user: string; readonly typed: Typed; readonly size: number }>()
  #size = 0

  /** Answers with the name under which it is kept, which fits into a button. */
  keep(user: string, typed: Typed): string {
    const written = JSON.stringify([user, typed])
    const key = sha256(written).slice(0, 16)
    this.#forget(key)
    this.#kept.set(key, { user, typed, size: written.length })
    this.#size += written.length
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= room || oldest === key) break
      this.#forget(oldest)
    }
    return key
  }

  /** What this person typed; null for a form that nothing was typed into. What has been forgotten is said so. */
  typed(user: string, key: string | null): Typed | null {
    if (key === null) return null
    const kept = this.#kept.get(key)
    return kept?.user === user ? kept.typed : forgotten
  }

  #forget(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0
    this.#kept.delete(key)
  }
}

const forgotten: Typed = {
  fields: {},
  problem:
    'Greenroom does not remember what you typed. It is in the message whose button you pressed: copy it from there.',
}
