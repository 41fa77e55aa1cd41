import type { Press } from '../../../src/bot/action.ts'
import type { PostCard } from '../../../src/bot/card.ts'
import { loadCard } from '../../../src/bot/load.ts'
import { openDesk, type Desk } from '../desk.ts'

/** A desk with three short variants of a post with a picture, and its card. */
export async function drafted(): Promise<{ readonly desk: Desk; readonly card: PostCard }> {
  const desk = await openDesk()
  const media = [{ name: 'quay.png', mimeType: 'image/png', sha256: 'a'.repeat(64), alt: 'The quay in fog' }]
  desk.write('x', ['One cup.', 'Two cups.', 'Three cups.'], media)
  await desk.draft()
  return { desk, card: await cardOf(desk) }
}

export async function cardOf(desk: Desk): Promise<PostCard> {
  return loadCard(desk.deps, desk.brand, await desk.post('x'))
}

export function withText(card: PostCard, text: string, limit = 280): PostCard {
  if (!card.draft) throw new Error('no draft')
  return { ...card, draft: { ...card.draft, chosen: { ...card.draft.chosen, text, limit } } }
}

export function pressOn(card: PostCard, verb: Press['verb'], arg: string | null = null): Press {
  return { verb, postId: card.id, version: card.version, arg }
}
