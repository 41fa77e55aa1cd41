import type { NetworkLimits } from '../../ports.ts'

/** A piece of a text, in reading order. */
export type Block = {
  readonly part: Part
  readonly text: string
  /** What sets it apart from the block before it. */
  readonly after: '\n\n' | '\n' | ' '
}

/** From what can't be missed to what goes first where room is short. */
const parts = ['needed', 'opening', 'cta', 'lead', 'envelope', 'second', 'closing', 'tag'] as const
type Part = (typeof parts)[number]

/** These give way to the length that is aimed at; the others only to the network's limits. */
const ornaments: readonly Part[] = ['lead', 'envelope', 'second', 'closing', 'tag']

export type Room = {
  readonly limits: NetworkLimits
  /** The length that is aimed at, as the network counts. */
  readonly target: number
}

/** The blocks that have room, whole; null where even what can't be missed has none. */
export function fitted(blocks: readonly Block[], room: Room): readonly Block[] | null {
  let kept = blocks
  while (!hasRoom(kept, room)) {
    const last = parts.findLast((part) => kept.some((block) => block.part === part))
    if (last === undefined || last === 'needed') return null
    const dropped = kept.findLastIndex((block) => block.part === last)
    kept = kept.filter((_block, at) => at !== dropped)
  }
  return kept
}

export function rendered(blocks: readonly Block[]): string {
  return blocks.map((block, at) => between(blocks[at - 1], block) + block.text).join('')
}

/** A block stands on the next line after a colon (but for that of a salutation), and after what ends open, as headings do. */
function between(before: Block | undefined, { after }: Block): string {
  if (!before) return ''
  if (before.text.endsWith(':') && before.part !== 'envelope') return '\n'
  return after === ' ' && !/[.!?…。！？]["”»)]?$/u.test(before.text) ? '\n' : after
}

/** Two phrases as one. */
export function joined(lead: string, text: string): string {
  return lead.endsWith(':') ? `${lead}\n${text}` : `${lead} ${text}`
}

/** Whether the network takes a text of this length. */
export function fits(text: string, limits: NetworkLimits): boolean {
  return (
    limits.count(text) <= limits.maxLength &&
    (limits.maxBytes === null || Buffer.byteLength(text) <= limits.maxBytes) &&
    (limits.maxHashtags === null || hashtagsIn(text) <= limits.maxHashtags)
  )
}

export function hashtagsIn(text: string): number {
  return text.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0
}

function hasRoom(blocks: readonly Block[], { limits, target }: Room): boolean {
  const text = rendered(blocks)
  const ornate = blocks.some(({ part }) => ornaments.includes(part))
  return fits(text, limits) && !(ornate && limits.count(text) > target)
}
