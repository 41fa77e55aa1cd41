import { once } from 'node:events'

/** A service that does not answer keeps nobody waiting who wants to stop. Throws once `signal` is aborted. */
export async function unlessStopped<T>(asking: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const waiting = new AbortController()
  const stopped = once(signal, 'abort', { signal: waiting.signal }).then(() => {
    throw new Error('the desk is stopping')
  })
  try {
    return await Promise.race([asking, stopped])
  } finally {
    waiting.abort()
  }
}
