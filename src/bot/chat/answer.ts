import type { Press } from '../action.ts'
import type { Button, PostCard, ReportCard } from '../card.ts'
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
