import type { Result } from './fault.ts'

/** Fault x posts live x seconds to recover x what was seen by people. */
export function tableOf(results: ReadonlyMap<string, Result | null>): string {
  const rows = [...results].map(([title, result]): readonly string[] => {
    if (!result) return [title, 'not played', '', '']
    const { live, held, due, recoveredMs, seen } = result
    const posts = `${live} of ${due}${held > 0 ? `, ${held} held` : ''}`
    return [title, posts, (recoveredMs / 1000).toFixed(1), seen.map(short).join(' / ')]
  })
  const all = [['Fault', 'Posts live', 'Seconds', 'Seen by people'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Its first sentence. */
function short(said: string): string {
  return /^.*?[.](?= |$)/.exec(said)?.[0] ?? said
}
