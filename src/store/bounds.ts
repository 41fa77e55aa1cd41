/**
 * What bounds every session on the database, as parameters of the address that all of this program connect by: one that `DATABASE_URL` names
 * stands as it is there.
 *
 * A statement takes milliseconds; one that takes 15 s will not end well. Whoever waits 10 s for a lock waits for somebody who stands
 * still. A process that is stopped in the middle of a transaction loses it, and its locks, after 30 s: longer than any transaction may take.
 */
const bounds = {
  statement_timeout: '15000',
  lock_timeout: '10000',
  idle_in_transaction_session_timeout: '30000',
} as const

/** So that the server notices within half a minute that a machine is gone, and lets go of its locks: a desk, a chat connection. */
const keepalives = ['tcp_keepalives_idle=10', 'tcp_keepalives_interval=5', 'tcp_keepalives_count=3'] as const

/** So that we notice it the other way round, within as long: milliseconds of silence until the first question. */
export const keepAliveDelayMs = 10_000

/** The address with the bounds that it does not set itself. */
export function bounded(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  for (const [name, value] of Object.entries(bounds))
    if (!url.searchParams.has(name)) url.searchParams.set(name, value)
  const given = url.searchParams.get('options') ?? ''
  const missing = keepalives.filter((one) => !given.includes(one.split('=')[0] ?? one))
  // What stands last counts; what was given stands last.
  url.searchParams.set('options', [...missing.map((one) => `-c ${one}`), given].join(' ').trim())
  return url.href
}
