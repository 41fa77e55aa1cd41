/** A look that takes longer counts as one that failed; whoever asks for the health gives up after three seconds. */
const patienceMs = 2000

/** Null for what failed or took too long. Never rejects. */
export async function timely<T>(work: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs)
  })
  try {
    return await Promise.race([work(), tooLate])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
