import { setTimeout as sleep } from 'node:timers/promises'
import { openApp, type App } from '../app.ts'
import { hasPart, type Role } from '../cli/role.ts'
import { parseBrands, readBrandTexts } from '../config/brand-folder.ts'
import type { Env } from '../config/brand-file.ts'
import { ConfigTrouble } from '../config/problem.ts'
import { watchBrands } from '../config/watch-brands.ts'
import type { Config } from '../config.ts'
import type { Brand } from '../domain/brand.ts'
import { Refusal, Trouble } from '../domain/errors.ts'
import { openHttp, type Http } from '../http/server.tsx'
import { openVitalsDoor } from '../http/vitals-door.ts'
import { laterOn } from '../jobs/desk-jobs.ts'
import { deskPace } from '../jobs/pace.ts'
import { startJobs, type Jobs } from '../jobs/start-jobs.ts'
import type { Deps } from '../ports.ts'
import { draftDay } from '../service/draft-day.ts'
import { plan } from '../service/plan.ts'
import { bringForward, demoBrand } from './demo.ts'
import { fillDesk } from './fill-desk.ts'
import { accessKey } from './home.ts'
import { openChat, type Chat } from './open-chat.ts'
import { openOutages } from './outages.ts'
import { OpenParts } from './open-parts.ts'
import { openingText } from './opening-text.ts'
import { tellStranded } from './stranded.ts'
import { openVitals, type OpenVitals } from './vitals.ts'

export type StartOptions = {
  readonly config: Config
  readonly env: Env
  readonly demo: boolean
  readonly role: Role
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly progress: (text: string | null) => void
}

type Files = ReadonlyMap<string, Brand>

/**
 * Opens the desk, or one role of it: database, page, clock, chat rooms. The day is drafted behind the open page, which shows how far it is.
 * `stop` takes nothing new and ends what is at work, within 30 s.
 */
export async function start(options: StartOptions): Promise<{ readonly stop: () => Promise<void> }> {
  const { config, demo, role, out } = options
  if (role !== 'all' && config.databaseUrl === null)
    throw new Trouble(
      `--role ${role} runs one part of a desk, whose processes find each other on a PostgreSQL server: set DATABASE_URL, or leave --role out.`,
    )
  const files = await validBrands(options)
  const shown = (brands: Files) => [...brands.values()].map((brand) => (demo ? demoBrand(brand) : brand))
  const app = await openApp(config, shown(files))
  try {
    // Processes on a server find out among themselves who does what; the embedded one is of one desk.
    if (app.opened.embedded) await app.opened.holdDesk()
    const vitals = openVitals({ ...app, timetable: app.clock })
    const http = await openDoor(app, options, vitals)
    app.parts.add(() => http.stop())
    const atWork = new OpenParts('together')
    app.parts.add(() => atWork.stop())
    const jobs = hasPart(role, 'jobs') ? await openJobs(app, options, atWork) : null
    const chat = hasPart(role, 'chat') ? await openRooms(app, options, vitals) : null
    atWork.add(() => chat?.stop())
    await follow(app, options, files, async (changed) => {
      app.brands.replace(shown(changed))
      chat?.lookAgain()
      await jobs?.syncBrands()
      await tellStranded(app.deps)
    })
    const clockTrouble = app.clock.trouble()
    if (clockTrouble !== null) {
      options.err(`The clock is not open yet, and is tried again: ${clockTrouble}`)
      await app.clock.whenOpen(async () => options.err('The clock is open.'))
    }
    for (const sentence of await tellStranded(app.deps)) options.err(sentence)
    app.parts.add(openOutages({ ...app, timetable: app.clock }))
    if (jobs) draftInBackground(app, atWork)
    const { url } = http
    const where = app.opened.embedded?.where ?? null
    out(openingText({ url, role, config, brands: app.brands.all(), where, clockTrouble }))
    return {
      stop: () => {
        vitals.stopping()
        http.close()
        return app.parts.stop()
      },
    }
  } catch (error) {
    await app.parts.stop().catch(() => undefined)
    throw error
  }
}

/** The page, or where there is none, what tells of the process's health. */
async function openDoor(app: App, { config, role }: StartOptions, vitals: OpenVitals): Promise<Http> {
  const { host, port, home, front } = config
  const key = config.key ?? (await accessKey(home))
  return hasPart(role, 'page')
    ? openHttp({ deps: app.deps, vitals, host, port, key, front })
    : openVitalsDoor({ vitals, host, port, key })
}

async function openJobs(app: App, { demo, progress }: StartOptions, atWork: OpenParts): Promise<Jobs> {
  for (const { id } of app.brands.all()) await plan(app.deps, { brand: id })
  if (demo) {
    await fillDesk(app.deps, progress)
    await bringForward(app.deps)
  }
  const jobs = await startJobs({ clock: app.clock, deps: app.deps })
  atWork.add(() => jobs.stop())
  return jobs
}

function openRooms(
  { deps, opened, meters }: App,
  { config, err }: StartOptions,
  vitals: OpenVitals,
): Promise<Chat> {
  return openChat(deps, {
    config,
    databaseUrl: opened.url,
    say: err,
    onHealth: vitals.heard,
    onAck: meters.acknowledged,
  })
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
function draftInBackground({ deps, clock }: App, atWork: OpenParts): void {
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
  atWork.add(async () => {
    stopping.abort()
    // A model may take minutes over the post that it is at.
    await Promise.race([drafting, sleep(deskPace.stopWithinMs)])
  })
}
