/**
 * Does `work` for whoever asks, at most `most` times at once for each name. Whoever asks beyond that is served, with everybody else who
 * does, by one more that begins when another has ended. `work` does not throw.
 */
export function fewAtOnce(most: number, work: (name: string) => Promise<void>): (name: string) => void {
  const running = new Map<string, number>()
  const asked = new Set<string>()

  async function run(name: string): Promise<void> {
    do {
      asked.delete(name)
      await work(name)
    } while (asked.has(name))
    running.set(name, (running.get(name) ?? 1) - 1)
  }
  return (name) => {
    const count = running.get(name) ?? 0
    if (count >= most) asked.add(name)
    else {
      running.set(name, count + 1)
      void run(name)
    }
  }
}
