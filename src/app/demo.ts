import type { Brand } from '../domain/brand.ts'
import type { Post } from '../domain/post.ts'
import { slotAt } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { act } from '../service/act.ts'

/** The first slot of a demonstration is this far ahead: time to draft, to read one card and to approve it. */
const firstSlotMs = 40_000
const betweenSlotsMs = 20_000
const actor = { kind: 'system', id: 'demo' } as const

/** A brand whose review runs in seconds: what is too late is offered a slot at once, and undo is possible nearly until then. */
export function demoBrand(brand: Brand): Brand {
  return { ...brand, policy: { ...brand.policy, undoWindowMs: 5000, offerSoonMs: 15_000 } }
}

/**
 * Brings the next planned post of every account forward to within the next minutes, so that it is seen going out. Where cards
 * with a slot ahead wait already, as after a restart, nothing moves. To be called before the day is drafted.
 */
export async function bringForward(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  let slotMs = now.getTime() + firstSlotMs
  for (const brand of deps.brands.all()) {
    const ahead = await deps.store.posts({ brand: brand.id, dueFrom: now })
    if (ahead.some(({ status }) => status === 'in_review' || status === 'approved')) continue
    for (const post of nextPlanned(ahead)) {
      const slot = slotAt(new Date(Math.ceil(slotMs / 1000) * 1000), brand.timeZone)
      await act(deps, post.id, ({ version }) => [{ type: 'reslot', actor, version, slot, variants: [] }])
      slotMs += betweenSlotsMs
    }
  }
}

/** Of every account the planned post that is due first. */
function nextPlanned(posts: readonly Post[]): readonly Post[] {
  const first = new Map<string, Post>()
  for (const post of posts) {
    const account = `${post.account.network} ${post.account.handle}`
    if (post.status === 'planned' && !first.has(account)) first.set(account, post)
  }
  return [...first.values()]
}
