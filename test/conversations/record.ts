/** Calls in the order of a run that nothing hurried: what a click led to, then what the sender sent, channel by channel. */
export type Record = {
  /** Takes what was called for clicks until now. */
  clicks(): void
  /** Takes what the sender has called since. */
  sendings(): void
  note(words: string): void
  take(): readonly string[]
}

/** Each source answers, in words, what was called since it was last asked. */
export function openRecord(sources: {
  readonly clicks: () => readonly string[]
  readonly sendings: () => readonly string[]
}): Record {
  let taken: string[] = []
  return {
    clicks: () => void taken.push(...sources.clicks()),
    sendings: () => void taken.push(...sources.sendings()),
    note: (words) => void taken.push(words),
    take() {
      this.clicks()
      const all = taken
      taken = []
      return all
    },
  }
}

/** The sender has several hands, whose order does not matter: the room comes before people, and new messages before changes. */
export function inOrder<Call>(
  calls: readonly Call[],
  rankOf: (call: Call) => { readonly place: string; readonly isChange: boolean },
): readonly Call[] {
  const ranked = calls.map((call) => {
    const { place, isChange } = rankOf(call)
    return { call, rank: `${place} ${isChange ? 1 : 0}` }
  })
  return ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank))).map(({ call }) => call)
}
