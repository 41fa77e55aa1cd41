/** On a busy machine too; what is longer than this hangs. */
const patienceMs = 120_000

/** Waits for what a person waits for, but not for ever. */
export async function patiently<T>(work: Promise<T>, complaint: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint)), patienceMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
