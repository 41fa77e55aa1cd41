import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { copywriter } from './agents/copywriter.ts'
import { makeHome, homePaths } from './app/home.ts'
import { liveBrands, type LiveBrands } from './app/live-brands.ts'
import { commitLines } from './app/commit-lines.ts'
import { openLog, type FileLog } from './app/log.ts'
import { databaseHealth, type DatabaseHealth } from './app/database-health.ts'
import { openMeters, type Meters } from './app/meters.ts'
import { openAll, OpenParts } from './app/open-parts.ts'
import { watchedStore } from './app/watched-store.ts'
import type { Config } from './config.ts'
import type { Brand } from './domain/brand.ts'
import { openClock, type AgendaClock } from './jobs/agenda.ts'
import type { OpenBackend } from './jobs/clock-backend.ts'
import { patientClock } from './jobs/patient-clock.ts'
import { onPostgres } from './jobs/postgres-clock.ts'
import { readText } from './language/text-reader.ts'
import { drawCharts } from './media/charts.ts'
import { networksOf } from './networks/registry.ts'
import type { Deps, Ids, Log } from './ports.ts'
import { openStore, type OpenStore } from './store/open-store.ts'
import { machineTime, openServerTime, type ServerTime } from './store/server-time.ts'

/** A desk whose parts are open: what commands and the running desk have in common. */
export type App = {
  readonly deps: Deps
  readonly brands: LiveBrands
  readonly opened: OpenStore
  readonly database: DatabaseHealth
  readonly clock: AgendaClock
  /** By what the desk goes, and how far this machine is from it. */
  readonly time: ServerTime
  readonly meters: Meters
  readonly parts: OpenParts
}

export const systemIds: Ids = { next: () => randomBytes(9).toString('base64url') }

/** Opens log, database and clock. Nothing runs by itself yet: no page, no job. */
export function openApp(config: Config, brands: Iterable<Brand>): Promise<App> {
  return openAll(async (parts) => {
    await makeHome(config.home)
    const log = openFileLog(config)
    parts.add(() => log.stop())
    const { home, databaseUrl } = config
    const opened = await openStore({ home, ...(databaseUrl ? { databaseUrl } : {}), ids: systemIds, log })
    parts.add(() => opened.stop())
    const time = opened.embedded ? machineTime : await openServerTime({ ask: opened.ask, log })
    parts.add(() => time.stop())
    const clock = await openDeskClock(config, { url: opened.url, log, time })
    parts.add(() => clock.stop())
    const database = databaseHealth(opened.ask)
    const live = liveBrands(brands)
    const meters = openMeters()
    const deps = {
      ...depsOf(config, log),
      clock: time.clock,
      store: watchedStore(opened.store, [commitLines(log), meters, database.watcher]),
      brands: live,
      scheduler: clock.scheduler,
    }
    return { deps, brands: live, opened, database, clock, time, meters, parts }
  })
}

/** On MongoDB where there is one, which may come later; else on the desk's database. */
async function openDeskClock(
  { mongodbUri }: Config,
  { url, log, time }: { readonly url: string; readonly log: Log; readonly time: ServerTime },
): Promise<AgendaClock> {
  const name = `greenroom ${process.pid} ${systemIds.next()}`
  const open = (on: OpenBackend) => openClock({ on, name, log, drift: time })
  if (mongodbUri === null) return open(onPostgres(url))
  const { onMongo } = await import('./jobs/mongo-clock.ts')
  const pause = (signal: AbortSignal) => sleep(5000, undefined, { signal })
  return patientClock({ open: () => open(onMongo(mongodbUri)), log, pause })
}

/** What does not depend on the database. */
function depsOf(config: Config, log: FileLog): Omit<Deps, 'store' | 'clock' | 'brands' | 'scheduler'> {
  return {
    ids: systemIds,
    copywriter: copywriter({
      apiKey: config.anthropicApiKey,
      model: config.model,
      sleep,
      ...(config.anthropicBaseUrl ? { baseUrl: config.anthropicBaseUrl } : {}),
    }),
    textReader: readText,
    networks: networksOf({ outboxFolder: homePaths(config.home).outbox }),
    charts: drawCharts,
    log,
  }
}

export function openFileLog(config: Config): FileLog {
  const { home, logLevel: level, secrets } = config
  return openLog({ file: homePaths(home).log, level, secrets })
}
