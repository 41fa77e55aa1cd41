import type { Matrix, Survival } from './matrix.ts'

/** What was seen, for whoever reads the output of the tests: one line for each point, manner and killed worker. */
export function table(backEnd: string, { survivals, deaths }: Matrix): string {
  const rows = survivals.map((one) => [
    backEnd,
    one.killed,
    one.point + (one.stood ? '' : ' (behind one that stood)'),
    one.manner,
    `${one.live} live`,
    one.status,
    plural(one.fences.length, 'attempt'),
    `by ${one.finishedBy}`,
    timeOf(one),
  ])
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  const handedOver = deaths.map(({ handOverMs }) => `${(handOverMs / 1000).toFixed(1)} s`).join(', ')
  return `${[...lines, `${backEnd}  the room was handed over within ${handedOver}`].join('\n')}\n`
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** By the desk's time: the attempt's deadline of 90 s, the minute's sweep, and the pauses between questions to the network. */
function timeOf({ deskMs }: Survival): string {
  return `${Math.round(deskMs / 1000)} s after the kill`
}
