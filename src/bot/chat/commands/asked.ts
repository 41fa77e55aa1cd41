import { networkNames, type Brand, type NetworkName } from '../../../domain/brand.ts'
import { Refusal } from '../../../domain/errors.ts'
import { nearest } from '../../../domain/nearest.ts'
import type { Person, Post } from '../../../domain/post.ts'
import { dayMs } from '../../../domain/slot.ts'
import type { ChatName, Deps } from '../../../ports.ts'
import { brandOf } from '../../../service/act.ts'
import { actorOf, becoming, reviewerOf, type Identity } from '../../identity.ts'
import { listed, plural } from '../../names.ts'
import type { Answer } from '../answer.ts'
import { opening } from '../opening.ts'
import { isRoomOf } from '../rooms.ts'
import type { Options } from './read.ts'

/** Where a command was typed. `channel` is null where it is no room of anybody's: a direct message, the app's own page. */
export type Where = { readonly surface: ChatName; readonly channel: string | null }

/** A command, and who asks it of what. */
export type Asked = {
  readonly deps: Deps
  readonly who: Identity
  readonly where: Where
  readonly options: Options
}

export type Run = (asked: Asked) => Promise<Answer>

/**
 * The brands that a command is about: the one it names; else those of the room; else those that the person reviews. Only brands that
 * know the person: otherwise an `unknown_person` or `unknown_brand` refusal, which names no other brand.
 */
export function brandsAsked({ deps, who, where, options }: Asked): readonly [Brand, ...Brand[]] {
  const theirs = brandsOf(deps, who)
  if (options.brand !== undefined && theirs.length > 0) return [brandNamed(options.brand, theirs)]
  const ofRoom = deps.brands.all().filter((brand) => isRoomOf(brand, where))
  const [first, ...others] = ofRoom.length > 0 ? ofRoom.filter((brand) => theirs.includes(brand)) : theirs
  if (first) return [first, ...others]
  const whose = ofRoom.length > 0 ? listed(ofRoom.map(({ name }) => name)) : 'any brand'
  throw new Refusal('unknown_person', `You are not a reviewer of ${whose} here. ${becoming(ofRoom, who)}`)
}

/** All that the person reviews. */
export function brandsOf(deps: Pick<Deps, 'brands'>, who: Identity): readonly Brand[] {
  return deps.brands.all().filter((brand) => reviewerOf(brand, who))
}

/** The one brand that a command is about, or an `invalid` refusal that says how to name one of several. */
export function brandAsked(asked: Asked): Brand {
  const [brand, ...others] = brandsAsked(asked)
  if (others.length === 0) return brand
  const names = [brand, ...others].map(({ name }) => name)
  throw new Refusal('invalid', `You review ${listed(names)}. Say which one, for example brand:${brand.id}`)
}

/** The one network that a command is about; null for all of them. */
export function networkAsked({ options }: Pick<Asked, 'options'>): NetworkName | null {
  return networkNames.find((one) => one === options.network) ?? null
}

export type AskedPost = {
  readonly post: Post
  readonly brand: Brand
  readonly actor: Person
  /** The version that was seen, where one was named. */
  readonly seen: number | null
}

/** The post of `options.post`: an id, or the beginning or end of one, with or without the version that was seen. */
export async function postAsked(asked: Asked): Promise<AskedPost> {
  const { deps, who, options } = asked
  const [id = '', version] = (options.post ?? '').split('@')
  const post = (await deps.store.post(id)) ?? (await postLike(asked, id))
  const brand = brandOf(deps, post.brand)
  const actor = await actorOf(deps, brand, who)
  return { post, brand, actor, seen: version === undefined ? null : Number(version) }
}

/** Posts that are farther off have to be named in full. */
const nearDays = 62
const namedAtOnce = 5

async function postLike(asked: Asked, part: string): Promise<Post> {
  const posts = await postsNear(asked)
  const like = posts
    .filter(({ id }) => id.startsWith(part) || id.endsWith(part))
    // Of those that are named, the ones that somebody may have seen come first.
    .toSorted((a, b) => Number(a.status === 'planned') - Number(b.status === 'planned'))
  const [only] = like
  if (only && like.length === 1) return only
  const name = opening(part, 40)
  if (only) {
    const rest = like.length > namedAtOnce ? [`${like.length - namedAtOnce} more`] : []
    const ids = listed([...like.slice(0, namedAtOnce).map(({ id }) => id), ...rest])
    throw new Refusal(
      'invalid',
      `“${name}” may be any of ${plural(like.length, 'post')}: ${ids}. Say more of its id.`,
    )
  }
  const meant = nearest(
    part.slice(0, 60),
    posts.map(({ id }) => id),
  )
  const mend = meant ? `Did you mean ${meant}?` : '“/greenroom plan” shows what each is called.'
  throw new Refusal('unknown_post', `There is no post “${name}”. ${mend}`)
}

async function postsNear(asked: Asked): Promise<readonly Post[]> {
  const { store, clock } = asked.deps
  const now = clock.now().getTime()
  const span = { dueFrom: new Date(now - nearDays * dayMs), dueBefore: new Date(now + nearDays * dayMs) }
  const found = await Promise.all(brandsAsked(asked).map(({ id }) => store.posts({ brand: id, ...span })))
  return found.flat()
}

function brandNamed(name: string, theirs: readonly Brand[]): Brand {
  const wanted = name.toLowerCase()
  const namesOf = (brand: Brand) => [brand.id, brand.name.toLowerCase()]
  const exact = theirs.find((brand) => namesOf(brand).includes(wanted))
  const begun = theirs.filter((brand) => namesOf(brand).some((one) => one.startsWith(wanted)))
  const found = exact ?? (begun.length === 1 ? begun[0] : undefined)
  if (found) return found
  const ids = theirs.map(({ id }) => id)
  const meant = nearest(wanted.slice(0, 60), ids)
  const mend = meant ? `Did you mean ${meant}?` : `You review ${listed(ids)}.`
  throw new Refusal('unknown_brand', `You review no brand “${opening(name, 40)}” here. ${mend}`)
}
