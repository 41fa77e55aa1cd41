/** Durations as people write them in a brand file: a number and one unit, `90s`, `90m`, `48h`, `2d`. */
export const durationPattern = /^(\d+(?:\.\d+)?)(s|m|h|d)$/

/** Milliseconds. Takes only what `durationPattern` accepts. */
export function durationMs(text: string): number {
  const match = durationPattern.exec(text)
  const unit = match?.[2]
  if (!match || !isUnit(unit)) throw new Error(`not a duration: ${text}`)
  return Math.round(Number(match[1]) * unitMs[unit])
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function isUnit(unit: string | undefined): unit is keyof typeof unitMs {
  return unit !== undefined && unit in unitMs
}
