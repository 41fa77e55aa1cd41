/** The tens, and each with the units one to nine behind or before it, as `join` spells them. */
export function tensAndUnits(
  units: readonly string[],
  tens: Readonly<Record<number, string>>,
  join: (tens: string, unit: string, value: number) => readonly string[],
): readonly (readonly [string, number])[] {
  return Object.entries(tens).flatMap(([ten, word]) => [
    [word, Number(ten)] as const,
    ...units.flatMap((unit, at) =>
      join(word, unit, at + 1).map((one) => [one, Number(ten) + at + 1] as const),
    ),
  ])
}

/** Any of `words` in a row, joined by spaces, hyphens and `and`, with a sign of percentage behind in group `percent`. */
export function numberWordPattern(words: Iterable<string>, and: string, percent: string): RegExp {
  const any = [...words].toSorted((one, other) => other.length - one.length).join('|')
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${any})(?:[ -](?:${and} )?(?:${any}))*(?![\\p{L}])(?<percent>[ -](?:${percent})(?!\\p{L}))?`,
    'giu',
  )
}
