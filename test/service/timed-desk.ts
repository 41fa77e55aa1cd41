import type { Brand } from '../../src/domain/brand.ts'
import type { Lookup, Outcome } from '../../src/domain/command.ts'
import type { Person, Post } from '../../src/domain/post.ts'
import { virtualClock } from '../../src/jobs/virtual-clock.ts'
import { deskRunner } from '../../src/jobs/desk-jobs.ts'
import type { Deps, Parcel } from '../../src/ports.ts'
import { draftDay } from '../../src/service/draft-day.ts'
import { review, type ReviewRequest } from '../../src/service/review.ts'
import { harbour, openDesk } from '../bot/desk.ts'

/** A desk whose time passes only when it is told to, with a network that keeps count of what it was sent. */
export type TimedDesk = {
  readonly deps: Deps
  readonly brand: Brand
  readonly sent: readonly Parcel[]
  /** What the network answers from now on; a function may also throw. */
  answer(publish: () => Promise<Outcome>): void
  /** What it says from now on when asked whether a post is live. */
  lookUp(find: () => Promise<Lookup>): void
  /** Lets every job run that is due until then. */
  until(instant: Date | string): Promise<void>
  post(id: string): Promise<Post>
  /** Today's drafts, earliest slot first. */
  draft(): Promise<readonly Post[]>
  say(post: Pick<Post, 'id' | 'version'>, verb: Verb, actor?: Person): Promise<Post>
}

export type Verb = ReviewRequest extends infer One
  ? One extends ReviewRequest
    ? Omit<One, 'actor' | 'postId' | 'version'>
    : never
  : never

/** Friday, ten past six in Berlin. */
export const morning = '2026-11-20T05:10:00Z'

export function person(id: string, ...roles: Person['roles'][number][]): Person {
  return { kind: 'person', id, roles: roles.length > 0 ? roles : ['approver'], surface: 'web' }
}

export const ann = person('ann')
export const ben = person('ben')

export async function openTimedDesk(at = morning, brand: Brand = harbour): Promise<TimedDesk> {
  const { deps: plain } = await openDesk(at, [brand])
  const clock = virtualClock(new Date(at))
  const sent: Parcel[] = []
  let publish = (): Promise<Outcome> =>
    Promise.resolve({ kind: 'published', remote: { id: 'live', permalink: null } })
  let find = (): Promise<Lookup> => Promise.resolve({ kind: 'unclear', reason: 'It does not say.' })
  const deps: Deps = {
    ...plain,
    clock,
    scheduler: clock.scheduler,
    networks: (account) => ({
      ...plain.networks(account),
      publish: (sending) => {
        sent.push(sending)
        return publish()
      },
      find: () => find(),
    }),
  }
  const post = async (id: string) => {
    const found = await deps.store.post(id)
    if (!found) throw new Error(`no post ${id}`)
    return found
  }
  return {
    deps,
    brand,
    sent,
    answer: (next) => void (publish = next),
    lookUp: (next) => void (find = next),
    until: (instant) => clock.runUntil(new Date(instant), deskRunner(deps)),
    post,
    draft: async () => (await draftDay(deps, { brand: brand.id })).drafted,
    say: async ({ id, version }, verb, actor = ann) =>
      (await review(deps, { ...verb, postId: id, version, actor })).post,
  }
}
