import type { Answer, Settings } from './orders.ts'
import { startWorker, type Worker } from './worker.ts'

export type Jobs = NonNullable<Answer['jobs']>

/** The workers of a desk, and its time. */
export type Crew = {
  /** Those that work; the first serves the chat room. */
  readonly alive: readonly Worker[]
  /** Desk time, epoch milliseconds. */
  readonly nowMs: () => number
  /** Lets it become that late, with nothing being sent meanwhile. Does not wait for `absent` to hear of it. */
  advanceTo(at: number, absent?: Worker): Promise<void>
  /** Answers what is on the clock when nothing is due and nobody at work. */
  settled(): Promise<Jobs>
  /** Kills the first. */
  killFirst(): Promise<Killed>
  /** Starts one more worker. It begins to work in `reinforce`, if its program is loaded by then; `reinforced` waits for that. */
  hire(): void
  reinforce(): Promise<void>
  reinforced(): Promise<void>
  stop(): Promise<void>
}

export type Killed = {
  /** Of which the process has died. */
  readonly signal: NodeJS.Signals | null
  /** Resolves when the next one serves the chat room, with how long that took by the machine's time. */
  readonly handedOver: Promise<number>
}

export async function openCrew(settings: Settings): Promise<Crew> {
  let aheadMs = Date.parse('2026-11-20T08:01:00Z') - Date.now()
  const alive: Worker[] = []
  const started: Worker[] = []
  const hired: Worker[] = []
  const nowMs = () => Date.now() + aheadMs

  async function begin(): Promise<void> {
    for (let worker = hired.shift(); worker; worker = hired.shift()) {
      await worker.until(() => worker.isLoaded())
      await worker.ask({ do: 'open', aheadMs, settings })
      alive.push(worker)
      await alive[0]?.until(alive[0].isLeading)
    }
  }

  const crew: Crew = {
    alive,
    nowMs,
    advanceTo: async (at, absent) => {
      const ms = Math.max(0, at - nowMs())
      aheadMs += ms
      const heard = alive.map((worker) => worker.ask({ do: 'advance', ms }))
      await Promise.all(heard.filter((_, index) => alive[index] !== absent))
      await alive[0]?.ask({ do: 'bring_forward', ms })
    },
    // In a round in which nobody had to wait, nobody has given anybody else anything to do.
    settled: async () => {
      for (;;) {
        const answers = await Promise.all(alive.map((worker) => worker.ask({ do: 'settle_down' })))
        if (answers.every(({ hasWaited }) => !hasWaited)) return answers[0]?.jobs ?? []
      }
    },
    killFirst: async () => {
      const [doomed, next] = alive
      if (!doomed || !next) throw new Error('two workers are needed')
      const signal = await doomed.kill()
      const fromMs = performance.now()
      alive.shift()
      const handedOver = next.until(next.isLeading).then(() => performance.now() - fromMs)
      return { signal, handedOver }
    },
    hire: () => {
      const worker = startWorker(`worker ${started.length + 1}`)
      started.push(worker)
      hired.push(worker)
    },
    reinforce: async () => {
      if (hired.every((worker) => worker.isLoaded())) await begin()
    },
    reinforced: begin,
    stop: async () => {
      await Promise.all(started.map((worker) => worker.kill()))
    },
  }
  crew.hire()
  crew.hire()
  await begin()
  return crew
}
