/** The candidate that was probably meant, or null: at most a third of the letters differ, or it is only longer (`banned`, `banned_phrases`). */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const wanted = word.toLowerCase()
  const longer = candidates.filter((one) => wanted.length >= 4 && one.toLowerCase().startsWith(wanted))
  if (longer.length === 1) return longer[0] ?? null
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Damerau-Levenshtein (optimal string alignment); anything from `limit` on may be answered as `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cell(a, b, rows, row, i, j))
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? limit
}

function cell(
  a: string,
  b: string,
  rows: readonly (readonly number[])[],
  row: readonly number[],
  i: number,
  j: number,
): number {
  const above = rows[i - 1] ?? []
  const same = a[i - 1] === b[j - 1]
  let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
  if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
    least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1)
  return least
}
