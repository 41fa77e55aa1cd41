/** What has been opened so far. Each part says how it is stopped; they are stopped in reverse, also when a later one fails to open. */
export class OpenParts {
  readonly #stops: (() => Promise<void> | void)[] = []
  #stopped: Promise<void> | null = null

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
    for (const stop of this.#stops.toReversed()) {
      try {
        await stop()
      } catch (error) {
        failures.push(error)
      }
    }
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
