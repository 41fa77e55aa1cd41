import type { RichTextBlock } from '@slack/types'
import type { HistoryLine } from '../../card.ts'
import { ended } from '../../names.ts'
import { moment, permalinkTo, quote, richBlock, richDiff, section, words } from './rich.ts'

const diffWeight = 9000

/** Who did what when, and what changed word by word. */
export function historyLineBlock({ who, what, at, diff, permalink }: HistoryLine): RichTextBlock {
  const title = section(
    words(who, { bold: true }),
    ' ',
    words(what, undefined, 1000),
    ' · ',
    moment(at, 'date'),
    ...(permalink ? [' · ', permalinkTo(permalink)] : []),
  )
  if (!diff) return richBlock(title)
  const changes = richDiff(diff, diffWeight)
  return richBlock(
    title,
    quote(changes),
    ...(changes.whole ? [] : [section('Shortened: the card shows the whole text.')]),
  )
}

export function historyLineSummary({ who, what }: HistoryLine): string {
  return ended(`${who} ${what}`)
}
