import { openApp, openFileLog, systemIds } from '../app.ts'
import { failed, ok, warning, type Check } from '../bot/check.ts'
import { plural } from '../bot/names.ts'
import { shownUrl, type Config } from '../config.ts'
import { openStore, type OpenStore } from '../store/open-store.ts'
import { readServer, type ServerFacts } from '../store/server-facts.ts'
import { aheadOf } from '../store/server-time.ts'
import { look } from './look.ts'
import { apartWords } from './outage-words.ts'

/** By how much this machine is ahead of whom, in milliseconds. */
type Apart = { readonly whose: string; readonly aheadMs: number }

/** Looks at the database, at what keeps the clock, and whether all of them have the same time. */
export async function checkServers(config: Config, zones: readonly string[]): Promise<readonly Check[]> {
  const apart: Apart[] = []
  const compare = (one: Apart) => void apart.push(one)
  return [
    await look('database', () => checkDatabase(config, compare)),
    await look('clock', () => checkClock(config, compare)),
    checkTime(zones, apart),
  ]
}

const oldestVersion = 15

async function checkDatabase(config: Config, compare: (one: Apart) => void): Promise<Check> {
  const name = 'database'
  const facts = config.databaseUrl === null ? null : await readServer(config.databaseUrl)
  if (facts) compare({ whose: 'the database', aheadMs: facts.aheadMs })
  const flaw = facts && flawOf(facts)
  if (flaw) return failed(name, ...flaw)
  const { embedded, url } = await upToDate(config)
  const what = embedded ? `embedded PostgreSQL in ${embedded.where}` : `PostgreSQL ${facts?.version ?? ''}`
  const found = `${what} at ${shownUrl(url)}, up to date`
  if (!facts) return ok(name, found)
  const { most, each } = facts.connections
  const room = Math.floor(most / each)
  const connections = `${found}, with room for ${plural(room, 'process', 'processes')} (${most} connections, ${each} each)`
  if (room > 0) return ok(name, connections)
  const mend = `raise max_connections of the server, or the connection limit of the role, to ${each} for each process`
  return warning(name, connections, mend)
}

/** What keeps a desk from working on it, and what to do. */
function flawOf({ version, writing }: ServerFacts): readonly [string, string] | null {
  if (version < oldestVersion)
    return [`PostgreSQL ${version}`, `take a server of version ${oldestVersion} or newer`]
  switch (writing) {
    case 'possible':
      return null
    case 'standby':
      return ['it can only be read, since it follows another server', 'name that other one in DATABASE_URL']
    case 'switched_off':
      return [
        'it can only be read: default_transaction_read_only is on',
        'see who has set it, and why (`alter system`, `alter database` or `alter role`), and reset it',
      ]
  }
}

/** Brought up to date, with the tables of the clock where they belong there. */
async function upToDate(config: Config): Promise<Pick<OpenStore, 'embedded' | 'url'>> {
  if (config.mongodbUri === null) {
    const { parts, opened } = await openApp(config, [])
    await parts.stop()
    return opened
  }
  const log = openFileLog(config)
  const { home, databaseUrl } = config
  try {
    const opened = await openStore({ home, ...(databaseUrl ? { databaseUrl } : {}), ids: systemIds, log })
    await opened.stop()
    return opened
  } finally {
    await log.stop()
  }
}

async function checkClock({ mongodbUri }: Config, compare: (one: Apart) => void): Promise<Check> {
  const name = 'clock'
  if (mongodbUri === null) return ok(name, 'Agenda in the database')
  const { readMongo } = await import('../jobs/mongo-facts.ts')
  const { version, members, jobs, doubled, aheadMs } = await readMongo(mongodbUri, aheadOf)
  compare({ whose: 'MongoDB', aheadMs })
  const kept =
    members === null
      ? 'one server alone: jobs of other processes are seen within half a second, and are made anew if it is lost'
      : `a replica set of ${members}: a job is put when most of them have it, and seen at once`
  const found = `Agenda on ${shownUrl(mongodbUri)}, MongoDB ${version}, ${kept}; ${plural(jobs, 'job')}`
  if (doubled === 0) return ok(name, found)
  const mend = 'nothing: the desk drops the later ones, and makes sure that there are no more'
  return warning(name, `${found}, ${doubled} of them there more than once`, mend)
}

/** Less does no harm, and nobody can measure much less over a network. */
const toleranceMs = 2000

/** Zone rules come with Node; a clock that is far off would publish at the wrong time. */
function checkTime(zones: readonly string[], apart: readonly Apart[]): Check {
  const name = 'time'
  const now = new Date()
  const mend = 'set the clocks of all machines (NTP: `timedatectl set-ntp true`)'
  if (now.getUTCFullYear() < 2026) return failed(name, `the clock says ${now.toISOString()}`, mend)
  const times = zones.map(
    (timeZone) =>
      `${now.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })} in ${timeZone}`,
  )
  const found = `${times.join(', ') || now.toISOString()} (zone data ${process.versions['tz'] ?? 'of the system'})`
  const off = apart.filter(({ aheadMs }) => Math.abs(aheadMs) > toleranceMs)
  if (off.length === 0) return ok(name, found)
  const words = off.map(({ whose, aheadMs }) => apartWords('this machine', aheadMs, whose))
  return warning(name, `${found}. ${words.join(' ')} The database’s counts.`, mend)
}
