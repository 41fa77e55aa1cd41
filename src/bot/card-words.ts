import type { PostStatus } from '../domain/post.ts'
import type { Verb } from './action.ts'
import type { Finding } from '../domain/finding.ts'
import type {
  DayCard,
  DiffPart,
  DraftingView,
  HistoryLine,
  PostCard,
  PostFiguresView,
  RiskView,
  StateView,
  WriterView,
} from './card.ts'
import { slotWords } from './cards/history.ts'
import { accountName, listed, plural } from './names.ts'
import { dayWords, left, longDay, shortDay } from './time.ts'

/** States in which the rules' findings still matter to somebody. */
export const judged: Readonly<Record<PostStatus, boolean>> = {
  planned: false,
  drafting: false,
  draft_failed: false,
  in_review: true,
  approved: true,
  held: true,
  rejected: false,
  expired: false,
  publishing: false,
  published: false,
  unknown: false,
  needs_human: false,
  publish_failed: true,
}

/** What most people want of a card; the other verbs may stand apart. */
export function isMainVerb(verb: Verb): boolean {
  return mainVerbs.includes(verb)
}

/** The label of a state, and what is to be read after it: `Rejected` and `: Dull.`, `Approved` and ` by Ann Lee.` */
export function standing({ label, sentence }: StateView): readonly [label: string, rest: string] {
  return [label, sentence.startsWith(`${label} `) ? sentence.slice(label.length) : `: ${sentence}`]
}

/** The risk of a card in whose state it still matters; null in any other. */
export function shownRisk({ status, draft }: PostCard): RiskView | null {
  return draft && judged[status] ? draft.chosen.risk : null
}

/** `X @northharbour, Fri 20 Nov, 09:00 Europe/Berlin: In review, low risk.` */
export function cardSummary(card: PostCard): string {
  const { slot, state } = card
  const risk = shownRisk(card)
  return `${simulatedWord(card)}${accountName(card)}, ${slotWords(slot)} ${slot.zone}: ${state.label}${risk ? `, ${risk.label.toLowerCase()}` : ''}.`
}

export function simulatedWord({ simulated }: Pick<PostCard, 'simulated'>): string {
  return simulated ? 'Simulated: ' : ''
}

/** Until when a decision can be taken back; null where it cannot. */
export function undoUntil({ buttons }: PostCard): Date | null {
  return buttons.find(({ press }) => press.verb === 'undo')?.until ?? null
}

/** Who decided last, once it is not in review any more: until then the thread tells it. */
export function latestLine({ status, history }: PostCard): HistoryLine | null {
  return status === 'in_review' ? null : (history.at(-1) ?? null)
}

/** What was changed in the text, while that waits for somebody to look at it: afterwards the thread tells it. */
export function shownDiff({ status, lastEdit }: PostCard): readonly DiffPart[] | null {
  return status === 'in_review' ? (lastEdit?.diff ?? null) : null
}

/** Which variant of which version it is, how long, and what it is about; a line for each image with its words; who wrote it. */
export function smallPrintLines(card: PostCard): readonly string[] {
  const { draft, version, brief } = card
  if (!draft) return []
  const { count, limit, unit, id, media } = draft.chosen
  const over = count > limit ? ` (${count - limit} too many)` : ''
  return [
    `Variant ${id.toUpperCase()} · version ${version} · ${count}/${limit} ${unit}${over} · ${brief.join(' · ')}`,
    ...media.map(({ name, alt }) => `${name}: ${alt || 'no alternative text'}`),
    writerWords(draft.writer),
  ]
}

/** The most severe findings, and the others in words where there are any. Notes are only counted. */
export function severeFindings(findings: readonly Finding[]): {
  readonly severe: readonly Finding[]
  readonly others: string | null
} {
  const severe = findings.filter(({ severity }) => severity !== 'info').slice(0, findingsShown)
  const rest = findings.length - severe.length
  const words = `${plural(rest, severe.length > 0 ? 'more finding' : 'note')}: see Why`
  return { severe, others: rest > 0 ? words : null }
}

/** What a finding points at, where its message does not say it already. */
export function evidenceOf({ evidence, message }: Finding): string | null {
  return evidence !== null && message.includes(evidence) ? null : evidence
}

/** Under what a link to a post that is live stands: the name of its host, else the file of a rehearsal. `url`: as the web writes it, if it does. */
export function permalinkWords(permalink: string, url: string | null): string {
  return url === null
    ? `In the outbox: ${permalink.split('/').at(-1) ?? ''}`
    : `Open it on ${new URL(url).host}`
}

/** What stands where the text of a post will be. */
export function emptyWords(status: PostStatus): string {
  return empty[status] ?? 'There is no text yet.'
}

export const severityWords = { block: 'Blocks', warn: 'Check', info: 'Note' } as const

/** Why it was not the model, where it was not; else who wrote, and at what price. */
export function writerWords({ kind, name, why, tokens, costUsd }: WriterView): string {
  const who = kind === 'model' ? `the model ${name}` : `the ${name}`
  const price = tokens > 0 ? ` (${plural(tokens, 'token')}, $${costUsd.toFixed(4)})` : ''
  return why ? `${why}${price}` : `Written by ${who}${price}.`
}

/** `1,200 impressions`, `34 engagements`, `5 clicks`. */
export function figureCounts({
  impressions,
  engagements,
  clicks,
}: Pick<PostFiguresView, 'impressions' | 'engagements' | 'clicks'>): readonly string[] {
  return [plural(impressions, 'impression'), plural(engagements, 'engagement'), plural(clicks, 'click')]
}

/** `1,200 impressions, 34 engagements and 5 clicks through Sat 21 Nov.`, and whether they are simulated. */
export function figuresSentence(figures: PostFiguresView): string {
  const { through, simulated } = figures
  return `${simulated ? 'Simulated: ' : ''}${listed(figureCounts(figures))} through ${shortDay(through)}.`
}

/** `5 posts wait for a decision: 3 low risk, 1 high risk and 1 blocked` */
export function waitingWords({ waiting }: DayCard): string {
  const count = waiting.low + waiting.medium + waiting.high + waiting.blocked
  if (count === 0) return 'Nothing waits for a decision'
  const levels = (['low', 'medium', 'high', 'blocked'] as const)
    .filter((level) => waiting[level] > 0)
    .map((level) => `${waiting[level]} ${level === 'blocked' ? level : `${level} risk`}`)
  return `${plural(count, 'post waits', 'posts wait')} for a decision: ${listed(levels)}`
}

/** `North Harbour Coffee, Friday 20 November: 5 posts wait for a decision: 3 low risk, 1 high risk and 1 blocked.` */
export function daySummary(day: DayCard): string {
  return `${day.brandName}, ${longDay(day.date)}: ${waitingWords(day)}.${day.freeze ? ' Frozen.' : ''}`
}

export function pastDaySummary(day: DayCard): string {
  return `${day.brandName}, ${longDay(day.date)}: ${pastDayWords(day)}`
}

/** `2 cards of earlier days have come up again below.` */
export function earlierWords(earlier: number): string {
  return `${plural(earlier, 'card')} of earlier days ${earlier === 1 ? 'has' : 'have'} come up again below.`
}

/** As many notices as a head shows, and the others in words where there are any. */
export function shownNotices({ notices }: DayCard): {
  readonly shown: DayCard['notices']
  readonly others: string | null
} {
  const shown = notices.slice(0, noticesShown)
  const rest = notices.length - shown.length
  return { shown, others: rest > 0 ? `${plural(rest, 'more notice')}: /greenroom status` : null }
}

/** What waits, and what is decided: `Nothing waits for a decision. 2 approved and 1 published.` */
export function tallyWords(day: DayCard): string {
  return `${waitingWords(day)}.${decidedWords(day)}`
}

/** What became of the posts of a day once a newer head has taken the place of its own. */
export function pastDayWords(day: DayCard): string {
  return `This day is over.${decidedWords(day)} What still waits comes up again under the next day.`
}

function decidedWords({ approved, published, troubled }: DayCard): string {
  const facts = [
    ...(approved > 0 ? [`${approved} approved`] : []),
    ...(published > 0 ? [`${published} published`] : []),
    ...(troubled > 0 ? [`${plural(troubled, 'post')} in trouble`] : []),
  ]
  return facts.length > 0 ? ` ${listed(facts)}.` : ''
}

/** `Drafting today: 2 of 5 posts · about 40 s left` */
export function draftingWords({ date, done, failed, total, leftMs }: DraftingView, today: string): string {
  const trouble = failed > 0 ? `, ${failed} could not be drafted` : ''
  const time = leftMs === null ? '' : ` · ${left(leftMs)}`
  return `Drafting ${dayWords(date, today).toLowerCase()}: ${done} of ${plural(total, 'post')}${trouble}${time}`
}

const findingsShown = 3
const noticesShown = 5

const mainVerbs: readonly Verb[] = ['approve', 'edit', 'reject', 'release', 'undo', 'retry', 'answer']

const empty: Readonly<Partial<Record<PostStatus, string>>> = {
  planned: 'Not drafted yet.',
  drafting: 'Being written…',
  draft_failed: 'It could not be drafted.',
  expired: 'It expired before it was drafted.',
}
