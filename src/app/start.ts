import { openApp, type App } from '../app.ts'
import { parseBrands, readBrandTexts } from '../config/brand-folder.ts'
import type { Env } from '../config/brand-file.ts'
import { ConfigTrouble } from '../config/problem.ts'
import { watchBrands } from '../config/watch-brands.ts'
import type { Config } from '../config.ts'
import type { Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import { openHttp } from '../http/server.tsx'
import { laterOn } from '../jobs/desk-jobs.ts'
import { startJobs } from '../jobs/start-jobs.ts'
import type { Deps } from '../ports.ts'
import { draftDay } from '../service/draft-day.ts'
import { plan } from '../service/plan.ts'
import { bringForward, demoBrand } from './demo.ts'
import { fillDesk } from './fill-desk.ts'
import { accessKey } from './home.ts'
import { openChat } from './open-chat.ts'
import { openingText } from './opening-text.ts'
import { tellStranded } from './stranded.ts'
import { openVitals } from './vitals.ts'

export type StartOptions = {
  readonly config: Config
  readonly env: Env
  readonly demo: boolean
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly progress: (text: string | null) => void
}

type Files = ReadonlyMap<string, Brand>

/** Opens the desk: database, page, clock. The day is drafted behind the open page, which shows how far it is. */
export async function start(options: StartOptions): Promise<{ readonly stop: () => Promise<void> }> {
  const { config, demo, out } = options
  const files = await validBrands(options)
  const shown = (brands: Files) => [...brands.values()].map((brand) => (demo ? demoBrand(brand) : brand))
  const app = await openApp(config, shown(files))
  try {
    await app.opened.holdDesk()
    const key = await accessKey(config.home)
    const vitals = openVitals({ deps: app.deps, timetable: app.clock, meters: app.meters })
    const http = await openHttp({ deps: app.deps, vitals, host: config.host, port: config.port, key })
    app.parts.add(() => http.stop())
    for (const { id } of app.brands.all()) await plan(app.deps, { brand: id })
    if (demo) {
      await fillDesk(app.deps, options.progress)
      await bringForward(app.deps)
    }
    const jobs = await startJobs({ clock: app.clock, deps: app.deps })
    const { home } = config
    const chat = openChat(app.deps, {
      config,
      home,
      say: options.err,
      parts: app.parts,
      onHealth: vitals.heard,
      onAck: app.meters.acknowledged,
    })
    await follow(app, options, files, async (changed) => {
      app.brands.replace(shown(changed))
      chat.lookAgain()
      await jobs.syncBrands()
      await tellStranded(app.deps)
    })
    const clockTrouble = app.clock.trouble()
    if (clockTrouble !== null) options.err(`The clock is not open yet, and is tried again: ${clockTrouble}`)
    for (const sentence of await tellStranded(app.deps)) options.err(sentence)
    draftInBackground(app)
    app.parts.add(() => vitals.stopping())
    out(
      openingText({
        url: http.url,
        config,
        brands: app.brands.all(),
        where: app.opened.embedded?.where ?? null,
        clockTrouble,
      }),
    )
    return { stop: () => app.parts.stop() }
  } catch (error) {
    await app.parts.stop().catch(() => undefined)
    throw error
  }
}

/** At start every file has to be right: there is no older version that could stand in. */
async function validBrands({ config, env, err }: StartOptions): Promise<Files> {
  const { brandsFolder: folder } = config
  const { brands, problems, warnings } = parseBrands(folder, await readBrandTexts(folder), env)
  if (problems.size > 0) throw new ConfigTrouble([...problems.values()].flat())
  for (const warning of [...config.warnings, ...warnings]) err(warning)
  return brands
}

/** Follows the brand files. What is refused is said in the room of its brand until it is mended. */
async function follow(
  { deps, parts }: App,
  { config, env }: StartOptions,
  files: Files,
  reload: (files: Files) => Promise<void>,
): Promise<void> {
  const { store, log, brands } = deps
  // All files are right now, so what was said before the last stop is over.
  for (const { id } of brands.all()) {
    for (const { key } of await store.notices(id)) {
      if (key.startsWith(noticeKey(''))) await store.clearNotice(id, key)
    }
  }
  const attempt = (work: () => Promise<unknown>) =>
    void work().catch((error: unknown) =>
      log.error({ err: error }, 'a change of a brand file could not be followed'),
    )
  const stop = watchBrands({
    folder: config.brandsFolder,
    env,
    brands: files,
    onReload: (changed) => {
      log.info({ files: [...changed.keys()] }, 'brand files were read again')
      attempt(() => reload(changed))
    },
    onRefused: (file, reason, brand) => {
      log.warn({ file, reason }, 'a changed brand file was refused')
      attempt(() => putNotices(deps, file, reason, brand))
    },
    onMended: (file) =>
      attempt(() => Promise.all(brands.all().map(({ id }) => store.clearNotice(id, noticeKey(file))))),
  })
  parts.add(stop)
}

/** To its own brand; to every brand where the file never was right, since nobody knows whose it is. */
async function putNotices(deps: Deps, file: string, reason: string, brand: Brand | null): Promise<void> {
  const stands = brand
    ? 'The version from before the change stays in force.'
    : 'It is not used until it is mended.'
  for (const { id } of brand ? [brand] : deps.brands.all()) {
    await deps.store.putNotice({
      brand: id,
      key: noticeKey(file),
      text: `${file} was changed and has a mistake. ${stands} ${reason}`,
      at: deps.clock.now(),
    })
  }
}

function noticeKey(file: string): string {
  return `brand-file:${file}`
}

/** Stops with the desk, between two posts. A brand that is being drafted already, or is frozen, gets its turn a little later. */
function draftInBackground({ deps, parts, clock }: App): void {
  const stopping = new AbortController()
  const putOff = (brand: string) =>
    clock
      .put('draft_day', brand, laterOn(deps))
      .catch((error: unknown) => deps.log.error({ err: error, brand }, 'drafting could not be put off'))
  const drafting = Promise.all(
    deps.brands.all().map(async ({ id }) => {
      try {
        await draftDay(deps, { brand: id, signal: stopping.signal })
      } catch (error) {
        if (error instanceof Refusal) {
          deps.log.info({ brand: id, code: error.code }, error.message)
          if (error.code === 'busy' || error.code === 'frozen') await putOff(id)
        } else deps.log.error({ err: error, brand: id }, 'the day could not be drafted')
      }
    }),
  )
  parts.add(async () => {
    stopping.abort()
    await drafting
  })
}
