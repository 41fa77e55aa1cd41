/** One thing that was looked at before a desk opens. */
export type Check = {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly found: string
  /** What to do about it; null where there is nothing to do. */
  readonly mend: string | null
}
