import type { Brand } from '../../src/domain/brand.ts'
import type { PostStatus } from '../../src/domain/post.ts'
import type { Point } from './points.ts'

/** What the test tells a worker process, over the channel that Node gives a child. */
export type Order =
  /** Opens database and clock, and begins to work, as of a time so far ahead of the machine's. */
  | { readonly do: 'open'; readonly aheadMs: number; readonly settings: Settings }
  /** With each of these posts it stands still at that point, and says so. */
  | { readonly do: 'stand'; readonly at: Readonly<Record<string, Point>> }
  | { readonly do: 'approve'; readonly postId: string }
  | { readonly do: 'advance'; readonly ms: number }
  /** All that is on the clock, after an advance of all workers. */
  | { readonly do: 'bring_forward'; readonly ms: number }
  /** When everything is looked over next by itself; desk time, epoch milliseconds. */
  | { readonly do: 'put_sweep'; readonly at: number }
  /** Looks over everything now, as it does every minute by itself. */
  | { readonly do: 'sweep' }
  | { readonly do: 'tell_jobs' }
  /** Answers when nothing is due and nothing at work any more. */
  | { readonly do: 'settle_down' }

export type Settings = {
  readonly home: string
  readonly databaseUrl: string
  /** Null: the clock is on the database. */
  readonly mongodbUri: string | null
  readonly networkUrl: string
  readonly roomUrl: string
  readonly brand: Brand
}

export type Told =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'done'; readonly order: number; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly order: number; readonly error: string }
  /** Whether it is the one that serves the chat room. */
  | { readonly kind: 'leads'; readonly is: boolean }
  | { readonly kind: 'stands'; readonly postId: string }
  | { readonly kind: 'committed'; readonly postId: string; readonly status: PostStatus }

export type Answer = {
  /** Attempts that a sweep gave up. */
  readonly interrupted?: number
  /** Whether there was anything to wait for. */
  readonly hasWaited?: boolean
  /** What is on the clock, with when it is due in epoch milliseconds by the desk's time. */
  readonly jobs?: readonly { readonly name: string; readonly subject: string; readonly at: number }[]
}
