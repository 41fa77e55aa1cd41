import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import type { PostStatus } from '../../src/domain/post.ts'
import type { Answer, Order, Told } from './orders.ts'

/** A worker process, which is really killed. */
export type Worker = {
  readonly name: string
  /** Its program is; it is still to be opened. */
  readonly isLoaded: () => boolean
  /** It serves the chat room. */
  readonly isLeading: () => boolean
  /** Rejects with what went wrong there, and when the process ends before it has answered. */
  ask(what: Order): Promise<Answer>
  /** The posts with which it stands at the point at which it was told to stand. */
  readonly stands: ReadonlySet<string>
  /** What it has committed last of each post. */
  readonly committed: ReadonlyMap<string, PostStatus>
  /** Resolves once this holds; it is looked at whenever the worker tells something. */
  until(holds: () => boolean): Promise<void>
  /** SIGSTOP, and SIGCONT. */
  freeze(): void
  thaw(): void
  /** SIGKILL. Answers with the signal of which the process has died. */
  kill(): Promise<NodeJS.Signals | null>
  readonly errors: () => string
}

export function startWorker(name: string): Worker {
  const child = fork(join('test', 'crash', 'child.ts'), [], {
    execArgv: ['--enable-source-maps', '--import', './test/typescript.mjs'],
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const stands = new Set<string>()
  const committed = new Map<string, PostStatus>()
  const pending = new Map<number, { answer: (answer: Answer) => void; fail: (error: Error) => void }>()
  const waiting = new Set<() => void>()
  let errors = ''
  let orders = 0
  let isLoaded = false
  let isLeading = false
  let isGone = false
  child.stderr?.on('data', (text) => (errors += String(text)))
  child.on('message', (told: Told) => {
    switch (told.kind) {
      case 'loaded':
        isLoaded = true
        break
      case 'leads':
        isLeading = told.is
        break
      case 'stands':
        stands.add(told.postId)
        break
      case 'committed':
        committed.set(told.postId, told.status)
        break
      case 'done':
        pending.get(told.order)?.answer(told.answer)
        break
      case 'failed':
        pending.get(told.order)?.fail(new Error(`${name}: ${told.error}\n${errors}`))
        break
    }
    for (const look of waiting) look()
  })
  child.once('exit', (_code, signal) => {
    isGone = true
    for (const { fail } of pending.values()) fail(new Error(`${name} ended (${signal})\n${errors}`))
    for (const look of waiting) look()
  })

  const until = (holds: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const isSo = holds()
        if (!isSo && !isGone) return
        waiting.delete(look)
        if (isSo) resolve()
        else reject(new Error(`${name} ended before that\n${errors}`))
      }
      waiting.add(look)
      look()
    })
  return {
    name,
    isLoaded: () => isLoaded,
    isLeading: () => isLeading,
    ask: (what) =>
      new Promise((answer, fail) => {
        orders += 1
        pending.set(orders, { answer, fail })
        child.send({ order: orders, what }, (error) => error && fail(error))
      }),
    stands,
    committed,
    until,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: async () => {
      if (isGone) return child.signalCode
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      return child.signalCode
    },
    errors: () => errors,
  }
}
