import { Trouble } from '../domain/errors.ts'

/** What keeps us from listening on a port, as a sentence with its mend; anything that is not the person's to mend stays what it is. */
export function portTrouble(error: unknown, port: number): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  const other = port < 1024 ? 3131 : port + 1
  const choose = `set GREENROOM_PORT=${other}, or GREENROOM_PORT=0 for any that is free`
  if (code === 'EADDRINUSE')
    return new Trouble(`Port ${port} is taken by another program. Stop that one, or ${choose}.`, {
      cause: error,
    })
  if (code === 'EACCES')
    return new Trouble(`Port ${port} is not open to this user. Please ${choose}.`, { cause: error })
  return error
}
