/** A terminal and the program above us may both pass on one Ctrl-C: what follows within this time is the same one. */
const sameMs = 400
/** How often to look whether the program above us is still there. */
const lookMs = 500

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
  const forget = onAbandoned(listener)
  return () => {
    forget()
    for (const signal of signals) process.off(signal, listener)
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Under npm there is a shell between: a signal sent to npm ends that shell and never comes here, so its end has to count as one. */
function onAbandoned(listener: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    listener()
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}
