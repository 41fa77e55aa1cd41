import type { KnownBlock, RichTextBlock, RichTextBlockElement } from '@slack/types'
import type { ReportCard } from '../../card.ts'
import {
  changeWords,
  figureWords,
  reportDays,
  reportFacts,
  reportFooter,
  reportPosts,
  reportTitle,
  simulatedFigures,
} from '../../report-words.ts'
import { plainLines } from '../text.ts'
import { header } from './day.ts'
import { list, paragraph, quote, rich, richBlock, section, strong, words } from './rich.ts'

/** A week in figures that can be read without the charts, compared with the week before. */
export function reportBlocks(card: ReportCard, charts: number): readonly KnownBlock[] {
  const facts = reportFacts(card).map(({ label, value }) =>
    section(strong(`${label}: `), words(value, undefined, 600)),
  )
  return [
    header(reportTitle(card)),
    figures(card),
    ...networks(card),
    ...posts(card),
    richBlock(paragraph(...facts)),
    { type: 'context', elements: [plainLines(reportFooter(card, charts), 600)] },
  ]
}

function figures(card: ReportCard): RichTextBlock {
  const simulated = section(strong('Simulated.'), ` ${simulatedFigures}`)
  return richBlock(
    paragraph(section(reportDays(card)), ...(card.simulated ? [simulated] : [])),
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

function posts(card: ReportCard): readonly KnownBlock[] {
  const parts = reportPosts(card).flatMap(({ title, post, counts }): readonly RichTextBlockElement[] => [
    section(strong(title), ': ', words(post.network), `, ${counts}`),
    quote(rich(post.text, 500)),
  ])
  return parts.length > 0 ? [richBlock(...parts)] : []
}
