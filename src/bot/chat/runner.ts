/** Calls once, after that many milliseconds, unless it is called off. */
export type After = (ms: number, call: () => void) => () => void

/** One step of a task. Answers when to come again, in epoch milliseconds; null if not before it is woken. Never throws. */
export type Step = () => Promise<number | null>

export type Runner = {
  /** Something may have changed: another step, at once or right after the one that is being made. */
  readonly wake: () => void
  /** No step begins any more; waits for the one that is being made. */
  readonly stop: () => Promise<void>
}

/** Makes the steps of a task, one at a time: when it is woken, and when the last step said so. */
export function openRunner(step: Step, now: () => number, after: After): Runner {
  let isStopped = false
  let isWoken = false
  let running: Promise<void> | null = null
  let callOff = () => {}

  async function run(): Promise<void> {
    let next: number | null = null
    callOff()
    while (isWoken) {
      isWoken = false
      next = await step()
    }
    running = null
    if (next !== null && !isStopped) callOff = after(clamped(next - now()), wake)
  }

  function wake(): void {
    if (isStopped) return
    isWoken = true
    running ??= run()
  }

  return {
    wake,
    stop: async () => {
      isStopped = true
      isWoken = false
      callOff()
      await running
    },
  }
}

/** Waits for `work`, but no longer than `ms`. */
export async function within(ms: number, work: Promise<unknown>, after: After): Promise<void> {
  let callOff = () => {}
  const patience = new Promise<void>((resolve) => {
    callOff = after(ms, resolve)
  })
  await Promise.race([work, patience])
  callOff()
}

export const afterMs: After = (ms, call) => {
  const timer = setTimeout(call, ms)
  return () => clearTimeout(timer)
}

/** Timers hold 31 bits; a step that is made too early answers again when to come. */
function clamped(ms: number): number {
  return Math.min(Math.max(ms, 0), 3_600_000)
}
