import { Refusal } from '../domain/errors.ts'
import type { Post } from '../domain/post.ts'
import { dateIn } from '../domain/slot.ts'
import type { Deps, Metric } from '../ports.ts'

/** One line of an import, already of the right types. */
export type MetricRow = Pick<Metric, 'postId' | 'day' | 'impressions' | 'engagements' | 'clicks'> & {
  /** Of the file, 1 for its first. */
  readonly line: number
}

export type RefusedRow = { readonly line: number; readonly reason: string }

/**
 * Adds figures of a brand's posts. A row of a day that has figures already replaces them, so that a mended file can
 * simply be imported again. Rows that can't be right are refused one by one; the others go in.
 */
export async function importMetrics(
  deps: Pick<Deps, 'store' | 'clock' | 'brands'>,
  brandId: string,
  rows: readonly MetricRow[],
): Promise<{ readonly added: number; readonly refused: readonly RefusedRow[] }> {
  const brand = deps.brands.get(brandId)
  if (!brand) throw new Refusal('unknown_brand', `There is no brand ${brandId} on this desk.`)
  const posts = new Map((await deps.store.posts({ brand: brandId })).map((post) => [post.id, post]))
  const today = dateIn(deps.clock.now(), brand.timeZone)
  const lines = new Map<string, number>()
  const metrics: Metric[] = []
  const refused: RefusedRow[] = []
  for (const { line, ...row } of rows) {
    const refuse = (reason: string) => refused.push({ line, reason })
    const post = posts.get(row.postId)
    const earlier = lines.get(`${row.postId} ${row.day}`)
    if (!post) refuse(`Unknown post ${row.postId}: ${brand.name} has no post of that id.`)
    else if (!mayBeLive(post)) refuse(`${row.postId} has not gone out, so these are figures of another post.`)
    else if (row.day > today) refuse(`${row.day} is still to come; in ${brand.timeZone} today is ${today}.`)
    else if (earlier !== undefined)
      refuse(`${row.postId} on ${row.day} was given in line ${earlier} already; keep one of the two.`)
    else {
      lines.set(`${row.postId} ${row.day}`, line)
      metrics.push({ brand: brandId, network: post.account.network, simulated: post.simulated, ...row })
    }
  }
  if (metrics.length > 0) await deps.store.putMetrics(metrics)
  return { added: metrics.length, refused }
}

/** The network knows more than we do of a post whose outcome is unknown. */
function mayBeLive({ status }: Post): boolean {
  return status === 'published' || status === 'unknown' || status === 'needs_human' || status === 'publishing'
}
