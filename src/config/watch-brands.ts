import { watch, type FSWatcher } from 'node:fs'
import type { Brand } from '../domain/brand.ts'
import { parseBrands, readBrandTexts, type BrandTexts } from './brand-folder.ts'
import type { Env } from './brand-file.ts'
import { problemSentence, type Problem } from './problem.ts'

export type BrandWatch = {
  readonly folder: string
  readonly env: Env
  /** What is in force, by file name. */
  readonly brands: ReadonlyMap<string, Brand>
  /** What is in force from now on: files that are right in their new version, the others in their old one. */
  readonly onReload: (brands: ReadonlyMap<string, Brand>) => void
  /** A file was changed and is wrong; the old version of `brand` stays in force (null where there never was one). */
  readonly onRefused: (file: string, reason: string, brand: Brand | null) => void
  /** A file that was refused is right again, or gone. */
  readonly onMended: (file: string) => void
}

/** An editor writes, renames and touches within this time; one reload is enough. */
const settleMs = 150
/** Looks by itself this often, since file events do not reach every mount (network folders, containers). */
const lookMs = 3000

/** Follows the brand folder until the returned function is called. */
export function watchBrands(options: BrandWatch): () => void {
  let settling: NodeJS.Timeout | undefined
  const lookSoon = () => {
    clearTimeout(settling)
    settling = setTimeout(look, settleMs)
  }
  const follower = new Follower(options, lookSoon)
  const look = () => void follower.look()
  const timer = setInterval(look, lookMs)
  timer.unref()
  const watcher = watchFolder(options.folder, lookSoon)
  look()
  return () => {
    clearInterval(timer)
    clearTimeout(settling)
    watcher?.close()
  }
}

class Follower {
  readonly #options: BrandWatch
  #inForce: ReadonlyMap<string, Brand>
  readonly #lookSoon: () => void
  #seen: string | null = null
  /** What had a mistake when it was first seen: perhaps an editor had not written all of it yet. */
  #unsettled: string | null = null
  readonly #refused = new Set<string>()
  #isLooking = false

  constructor(options: BrandWatch, lookSoon: () => void) {
    this.#options = options
    this.#lookSoon = lookSoon
    this.#inForce = options.brands
  }

  /** Compares texts, not times, so that nothing is missed and a touch alone changes nothing. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const texts = await readBrandTexts(this.#options.folder)
      const seen = JSON.stringify([...texts])
      if (seen === this.#seen) return
      const { folder, env } = this.#options
      const parsed = parseBrands(folder, texts, env)
      if (parsed.problems.size > 0 && seen !== this.#unsettled) {
        this.#unsettled = seen
        this.#lookSoon()
        return
      }
      this.#seen = seen
      this.#take(texts, parsed)
    } catch {
      // The folder is gone or empty for the moment: what is in force stays, and the next look tells.
    } finally {
      this.#isLooking = false
    }
  }

  #take(texts: BrandTexts, { brands, problems }: ReturnType<typeof parseBrands>): void {
    const { onReload, onRefused, onMended } = this.#options
    const before = this.#inForce
    const inForce = new Map(
      [...texts.keys()].flatMap((file): [string, Brand][] => {
        const brand = brands.get(file) ?? before.get(file)
        return brand ? [[file, brand]] : []
      }),
    )
    this.#inForce = inForce
    for (const [file, found] of problems) {
      this.#refused.add(file)
      onRefused(file, reasonOf(found), before.get(file) ?? null)
    }
    for (const file of this.#refused) {
      if (problems.has(file)) continue
      this.#refused.delete(file)
      onMended(file)
    }
    if (JSON.stringify([...inForce]) !== JSON.stringify([...before])) onReload(inForce)
  }
}

/** The first few mistakes as sentences: a room is no place for a hundred. */
function reasonOf(problems: readonly Problem[]): string {
  const shown = problems.slice(0, 3).map(problemSentence).join(' ')
  return problems.length > 3 ? `${shown} And ${problems.length - 3} more: run \`greenroom check\`.` : shown
}

function watchFolder(folder: string, onEvent: () => void): FSWatcher | null {
  try {
    // An error later on (the folder was removed) leaves the regular looks to notice.
    return watch(folder, onEvent).on('error', () => undefined)
  } catch {
    return null
  }
}
