import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import { codeOf } from './embedded-home.ts'
import { connected } from './session.ts'

/** A connected client, or a sentence that names the server, never the password that its address holds. */
export async function reached(
  url: string,
  purpose: string,
  { name, mend }: { readonly name: string; readonly mend: string },
): Promise<Client> {
  try {
    return await connected(url, purpose)
  } catch (error) {
    throw new Trouble(`The database at ${name} cannot be used: ${reasonOf(error)}. ${mend}.`, {
      cause: error,
    })
  }
}

/** A host of several addresses fails with several errors, which have a code and no text in common. */
function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/.test(code))
    return `nobody that is known here vouches for its certificate (${code}): name its authority by sslrootcert in its address`
  return (error instanceof Error && error.message) || code
}
