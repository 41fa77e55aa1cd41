import { z } from 'zod'
import { carried, decodePress, encodePress, isPostId, noButtonOfOurs, type Press } from '../action.ts'
import type { Button } from '../card.ts'

/** What a button of a chat room carries: a decision on a post, something for a brand's whole day, or a wish to see more. */
export type ChatPress =
  | { readonly kind: 'post'; readonly press: Press }
  | { readonly kind: 'desk'; readonly verb: DeskPressVerb; readonly brand: string }
  | { readonly kind: 'look'; readonly what: Look; readonly postId: string }

/** A button of a chat room: a card's, or one of the room's own. */
export type ChatButton = Pick<Button, 'label' | 'style' | 'confirm'> & { readonly press: ChatPress }

const deskVerbs = ['approve_all', 'unfreeze', 'draft', 'stop_drafting'] as const
export type DeskPressVerb = (typeof deskVerbs)[number]

/** `variants`: the others in full; `text`: the whole of what a card had to shorten; `why`: the whole story. */
const looks = ['variants', 'text', 'why'] as const
export type Look = (typeof looks)[number]

export function encodeChatPress(press: ChatPress): string {
  switch (press.kind) {
    case 'post':
      return encodePress(press.press)
    case 'desk':
      return carried(`desk|${press.verb}|${press.brand}`)
    case 'look':
      return carried(`look|${press.what}|${press.postId}`)
  }
}

/** Strict: anything that `encodeChatPress` would not have written is refused. */
export function decodeChatPress(text: string): ChatPress {
  const [kind, verb = '', subject = '', ...rest] = text.split('|')
  if (kind !== 'desk' && kind !== 'look') return { kind: 'post', press: decodePress(text) }
  const desk = z.enum(deskVerbs).safeParse(verb)
  const look = z.enum(looks).safeParse(verb)
  if (rest.length === 0 && subject.length > 0) {
    if (kind === 'desk' && desk.success && /^[a-z0-9-]{1,60}$/.test(subject))
      return { kind, verb: desk.data, brand: subject }
    if (kind === 'look' && look.success && isPostId(subject))
      return { kind, what: look.data, postId: subject }
  }
  throw noButtonOfOurs()
}
