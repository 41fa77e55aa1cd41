import type { Command } from 'commander'
import type { FigureRow, Pair, ReportCard } from '../bot/card.ts'
import { reportCard } from '../bot/cards/report-card.ts'
import { lastFullWeek, weeklyReport } from '../service/report.ts'
import type { StoredReport } from '../ports.ts'
import { weekArgument } from './arguments.ts'
import { brandsAsked, withDesk, type Shell } from './shell.ts'
import { table } from './table.ts'

type Options = {
  readonly week?: string
  readonly brand?: string
  readonly renew?: boolean
  readonly json?: boolean
}

export function addReport(program: Command, shell: Shell): void {
  program
    .command('report')
    .description('the weekly report: made if there is none yet')
    .option('--week <YYYY-Www>', 'an ISO week; the last full one unless given', weekArgument)
    .option('--brand <id>', 'only this brand')
    .option('--renew', 'make it again from the figures of now')
    .option('--json', 'print each report as data')
    .addHelpText('after', '\nExample:\n  greenroom report --week 2026-W46')
    .action((options: Options) => runReport(shell, options))
}

async function runReport(shell: Shell, { week, brand, renew = false, json = false }: Options): Promise<void> {
  await withDesk(shell, async (deps) => {
    const stored: StoredReport[] = []
    for (const one of brandsAsked(deps, brand)) {
      const asked = week ?? lastFullWeek(one, deps.clock.now())
      stored.push(await weeklyReport(deps, one.id, asked, { renew }))
    }
    if (json)
      shell.out(
        JSON.stringify(
          stored.map(({ report }) => report),
          null,
          2,
        ),
      )
    else shell.out(stored.map(({ report }) => reportText(reportCard(report))).join('\n\n'))
  })
}

function reportText(card: ReportCard): string {
  const { brandName, week, from, to, simulated, best, worst, cost } = card
  const mark = simulated ? ' (with simulated figures)' : ''
  return [
    `${brandName}, week ${week}, ${from} to ${to}${mark}`,
    '',
    figuresText([{ label: 'All', figures: card.figures }, ...card.networks]),
    '',
    figuresText(card.days),
    '',
    ...(best
      ? [`Best post: ${postText(best)}`]
      : ['No figures yet: bring them in with `greenroom metrics import`.']),
    ...(worst ? [`Worst post: ${postText(worst)}`] : []),
    ...card.bestTimes.map(
      ({ network, hour, engagements }) =>
        `Best time: ${network} at ${hour}, ${engagements} engagements a post`,
    ),
    '',
    pairsText([...card.reliability, ...card.reviewing]),
    ...card.reasons.map(({ reason, count }) => `Rejected because: ${reason} (${count})`),
    '',
    `Model cost ${cost}. Audit head ${card.auditHead} after ${card.auditEntries} entries.`,
  ].join('\n')
}

/** Each figure with its change against the week before. */
function figuresText(rows: readonly FigureRow[]): string {
  const head = ['', ...(rows[0]?.figures.map(({ label }) => label) ?? [])]
  return table([
    head,
    ...rows.map(({ label, figures }) => [
      label,
      ...figures.map(({ value, change }) => (change === null ? value : `${value} (${change})`)),
    ]),
  ])
}

function postText({ postId, text }: NonNullable<ReportCard['best']>): string {
  // The first line of a letter is its greeting, which all of them share.
  const line = text.replaceAll(/\s+/g, ' ')
  return `${postId}: ${line.length > 80 ? `${line.slice(0, 77)}...` : line}`
}

function pairsText(pairs: readonly Pair[]): string {
  return table(pairs.map(({ label, value }) => [label, value]))
}
