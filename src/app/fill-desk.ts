import { addDays, dateIn } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { keepSimulation } from '../simulator/keep.ts'
import { simulate } from '../simulator/simulate.ts'
import { simulated } from './simulate-file.ts'

const days = 28

/**
 * Fills the desk of every brand with simulated days that end yesterday, once: a brand that has some is left as it is, and so is
 * one that has published something of its own, whose record a demonstration must not touch.
 */
export async function fillDesk(deps: Deps, progress: (text: string | null) => void): Promise<void> {
  for (const brand of deps.brands.all()) {
    const simulatedPosts = await deps.store.posts({ brand: brand.id, simulated: true })
    const published = await deps.store.posts({ brand: brand.id, status: ['published'] })
    if (simulatedPosts.length > 0 || published.length > 0) continue
    progress(`Filling the desk of ${brand.name} with ${days} simulated days`)
    const until = addDays(dateIn(deps.clock.now(), brand.timeZone), -1)
    const { record } = await simulate({ brand, days, seed: brand.id, faults: 'none', until, ...simulated() })
    await keepSimulation(record, deps)
  }
  progress(null)
}
