/** Gathers what is heard and hands it over together: one run at a time, and what is heard meanwhile goes into the next. */
export type Gatherer<T> = {
  add(heard: T): void
  /** Once everything that was heard has been handed over, or handing it over has failed and will be repeated. */
  settled(): Promise<void>
  /** Nothing is handed over any more; a run under way is waited for. */
  stop(): Promise<void>
}

export type GatherOptions = {
  /** From the first that is heard to the run. */
  readonly pauseMs: number
  /** After a failed run, doubled with each further one up to `longestPauseMs`. What it was about is kept. */
  readonly retryMs: number
  readonly onFailure: (error: unknown) => void
}

const longestPauseMs = 60_000

export function gather<T>(run: (all: readonly T[]) => Promise<void>, options: GatherOptions): Gatherer<T> {
  const { pauseMs, retryMs, onFailure } = options
  let heard: T[] = []
  let failures = 0
  let running: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let isStopped = false

  function schedule(): void {
    if (timer || running || isStopped || heard.length === 0) return
    const waitMs = failures === 0 ? pauseMs : Math.min(retryMs * 2 ** (failures - 1), longestPauseMs)
    timer = setTimeout(() => void handOver(), waitMs)
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

  async function handOver(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    running ??= once().finally(() => {
      running = null
      schedule()
    })
    await running
  }

  return {
    add(one) {
      if (isStopped) return
      heard.push(one)
      schedule()
    },
    async settled() {
      do await handOver()
      while (heard.length > 0 && failures === 0 && !isStopped)
    },
    async stop() {
      isStopped = true
      if (timer) clearTimeout(timer)
      timer = null
      await running
    },
  }
}
