import type { APIContainerComponent, APITextDisplayComponent } from 'discord-api-types/v10'
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
import { discordLimits, sizeOf } from '../limits.ts'
import { fitted, quoted, strong, words } from '../text.ts'
import { container, quietColour, texts } from './layout.ts'

/** A week in figures that can be read without the charts, compared with the week before. */
export function reportComponents(card: ReportCard, charts: number): readonly [APIContainerComponent] {
  const { simulated, figures, networks } = card
  const draw = (rows: readonly string[]) =>
    container(quietColour, [
      ...texts([
        `## ${words(reportTitle(card), 110)}`,
        reportDays(card),
        ...(simulated ? [`${strong('Simulated.')} ${simulatedFigures}`] : []),
        ...figures.map((figure) => `- ${strong(words(figure.label, 20))} ${words(changeWords(figure), 60)}`),
      ]),
      ...texts(rows.length > 0 ? ['### By network', ...rows] : []),
      ...posts(card),
      ...texts(
        reportFacts(card).map(({ label, value }) => `${strong(words(label, 30))}: ${words(value, 180)}`),
      ),
      ...texts([`-# ${words(reportFooter(card, charts), 200)}`]),
    ])
  const room = discordLimits.text.max - sizeOf([draw(['-'])]).text
  const each = Math.floor(room / networks.length) - 1
  return [draw(networks.map((row) => networkLine(row, each)))]
}

function posts(card: ReportCard): readonly APITextDisplayComponent[] {
  return reportPosts(card).flatMap(({ title, post, counts }) =>
    texts([
      `### ${title}: ${words(post.network, 30)}`,
      counts,
      quoted(fitted(post.text, 300).text.trim() || '–'),
    ]),
  )
}

function networkLine({ label, figures }: ReportCard['networks'][number], max: number): string {
  const name = `- ${strong(words(label, 20))}: `
  return `${name}${words(figures.map(figureWords).join('; '), max - name.length)}`
}
