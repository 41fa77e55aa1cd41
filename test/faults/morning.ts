import type { Post } from '../../src/domain/post.ts'
import { writeBrand, type FaultyBrand } from './brands.ts'
import { load, putInReview, type Wanted } from './posts.ts'
import type { Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

/** Between two posts of one account. */
export const spacingMs = 3000
/** How late a post of the strict brand may be. */
export const toleranceMs = 2000

export type Morning = {
  readonly due: readonly Wanted[]
  /** Waits for its approval. */
  readonly later: Wanted
  /** Nothing is due before that. */
  readonly firstAt: Date
  /** Everything was due by then, and one is too late. */
  readonly overAt: Date
}

/** Two brands: one whose posts may be hours late, and one whose posts may not. */
export async function writeBrands({ place: { folder }, room }: Stage): Promise<void> {
  const people: FaultyBrand['people'] = { Ada: room ? { slack: room.ada } : {}, Jonas: {} }
  const brand = { minSpacing: `${spacingMs / 1000}s`, people }
  const rooms = room ? [{ surface: 'slack', channel: room.channel }] : []
  await writeBrand(folder, { ...brand, id: 'patient', lateTolerance: '2h', rooms })
  await writeBrand(folder, { ...brand, id: 'strict', lateTolerance: `${toleranceMs / 1000}s`, rooms: [] })
}

/** Three of one account at its spacing, one of another, one that must not be late; all approved. One more is left to be approved. */
export async function approveMorning({ store }: Stage, ada: Visitor, leadMs = 0): Promise<Morning> {
  const beganAt = Date.now()
  const later = { id: 'patient_later', network: 'linkedin', dueAt: slotIn(3_600_000) } as const
  await putInReview(store, later)
  await ada.look('patient')
  // A machine that is busy takes longer over the five that follow.
  const firstAt = slotIn(6000 + leadMs + 8 * (Date.now() - beganAt))
  const at = (id: string, network: Wanted['network'], afterMs: number): Wanted => {
    return { id, network, dueAt: new Date(firstAt.getTime() + afterMs) }
  }
  const due = [
    at('patient_1', 'x', 0),
    at('patient_2', 'x', spacingMs),
    at('patient_3', 'x', 2 * spacingMs),
    at('patient_other', 'linkedin', 2000),
    at('strict_1', 'x', 1000),
  ]
  await Promise.all(due.map((one) => putInReview(store, one)))
  const answers = await Promise.all(due.map(({ id }) => ada.press('approve', id)))
  const refused = answers.filter(({ outcome }) => outcome !== 'done').map(({ sentence }) => sentence)
  if (refused.length > 0) throw new Error(`the morning came too late: ${refused.join(' ')}`)
  return { due, later, firstAt, overAt: new Date(firstAt.getTime() + 2 * spacingMs + toleranceMs) }
}

export function postsOf({ store }: Stage, { due }: Morning): Promise<readonly Post[]> {
  return Promise.all(due.map(({ id }) => load(store, id)))
}

/** So long from now, to the second, as slots are. */
function slotIn(ms: number): Date {
  return new Date(Math.ceil((Date.now() + ms) / 1000) * 1000)
}
