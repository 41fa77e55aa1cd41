/** A wait after trouble. Epoch milliseconds. */
export type Pause = {
  /** When the trouble began. */
  readonly since: number
  readonly until: number
  readonly ms: number
}

export type Growth = { readonly firstMs: number; readonly mostMs: number }

/** Each pause is twice as long as the one `before` it. */
export function pauseAfter(before: Pause | null, now: number, { firstMs, mostMs }: Growth): Pause {
  const ms = before ? Math.min(before.ms * 2, mostMs) : firstMs
  return { since: before?.since ?? now, until: now + ms, ms }
}
