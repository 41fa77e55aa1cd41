import { addDays, dateIn } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { keepSimulation } from '../simulator/keep.ts'
import { simulate } from '../simulator/simulate.ts'
import { simulated } from './simulate-file.ts'

const days = 28

/** Fills the desk of every brand with simulated days that end yesterday, once: a brand that has some is left as it is. */
export async function fillDesk(deps: Deps, progress: (text: string | null) => void): Promise<void> {
  for (const brand of deps.brands.all()) {
    if ((await deps.store.posts({ brand: brand.id, simulated: true })).length > 0) continue
    progress(`Filling the desk of ${brand.name} with ${days} simulated days`)
    const until = addDays(dateIn(deps.clock.now(), brand.timeZone), -1)
    const { record } = await simulate({ brand, days, seed: brand.id, faults: 'none', until, ...simulated() })
    await keepSimulation(record, deps)
  }
  progress(null)
}
