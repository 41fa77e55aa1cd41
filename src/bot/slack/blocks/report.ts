import type { KnownBlock, RichTextBlock, RichTextBlockElement, RichTextSection } from '@slack/types'
import type { FigureView, Pair, ReportCard, ReportPost } from '../../card.ts'
import { figureCounts } from '../../card-words.ts'
import { plural } from '../../names.ts'
import { shortDay } from '../../time.ts'
import { plainLines } from '../text.ts'
import { header } from './day.ts'
import { list, paragraph, quote, rich, richBlock, section, strong, words } from './rich.ts'

const timesShown = 3

/** A week in figures that can be read without the charts, compared with the week before. */
export function reportBlocks(card: ReportCard, charts: number): readonly KnownBlock[] {
  return [
    header(`Week ${weekNumber(card)} · ${card.brandName}`),
    figures(card),
    ...networks(card),
    ...posts(card),
    richBlock(
      paragraph(
        titled('Reliability', pairWords(card.reliability)),
        titled('Reviewing', pairWords(card.reviewing)),
        ...rejections(card),
        ...times(card),
      ),
    ),
    { type: 'context', elements: [plainLines(footer(card, charts), 600)] },
  ]
}

export function reportSummary(card: ReportCard): string {
  const simulated = card.simulated ? 'Simulated: ' : ''
  return `${simulated}${card.brandName}, week ${weekNumber(card)}: ${card.figures.map(figureWords).join('; ')}.`
}

function figures(card: ReportCard): RichTextBlock {
  const days = `${shortDay(card.from)} to ${shortDay(card.to)} ${card.to.slice(0, 4)}, against the week before`
  const simulated = section(
    strong('Simulated.'),
    ' Some or all of these figures come from the simulator. They are no one’s audience.',
  )
  return richBlock(
    paragraph(section(days), ...(card.simulated ? [simulated] : [])),
    list(card.figures.map((figure) => section(strong(figure.label), ` ${changeWords(figure)}`))),
  )
}

function networks({ networks }: ReportCard): readonly KnownBlock[] {
  if (networks.length === 0) return []
  const rows = networks.map(({ label, figures }) =>
    section(words(label, { bold: true }, 120), `: ${figures.map(figureWords).join('; ')}`),
  )
  return [richBlock(section(strong('By network')), list(rows))]
}

function posts({ best, worst }: ReportCard): readonly KnownBlock[] {
  if (!best) return []
  const other = worst && worst.postId !== best.postId ? postParts('Worst', worst) : []
  return [richBlock(...postParts('Best', best), ...other)]
}

function postParts(title: string, post: ReportPost): readonly RichTextBlockElement[] {
  const numbers = figureCounts(post).join(', ')
  return [section(strong(title), ': ', words(post.network), `, ${numbers}`), quote(rich(post.text, 500))]
}

function rejections({ reasons }: ReportCard): readonly RichTextSection[] {
  if (reasons.length === 0) return []
  return [
    titled('Why posts were rejected', reasons.map(({ reason, count }) => `${reason} ${count}`).join(' · ')),
  ]
}

function times({ bestTimes }: ReportCard): readonly RichTextSection[] {
  const best = bestTimes.slice(0, timesShown)
  if (best.length === 0) return []
  const hours = best.map(
    ({ network, hour, engagements }) => `${network} ${hour} (${plural(engagements, 'engagement')} a post)`,
  )
  return [titled('Best times', hours.join(' · '))]
}

function titled(title: string, text: string): RichTextSection {
  return section(strong(`${title}: `), words(text, undefined, 600))
}

function footer({ cost, auditEntries, auditHead }: ReportCard, charts: number): string {
  const where = charts === 0 ? '' : `${charts === 1 ? 'The chart is' : 'The charts are'} in the thread. `
  return `${where}Model cost ${cost}. Audit trail: ${plural(auditEntries, 'entry', 'entries')}, head ${auditHead}`
}

function pairWords(pairs: readonly Pair[]): string {
  return pairs.map(({ label, value }) => `${label} ${value}`).join(' · ')
}

/** `Impressions 1,200 (+12 %)` */
function figureWords({ label, value, change }: FigureView): string {
  return `${label} ${value}${change === null ? '' : ` (${change})`}`
}

/** `1,200, +12 %, was 1,071` */
function changeWords({ value, change, before }: FigureView): string {
  return change === null ? `${value}, was ${before}` : `${value}, ${change}, was ${before}`
}

function weekNumber({ week }: ReportCard): string {
  return week.slice(-2).replace(/^0/, '')
}
