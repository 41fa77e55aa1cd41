import type { Brand, Reviewer, Surface } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Person } from '../domain/post.ts'
import type { Deps } from '../ports.ts'

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

export function reviewerOf(brand: Brand, { surface, id }: Identity): Reviewer | null {
  const isThem = (one: Reviewer) => (surface === 'web' ? one.name === id : one.ids[surface] === id)
  return brand.reviewers.find(isThem) ?? null
}

/** The reviewer as an actor, or a refusal that says how to become one. */
export async function actorOf(deps: Pick<Deps, 'store'>, brand: Brand, identity: Identity): Promise<Person> {
  const reviewer = reviewerOf(brand, identity)
  if (!reviewer) {
    const mend =
      identity.surface === 'web'
        ? 'Choose who you are first.'
        : `Ask for your id (${identity.id}) to be added to the brand file.`
    throw new Refusal('unknown_person', `You are not a reviewer of ${brand.name} here. ${mend}`)
  }
  const id = await deps.store.personId(brand.id, reviewer.name)
  return { kind: 'person', id, roles: reviewer.roles, surface: identity.surface }
}
