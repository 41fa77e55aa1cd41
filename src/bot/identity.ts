import type { Brand, Reviewer, ReviewerGroup, Surface } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Person } from '../domain/post.ts'
import type { Deps } from '../ports.ts'
import { opening } from './chat/opening.ts'
import { listed } from './names.ts'

/** Who pressed, as the surface vouches for it: never taken from what a button carries. */
export type Identity = {
  readonly surface: Surface
  /** The person's id on that surface. The web page knows people by the name that the brand file gives them. */
  readonly id: string
  /** What the surface calls them at this moment: for people who review through a group, whom no brand file names. */
  readonly name?: string
  /** Ids of the groups (Discord: roles) that they are in at this moment; absent where the surface vouches for none. */
  readonly groups?: readonly string[]
}

/**
 * Whom the brand file names goes by what it says of them, whatever groups they are in. Who is in groups that it names may do what any
 * of them may; they are called by the surface's name for them, with the group, so that nobody can take the name of another.
 */
export function reviewerOf(brand: Brand, who: Identity): Reviewer | null {
  return namedIn(brand, who) ?? memberOf(brand, who)
}

/** The reviewer as an actor, or a refusal that says how to become one. */
export async function actorOf(deps: Pick<Deps, 'store'>, brand: Brand, who: Identity): Promise<Person> {
  const named = namedIn(brand, who)
  const reviewer = reviewerOf(brand, who)
  if (!reviewer)
    throw new Refusal(
      'unknown_person',
      `You are not a reviewer of ${brand.name} here. ${becoming([brand], who)}`,
    )
  // By the account, since names on a chat service change: whoever is listed, or listed no more, stays one person.
  const accounts = Object.entries(reviewer.ids).map(([surface, id]) => `${surface} ${id}`)
  const id = named
    ? await deps.store.personId(brand.id, named.name, { also: accounts })
    : await deps.store.personId(brand.id, accountOf(who), { shown: reviewer.name })
  return { kind: 'person', id, roles: reviewer.roles, surface: who.surface }
}

/** What would make a stranger a reviewer of one of `brands`. */
export function becoming(brands: readonly Brand[], { surface, id }: Identity): string {
  if (surface === 'web') return 'Choose who you are first.'
  const groups = brands.flatMap((brand) => brand.groups).filter((one) => one.surface === surface)
  const orRole = groups.length > 0 ? `, or for the role of ${anyOf(groups)}` : ''
  return `Ask for your id (${id}) to be added to the brand file${orRole}.`
}

function namedIn(brand: Brand, { surface, id }: Identity): Reviewer | null {
  const isThem = (one: Reviewer) => (surface === 'web' ? one.name === id : one.ids[surface] === id)
  return brand.reviewers.find(isThem) ?? null
}

function memberOf(brand: Brand, { surface, id, name = '', groups = [] }: Identity): Reviewer | null {
  const theirs = brand.groups.filter((one) => one.surface === surface && groups.includes(one.id))
  const [first] = theirs
  if (!first) return null
  // Marks that nobody sees could turn round what stands beside a name.
  const called = opening(name.replaceAll(/\p{C}/gu, ''), 40) || 'Somebody'
  return {
    name: `${called} (${listed(theirs.map((one) => one.name))})`,
    roles: [...new Set(theirs.flatMap(({ roles }) => roles))],
    ids: { [surface]: id },
    ...(first.timeZone ? { timeZone: first.timeZone } : {}),
  }
}

function accountOf({ surface, id }: Identity): string {
  return `${surface} ${id}`
}

function anyOf(groups: readonly ReviewerGroup[]): string {
  const names = [...new Set(groups.map(({ name }) => name))]
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names)
}
