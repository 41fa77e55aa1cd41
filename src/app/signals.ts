/** A terminal and the program above us may both pass on one Ctrl-C: what follows within this time is the same one. */
const sameMs = 400

/** Calls `stop` at the first Ctrl-C, SIGTERM or hang-up. A second one does not wait. Returns how to stop listening. */
export function onStopSignal(stop: () => void): () => void {
  let firstMs: number | null = null
  const listener = () => {
    const nowMs = performance.now()
    if (firstMs === null) {
      firstMs = nowMs
      stop()
    } else if (nowMs - firstMs > sameMs) process.exit(130)
  }
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
