import { readFile } from 'node:fs/promises'
import { openApp } from '../app.ts'
import { twinCopywriter } from '../agents/twin/twin-copywriter.ts'
import type { SimulateOptions } from '../cli/shell.ts'
import { readBrand, type Env } from '../config/brand-file.ts'
import { ConfigTrouble } from '../config/problem.ts'
import type { Config } from '../config.ts'
import type { Brand } from '../domain/brand.ts'
import { Trouble } from '../domain/errors.ts'
import { addDays, dateIn } from '../domain/slot.ts'
import { readText } from '../language/text-reader.ts'
import { limitsOf } from '../networks/limits.ts'
import { keepSimulation } from '../simulator/keep.ts'
import { simulate } from '../simulator/simulate.ts'

type Options = SimulateOptions & {
  readonly config: Config
  readonly env: Env
  readonly progress: (text: string | null) => void
}

/** Simulates the brand of a file. With `keep` its days end yesterday, and it goes into the database, marked as simulated. */
export async function simulateFile(options: Options): Promise<object> {
  const { config, days, seed, networkFaults: faults, keep, progress } = options
  const brand = await brandIn(options)
  progress(`Simulating ${days} days of ${brand.name}`)
  const until = keep ? { until: addDays(dateIn(new Date(), brand.timeZone), -1) } : {}
  const { result, record } = await simulate({
    brand,
    days,
    seed: String(seed),
    faults,
    ...simulated(),
    ...until,
  })
  if (keep) {
    progress('Keeping the result')
    const app = await openApp(config, [brand])
    try {
      await keepSimulation(record, app.deps)
    } finally {
      await app.parts.stop()
    }
  }
  progress(null)
  return result
}

/** What a simulation takes from the real desk: the twin, since a model would cost money and answer differently each time. */
export function simulated() {
  return {
    copywriter: twinCopywriter(),
    textReader: readText,
    limitsOf,
  }
}

async function brandIn({ brandFile, env }: Options): Promise<Brand> {
  const text = await readFile(brandFile, 'utf8').catch(() => {
    throw new Trouble(
      `There is no brand file ${brandFile} that can be read: give --brand brands/<name>.yaml.`,
    )
  })
  const reading = readBrand(brandFile, text, env)
  if (!reading.ok) throw new ConfigTrouble(reading.problems)
  return reading.brand
}
