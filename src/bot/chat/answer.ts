import type { Deps } from '../../ports.ts'
import type { Press } from '../action.ts'
import { attempt } from '../attempt.ts'
import type { Button, PostCard, ReportCard } from '../card.ts'
import type { Reply } from '../handle.ts'
import type { Line } from './say.ts'

/** What a command is answered with, before any surface has drawn it. */
export type Answer = {
  readonly lines: readonly Line[]
  /** Cards, with buttons that work. */
  readonly cards: readonly PostCard[]
  /** What else may be pressed: another variant, or what would work instead of what was asked for. */
  readonly buttons: readonly Button[]
  readonly report: ReportCard | null
  /** A form to be opened, where the surface can still open one; the lines say what to do where it cannot. */
  readonly form: Press | null
  /** Whether it concerns everyone in the room; private otherwise. */
  readonly everyone: boolean
}

/** A private answer in words, and whatever else it has. */
export function saying(lines: readonly Line[], rest: Partial<Omit<Answer, 'lines'>> = {}): Answer {
  return { lines, cards: [], buttons: [], report: null, form: null, everyone: false, ...rest }
}

/** Runs `make` and answers with what it made, with the sentence of its refusal, or with the id of its bug. Never throws. */
export async function answering(deps: Deps, make: () => Promise<Answer>): Promise<Answer> {
  const outcome = await attempt(deps, make)
  return outcome.ok ? outcome.made : saying([[outcome.reply.sentence]])
}

/** What a press was answered: its sentence; the card where there is still something to decide; what would work instead. */
export function answerOf({ outcome, sentence, card, offer }: Reply): Answer {
  const isOpen = card !== null && (outcome !== 'done' || card.status === 'in_review')
  return saying([[sentence]], { cards: isOpen ? [card] : [], buttons: offer ? [offer] : [] })
}
