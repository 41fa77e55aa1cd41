import type { Deps } from '../../ports.ts'
import { brandOf } from '../../service/act.ts'
import { assertMayApproveAll } from '../../service/review.ts'
import type { Press } from '../action.ts'
import { attempt } from '../attempt.ts'
import type { PostCard } from '../card.ts'
import { actorOf, type Identity } from '../identity.ts'
import { deskPosts, formCard, loadHead } from '../load.ts'
import { accountName } from '../names.ts'
import type { ChatButton, ChatPress } from './chat-press.ts'
import { dayButtons } from './day-buttons.ts'
import { staleWords } from './form-words.ts'
import type { Line } from './say.ts'

/** What has to be confirmed before it is done, where the surface has no dialog for that. */
export type Question = {
  readonly lines: readonly Line[]
  /** What to look at first. */
  readonly cards: readonly PostCard[]
  /** Does it without asking again; null where there is nothing to confirm any more. */
  readonly button: ChatButton | null
}

/** What `press` has to be asked about, as things stand. Never throws. */
export async function ask(deps: Deps, who: Identity, press: ChatPress): Promise<Question> {
  const outcome = await attempt(deps, () => questionOf(deps, who, press))
  return outcome.ok ? outcome.made : { lines: [[outcome.reply.sentence]], cards: [], button: null }
}

async function questionOf(deps: Deps, who: Identity, press: ChatPress): Promise<Question> {
  switch (press.kind) {
    case 'post':
      return postQuestion(await formCard(deps, who, press.press), press.press)
    case 'desk':
      return deskQuestion(deps, who, press)
    case 'look':
      return nothingLeft
  }
}

function postQuestion(card: PostCard, press: Press): Question {
  const stale = staleWords(card, press)
  if (stale !== null) return { lines: [[stale]], cards: [card], button: null }
  const confirm = card.buttons.find(({ press: { verb } }) => verb === press.verb)?.confirm ?? null
  const risk: Line =
    confirm === null ? ['It is not high risk any more.'] : [{ strong: 'This is high risk' }, `: ${confirm}`]
  return {
    lines: [
      [{ strong: accountName(card) }, ' · ', { at: card.dueAt, show: 'date' }, ` · version ${card.version}`],
      risk,
    ],
    cards: [],
    button: { press: { kind: 'post', press }, label: 'Approve all the same', style: 'danger', confirm: null },
  }
}

async function deskQuestion(
  deps: Deps,
  who: Identity,
  { verb, brand: id }: Extract<ChatPress, { kind: 'desk' }>,
): Promise<Question> {
  const brand = brandOf(deps, id)
  const actor = await actorOf(deps, brand, who)
  if (verb === 'approve_all') assertMayApproveAll(actor)
  const day = await loadHead(deps, brand, await deskPosts(deps, brand))
  const button = dayButtons(day).find(({ press }) => press.kind === 'desk' && press.verb === verb)
  if (!button) return nothingLeft
  return { lines: [[button.confirm ?? button.label]], cards: [], button: { ...button, confirm: null } }
}

const nothingLeft: Question = {
  lines: [['There is nothing left to confirm: look at the card or at the head of the day as it stands.']],
  cards: [],
  button: null,
}
