import type { Brand, NetworkName } from '../../domain/brand.ts'
import { chosenOf, type Post } from '../../domain/post.ts'
import { addDays, startOfDay } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import { stateOf } from '../cards/state.ts'
import { accountName, inWords, type People } from '../names.ts'
import { opening } from './opening.ts'
import type { Line } from './say.ts'

/** A brand's posts of some days, a line for each; days without any are left out. `from` is `YYYY-MM-DD` in the brand's zone. */
export async function loadDays(
  { store }: Pick<Deps, 'store'>,
  brand: Brand,
  from: string,
  days: number,
  network: NetworkName | null = null,
): Promise<readonly { readonly date: string; readonly posts: readonly Line[] }[]> {
  const dueFrom = startOfDay(from, brand.timeZone)
  const dueBefore = startOfDay(addDays(from, days), brand.timeZone)
  const [all, people] = await Promise.all([
    store.posts({ brand: brand.id, dueFrom, dueBefore }),
    store.people(),
  ])
  const posts = all.filter(({ account }) => network === null || account.network === network)
  const dates = Array.from({ length: days }, (_, index) => addDays(from, index))
  return dates
    .map((date) => ({
      date,
      posts: posts
        .filter(({ slot }) => slot.date === date)
        .map((post) => postLine(post, brand, people, 'time')),
    }))
    .filter(({ posts: ofDay }) => ofDay.length > 0)
}

/** When, where, how it stands, how it begins, and its id. */
export function postLine(post: Post, brand: Brand, people: People, show: 'time' | 'date'): Line {
  const { account, dueAt, id, simulated } = post
  return [
    { at: dueAt, show },
    ` ${accountName(account)} · `,
    { strong: stateWords(post, brand, people) },
    ` · ${beginning(post)} `,
    { code: id },
    ...(simulated ? [' simulated'] : []),
  ]
}

/** `In review, low risk` */
export function stateWords(post: Post, brand: Brand, people: People): string {
  const { label } = stateOf(post, people, brand.policy)
  const risk = post.status === 'in_review' ? chosenOf(post)?.risk : undefined
  return risk ? `${label}, ${risk.blocked ? 'blocked' : `${risk.level} risk`}` : label
}

/** How its text begins; as long as it has none, what it is to be about. */
export function beginning(post: Post): string {
  const text = chosenOf(post)?.text
  return text === undefined ? inWords(post.brief.pillar) : opening(text, 60)
}
