import type { FigureView, Pair, ReportCard, ReportPost } from './card.ts'
import { figureCounts } from './card-words.ts'
import { plural } from './names.ts'
import { shortDay } from './time.ts'

/** `Week 46 · North Harbour Coffee` */
export function reportTitle(card: ReportCard): string {
  return `Week ${weekNumber(card)} · ${card.brandName}`
}

/** `Mon 9 Nov to Sun 15 Nov 2026, against the week before` */
export function reportDays({ from, to }: ReportCard): string {
  return `${shortDay(from)} to ${shortDay(to)} ${to.slice(0, 4)}, against the week before`
}

/** The figures of a week on one line. */
export function reportSummary(card: ReportCard): string {
  const simulated = card.simulated ? 'Simulated: ' : ''
  return `${simulated}${card.brandName}, week ${weekNumber(card)}: ${card.figures.map(figureWords).join('; ')}.`
}

/** What stands after “Simulated.” */
export const simulatedFigures =
  'Some or all of these figures come from the simulator. No real audience is behind them.'

/** `Impressions 1,200 (+12 %)` */
export function figureWords({ label, value, change }: FigureView): string {
  return `${label} ${value}${change === null ? '' : ` (${change})`}`
}

/** `1,200, +12 %, was 1,071` */
export function changeWords({ value, change, before }: FigureView): string {
  return change === null ? `${value}, was ${before}` : `${value}, ${change}, was ${before}`
}

/** The best post, and the worst where it is another one. */
export function reportPosts({ best, worst }: ReportCard): readonly {
  readonly title: string
  readonly post: ReportPost
  readonly counts: string
}[] {
  if (!best) return []
  const titled = (title: string, post: ReportPost) => ({ title, post, counts: figureCounts(post).join(', ') })
  const isAnother = worst && worst.postId !== best.postId
  return [titled('Best', best), ...(isAnother ? [titled('Worst', worst)] : [])]
}

/** What else there is to say of the week, each under its title. */
export function reportFacts({ reliability, reviewing, reasons, bestTimes }: ReportCard): readonly Pair[] {
  const why = reasons.map(({ reason, count }) => `${reason} ${count}`)
  const hours = bestTimes
    .slice(0, timesShown)
    .map(
      ({ network, hour, engagements }) => `${network} ${hour} (${plural(engagements, 'engagement')} a post)`,
    )
  return [
    { label: 'Reliability', value: pairWords(reliability) },
    { label: 'Reviewing', value: pairWords(reviewing) },
    ...(why.length > 0 ? [{ label: 'Why posts were rejected', value: why.join(' · ') }] : []),
    ...(hours.length > 0 ? [{ label: 'Best times', value: hours.join(' · ') }] : []),
  ]
}

/** Where the charts are, what the models cost, and the head of the audit trail. */
export function reportFooter({ cost, auditEntries, auditHead }: ReportCard, charts: number): string {
  const where = charts === 0 ? '' : `${charts === 1 ? 'The chart is' : 'The charts are'} in the thread. `
  return `${where}Model cost ${cost}. Audit trail: ${plural(auditEntries, 'entry', 'entries')}, head ${auditHead}`
}

const timesShown = 3

function pairWords(pairs: readonly Pair[]): string {
  return pairs.map(({ label, value }) => `${label} ${value}`).join(' · ')
}

function weekNumber({ week }: ReportCard): string {
  return week.slice(-2).replace(/^0/, '')
}
