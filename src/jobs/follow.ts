type Stream<Change> = AsyncIterable<Change> & { close(): Promise<void> }

type FollowOptions<Change> = {
  readonly open: () => Stream<Change>
  readonly onChange: (change: Change) => void
  readonly complain: (error: Error) => void
  /** Between the end of one stream and the next. Rejects when `signal` is aborted. */
  readonly pause: (signal: AbortSignal) => Promise<void>
}

/**
 * Follows a stream of changes, and opens another wherever one ends, at what is new by then: what fell between them is found by the next
 * tick. Answers how to end it.
 */
export function follow<Change>(options: FollowOptions<Change>): () => Promise<void> {
  const stopping = new AbortController()
  const over = followOn(options, stopping.signal)
  return async () => {
    stopping.abort()
    await over
  }
}

async function followOn<Change>(
  { open, onChange, complain, pause }: FollowOptions<Change>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const stream = open()
    const close = () => void stream.close().catch(() => {})
    signal.addEventListener('abort', close, { once: true })
    try {
      for await (const change of stream) onChange(change)
    } catch (error) {
      if (!signal.aborted && error instanceof Error) complain(error)
    }
    signal.removeEventListener('abort', close)
    await stream.close().catch(() => {})
    await pause(signal).catch(() => {})
  }
}
