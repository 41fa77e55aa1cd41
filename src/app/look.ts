import type { Check } from '../bot/check.ts'
import { Trouble } from '../domain/errors.ts'

/** What a check throws is its answer; a bug is left to be one. */
export async function look(name: string, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof Trouble)
      return { name, status: 'failed', found: 'it does not work', mend: error.message }
    throw error
  }
}
