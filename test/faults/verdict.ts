import { currentPublication } from '../../src/domain/evolve.ts'
import type { Post } from '../../src/domain/post.ts'
import type { Result } from './fault.ts'
import { postsOf, spacingMs, toleranceMs, type Morning } from './morning.ts'
import { standOf } from './posts.ts'
import type { Stage } from './stage.ts'

/** By so much a post may be late and count as on time. */
const punctualMs = 1000

/** What became of a morning, by the database, by the network, and by the record. */
export async function judge(
  stage: Stage,
  { stopsSending }: { readonly stopsSending: boolean },
  morning: Morning,
): Promise<Pick<Result, 'live' | 'held' | 'due' | 'wrong'>> {
  const posts = await postsOf(stage, morning)
  const live = await stage.outbox.live()
  const wrong = [
    ...posts.filter((post) => !hasEnded(post, stopsSending)).map(standOf),
    ...sent(posts, live, stage.outbox.sends()),
    ...timed(posts),
    ...(await recorded(stage)),
  ]
  const held = posts.filter(({ status }) => status === 'held').length
  return { live: live.length, held, due: posts.length, wrong }
}

/** Out, or held where that was too late. */
function hasEnded(post: Post, stopsSending: boolean): boolean {
  if (post.brand !== 'strict') return post.status === 'published'
  const at = currentPublication(post)?.attemptedAt
  const isInTime = at && at.getTime() <= post.dueAt.getTime() + toleranceMs
  return post.status === 'held' || (post.status === 'published' && isInTime === true && !stopsSending)
}

/** Each that is said to be live is there, and nothing was sent twice. */
function sent(posts: readonly Post[], live: readonly string[], sends: number): readonly string[] {
  const said = posts.flatMap((post) =>
    post.status === 'published' ? [currentPublication(post)?.id ?? ''] : [],
  )
  return [
    ...said.filter((key) => !live.includes(key)).map((key) => `${key} is not live`),
    ...live.filter((key) => !said.includes(key)).map((key) => `${key} is live, and not said to be`),
    ...(sends === live.length ? [] : [`${live.length} posts were sent ${sends} times`]),
  ]
}

/** None before its slot, and none too soon after another of its account. */
function timed(posts: readonly Post[]): readonly string[] {
  const attempts = posts.flatMap((post) => {
    const at = currentPublication(post)?.attemptedAt
    return at ? [{ post, at, account: `${post.brand} ${post.account.network}` }] : []
  })
  const early = attempts.filter(({ post, at }) => at < post.dueAt)
  const pairs = attempts.flatMap((one, index) =>
    attempts.slice(index + 1).flatMap((other) => {
      const gapMs = Math.abs(one.at.getTime() - other.at.getTime())
      return one.account === other.account && gapMs < spacingMs - punctualMs
        ? [`${one.post.id} and ${other.post.id} were sent ${gapMs} ms apart`]
        : []
    }),
  )
  return [...early.map(({ post, at }) => `${post.id} was sent at ${at.toISOString()}, early`), ...pairs]
}

async function recorded({ run }: Stage): Promise<readonly string[]> {
  const { code, out, err } = await run(['audit', 'verify'])
  return code === 0 ? [] : [`audit verify: ${out}${err}`]
}
