/**
 * Measures two sides in turn, every second time the other way round, so that whatever else this machine does befalls both. Prints each pair, and
 * the median of the ratios with its verdict. `goal`: `{ atLeast }` or `{ atMost }`.
 */
export async function inPairs(what, { pairs, ours, theirs, figure, shown, against, goal }) {
  const ratios = []
  for (let pair = 1; pair <= pairs; pair++) {
    const found = {}
    for (const [side, measure] of pair % 2
      ? [ours, theirs].entries()
      : [...[ours, theirs].entries()].toReversed())
      found[side] = await measure()
    ratios.push(figure(found[0]) / figure(found[1]))
    console.log(
      `${what}, pair ${pair}: ours ${shown(found[0])}; ${against} ${shown(found[1])}; ratio ${ratios.at(-1).toFixed(3)}`,
    )
  }
  verdict(what, { ratios, against, goal })
}

export function verdict(what, { ratios, against, goal }) {
  const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]
  const { atLeast = 0, atMost = Infinity } = goal
  const isReached = ratio >= atLeast && ratio <= atMost
  const bound = goal.atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`
  const end = `goal ${bound}: ${isReached ? 'reached' : 'NOT REACHED'}`
  console.log(`${what}: ours / ${against}: ${ratio.toFixed(3)} (median of ${ratios.length} pairs, ${end})`)
  if (!isReached) process.exitCode = 1
}
