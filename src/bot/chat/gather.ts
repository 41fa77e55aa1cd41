import type { After } from './runner.ts'

/** Gathers what is heard and hands it over together: one run at a time, and what is heard meanwhile goes into the next. */
export type Gatherer<T> = {
  readonly add: (heard: T) => void
  /** Hands over at once what has been heard; resolves when nothing is left, or when a run has failed and will be repeated. */
  readonly settled: () => Promise<void>
  /** Nothing is handed over any more; a run under way is waited for. */
  readonly stop: () => Promise<void>
}

export type GatherOptions = {
  /** From the first that is heard to the run. */
  readonly pauseMs: number
  /** From a failed run to the next, which is about the same and more; doubled with each further one, up to a minute. */
  readonly retryMs: number
  readonly onFailure: (error: unknown) => void
  readonly after: After
}

const longestPauseMs = 60_000

export function gather<T>(run: (all: readonly T[]) => Promise<void>, options: GatherOptions): Gatherer<T> {
  const { pauseMs, retryMs, onFailure, after } = options
  let heard: T[] = []
  let failures = 0
  let running: Promise<void> | null = null
  let callOff: (() => void) | null = null
  let isStopped = false

  function schedule(): void {
    if (callOff || running || isStopped || heard.length === 0) return
    const waitMs = failures === 0 ? pauseMs : Math.min(retryMs * 2 ** (failures - 1), longestPauseMs)
    callOff = after(waitMs, () => void handOver())
  }

  async function once(): Promise<void> {
    const all = heard
    if (all.length === 0) return
    heard = []
    try {
      await run(all)
      failures = 0
    } catch (error) {
      heard = [...all, ...heard]
      failures += 1
      onFailure(error)
    }
  }

  /** Answers whether more has been heard that may be handed over at once. */
  async function handOver(): Promise<boolean> {
    callOff?.()
    callOff = null
    running ??= once().finally(() => {
      running = null
      schedule()
    })
    await running
    return heard.length > 0 && failures === 0 && !isStopped
  }

  return {
    add(one) {
      if (isStopped) return
      heard.push(one)
      schedule()
    },
    async settled() {
      while (await handOver());
    },
    async stop() {
      isStopped = true
      callOff?.()
      callOff = null
      await running
    },
  }
}
