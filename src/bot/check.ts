/** One thing that was looked at before a desk opens. */
export type Check = {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly found: string
  /** What to do about it; null where there is nothing to do. */
  readonly mend: string | null
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, mend: null }
}

export function warning(name: string, found: string, mend: string): Check {
  return { name, status: 'warning', found, mend }
}

export function failed(name: string, found: string, mend: string): Check {
  return { name, status: 'failed', found, mend }
}
