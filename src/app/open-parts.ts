/**
 * What has been opened so far. Each part says how it is stopped; they are stopped in reverse, or, where they are independent, together; also when
 * a later one fails to open.
 */
export class OpenParts {
  readonly #order: 'in reverse' | 'together'
  readonly #stops: (() => Promise<void> | void)[] = []
  #stopped: Promise<void> | null = null

  constructor(order: 'in reverse' | 'together' = 'in reverse') {
    this.#order = order
  }

  add(stop: () => Promise<void> | void): void {
    this.#stops.push(stop)
  }

  /** Stops everything, once. A part that fails to stop does not keep the others open; the first failure is thrown at the end. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll()
    return this.#stopped
  }

  async #stopAll(): Promise<void> {
    const failures: unknown[] = []
    const stopOne = async (stop: () => Promise<void> | void) => {
      try {
        await stop()
      } catch (error) {
        failures.push(error)
      }
    }
    if (this.#order === 'together') await Promise.all(this.#stops.map(stopOne))
    else for (const stop of this.#stops.toReversed()) await stopOne(stop)
    if (failures.length > 0) throw failures[0]
  }
}

/** Opens several parts; where one fails, those before it are stopped again. */
export async function openAll<T>(open: (parts: OpenParts) => Promise<T>): Promise<T> {
  const parts = new OpenParts()
  try {
    return await open(parts)
  } catch (error) {
    // What failed first is what people should hear of.
    await parts.stop().catch(() => undefined)
    throw error
  }
}
