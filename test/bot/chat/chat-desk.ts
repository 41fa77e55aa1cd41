import type { Answer } from '../../../src/bot/chat/answer.ts'
import { runCommand } from '../../../src/bot/chat/commands.ts'
import { readCommand } from '../../../src/bot/chat/commands/read.ts'
import type { Line, Span } from '../../../src/bot/chat/say.ts'
import type { Identity } from '../../../src/bot/identity.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

/** Harbour with a room, and everybody known there. */
export const roomed: Brand = {
  ...harbour,
  rooms: [{ surface: 'slack', channel: 'C1' }],
  reviewers: harbour.reviewers.map((one, index) => ({ ...one, ids: { ...one.ids, slack: `U${index + 1}` } })),
}

/** Another client of the same desk, in a room of its own, reviewed by Ann only. */
export const fern: Brand = {
  ...harbour,
  id: 'blue-fern',
  name: 'Blue Fern',
  rooms: [{ surface: 'slack', channel: 'C2' }],
  reviewers: roomed.reviewers.slice(0, 1),
}

const slack = (id: string): Identity => ({ surface: 'slack', id })
export const ann = slack('U1')
export const ben = slack('U2')
export const cleo = slack('U3')
export const dov = slack('U4')
export const stranger = slack('U666')

export async function drafted(brands: readonly Brand[] = [roomed]): Promise<Desk> {
  const desk = await openDesk('2026-11-20T05:10:00Z', brands)
  await desk.draft()
  return desk
}

/** A line typed in a channel, Harbour's room unless said otherwise. */
export function type(
  desk: Desk,
  who: Identity,
  line: string,
  channel: string | null = 'C1',
): Promise<Answer> {
  return runCommand(desk.deps, who, { surface: 'slack', channel }, readCommand(line))
}

/** A line typed in Harbour's room, in which `{x}`, `{linkedin}` and `{facebook}` stand for the ids of today's posts. */
export async function typed(
  desk: Desk,
  who: typeof ann,
  line: string,
  channel?: string | null,
): Promise<Answer> {
  let full = line
  for (const network of ['x', 'linkedin', 'facebook'] as const)
    if (line.includes(`{${network}}`)) full = full.replace(`{${network}}`, (await desk.post(network)).id)
  return type(desk, who, full, channel)
}

/** What it says, marks left out. */
export function textOf({ lines }: Pick<Answer, 'lines'>): string {
  return lines.map(lineText).join('\n')
}

export function lineText(line: Line): string {
  return line.map(spanText).join('')
}

function spanText(span: Span): string {
  if (typeof span === 'string') return span
  if ('strong' in span) return span.strong
  if ('code' in span) return span.code
  if ('quote' in span) return span.quote
  if ('at' in span) return `<${span.at.toISOString()}>`
  if ('label' in span) return span.label
  if ('added' in span) return span.added
  if ('removed' in span) return span.removed
  if ('callGroup' in span) return `@&${span.callGroup}`
  return `@${span.call}`
}
