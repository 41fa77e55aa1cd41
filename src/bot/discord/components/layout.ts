import {
  ComponentType,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APITextDisplayComponent,
} from 'discord-api-types/v10'
import type { DayCard, PostCard, Tone } from '../../card.ts'

/** What belongs together, with a bar in `colour` at its side. */
export function container(
  colour: number,
  components: readonly APIComponentInContainer[],
): APIContainerComponent {
  return { type: ComponentType.Container, accent_color: colour, components: [...components] }
}

/** Lines of Markdown of ours as one paragraph; none where they say nothing. */
export function texts(lines: readonly string[]): readonly APITextDisplayComponent[] {
  const content = lines.join('\n')
  return content.trim() ? [{ type: ComponentType.TextDisplay, content }] : []
}

/** While a post waits for a decision its risk, else how its state feels. */
export function cardColour({ status, draft, state }: PostCard): number {
  if (status !== 'in_review' || !draft) return tones[state.tone]
  const { blocked, level } = draft.chosen.risk
  return risks[blocked ? 'blocked' : level]
}

export function dayColour({ freeze, drafting }: DayCard): number {
  return tones[freeze ? 'bad' : drafting ? 'moving' : 'quiet']
}

export const quietColour = 0x80848e

/** No two that stand for different things are hard to tell apart without red and green: what waits is light, what is done is dark. */
const risks = { low: 0x57d38c, medium: 0xf0b232, high: 0xf47b3d, blocked: 0xda373c } as const

const tones: Readonly<Record<Tone, number>> = {
  waiting: 0xf0b232,
  good: 0x1f7a4d,
  moving: 0x5865f2,
  bad: 0xda373c,
  quiet: quietColour,
}
