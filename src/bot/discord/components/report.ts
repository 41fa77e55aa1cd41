import type { APIContainerComponent } from 'discord-api-types/v10'
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
import { fitted, quoted, strong, words } from '../text.ts'
import { container, quietColour, texts } from './layout.ts'

/** A week in figures that can be read without the charts, compared with the week before. */
export function reportComponents(card: ReportCard, charts: number): readonly [APIContainerComponent] {
  const { simulated, figures, networks } = card
  return [
    container(quietColour, [
      ...texts([
        `## ${words(reportTitle(card), 150)}`,
        reportDays(card),
        ...(simulated ? [`${strong('Simulated.')} ${simulatedFigures}`] : []),
        ...figures.map((figure) => `- ${strong(words(figure.label, 60))} ${words(changeWords(figure), 80)}`),
      ]),
      ...texts(networks.length > 0 ? ['### By network', ...networks.map(networkLine)] : []),
      ...reportPosts(card).flatMap(({ title, post, counts }) =>
        texts([
          `### ${title}: ${words(post.network, 60)}`,
          counts,
          quoted(fitted(post.text, 300).text.trim() || '–'),
        ]),
      ),
      ...texts(
        reportFacts(card).map(({ label, value }) => `${strong(words(label, 60))}: ${words(value, 200)}`),
      ),
      ...texts([`-# ${words(reportFooter(card, charts), 250)}`]),
    ]),
  ]
}

/** Every network has its line, so that a line of many is short. */
function networkLine({ label, figures }: ReportCard['networks'][number]): string {
  return `- ${strong(words(label, 40))}: ${words(figures.map(figureWords).join('; '), 110)}`
}
