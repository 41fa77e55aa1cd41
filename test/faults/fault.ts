import type { RunningDesk } from '../cli/greenroom.ts'
import type { Stage, Start } from './stage.ts'

/** Something that goes wrong under a desk that works. */
export type Fault = {
  readonly title: string
  /** What this machine lacks for it, as a sentence; null where nothing. */
  readonly lacks?: () => string | null
  readonly clock: 'MongoDB' | 'PostgreSQL'
  /** `own`: the fault harms the whole server; `small`: on a disk of its own. */
  readonly server: 'shared' | 'own' | 'small'
  /** Whether decisions can be written while it lasts; `some`: where there is time for them. */
  readonly truth: 'open' | 'some' | 'shut'
  /** What the page says while it lasts. */
  readonly says?: RegExp
  /** What it says once it is over. */
  readonly saysAfter?: RegExp
  /** Which of the two a Slack room is told as well, in one of its messages. */
  readonly room?: 'says' | 'saysAfter'
  /** Nothing can be sent while it lasts. */
  readonly stopsSending?: true
  /** It lasts for as long at least; what is approved falls due in its first seconds. */
  readonly lastsMs: number
  /** How long it takes to make, at most, on a machine that is busy: nothing falls due before that. Next to nothing unless given. */
  readonly leadMs?: number
  /** Begins before the desk is started, which starts all the same. */
  readonly first?: true
  /** What is started; people are at the page of the first. One process with everything unless given. */
  readonly processes?: (stage: Stage) => Promise<readonly Start[]>
  /** Answers how it ends. */
  readonly begin: (stage: Stage, desks: readonly RunningDesk[]) => Promise<() => Promise<void>>
  /** What should not be afterwards: a sentence each. */
  readonly after?: (stage: Stage, desks: readonly RunningDesk[]) => Promise<readonly string[]>
}

/** What came of it. */
export type Result = {
  /** What people were told, in the order in which they were told. */
  readonly seen: readonly string[]
  /** Of what was approved for a time while the fault lasted. */
  readonly live: number
  readonly held: number
  readonly due: number
  /** What should not be: a sentence each. */
  readonly wrong: readonly string[]
  /** From the end of the fault until everything due is live or held and every process says that it is well. */
  readonly recoveredMs: number
}

/** Long enough that people are told: 15 s of trouble are worth it, and somebody looks every 5 s. */
export const toldMs = 22_000

/** `FAULTS=full` plays everything that the issue says to the letter, which takes minutes. */
export const isFull = process.env['FAULTS'] === 'full'
