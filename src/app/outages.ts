import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { hourMs, minuteMs } from '../domain/slot.ts'
import type { Timetable } from '../jobs/timetable.ts'
import type { Drift } from '../jobs/true-time.ts'
import type { Deps, Notice } from '../ports.ts'
import { clockIllness, type ClockIllness } from './clock-health.ts'
import type { DatabaseHealth, DatabaseIllness } from './database-health.ts'
import { clocksApartWords, clockWords, databaseWords, isFarOff } from './outage-words.ts'

type Options = {
  readonly deps: Pick<Deps, 'store' | 'clock' | 'brands' | 'log'>
  readonly database: Pick<DatabaseHealth, 'illness'>
  readonly timetable: Pick<Timetable, 'entries'>
  readonly time: Pick<Drift, 'aheadMs'>
}

export type Outages = {
  /** Looks once, and tells what there is to tell. Rejects where that cannot be written down: it is told at the next look. */
  look(): Promise<void>
}

const lookEveryMs = 5000
/** Nobody is told of a hiccup. */
const worthTellingMs = 15_000
/** For so long it stands that the database was away. */
const toldForMs = hourMs
/** A machine whose clock is off says so again after that time; who has not for twice as long is right by now, or gone. */
const renewedMs = hourMs

const clockKey = 'outage clock'
const databaseKey = 'outage database'
const apartKey = `outage time ${hostname()}`

/** Looks every five seconds, and as soon as another process has told of the clock. Answers how to end it. */
export function openOutages(options: Options, everyMs = lookEveryMs): () => Promise<void> {
  const { store, log } = options.deps
  const telling = outages(options)
  const stopping = new AbortController()
  let news = new AbortController()
  const stopListening = store.onChange(({ kind, id }) => {
    if (kind === 'notice' && id === clockKey) news.abort()
  })

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      news = new AbortController()
      await telling
        .look()
        .catch((error: unknown) => log.warn({ err: error }, 'the rooms could not be told of trouble'))
      const signal = AbortSignal.any([news.signal, stopping.signal])
      await sleep(everyMs, undefined, { signal }).catch(() => {})
    }
  }

  const running = run()
  return async () => {
    stopListening()
    stopping.abort()
    await running
  }
}

/**
 * Tells the rooms, once, what everybody there should know of trouble with the clock, the database, and the time. Any number of processes may
 * look: a notice is the same from all of them, and whoever finds its reason gone takes it back. So one that alone cannot reach the clock
 * is overruled by the others, and says nothing again until its own trouble was over; and what a process left that was killed, another clears.
 */
export function outages({ deps, database, timetable, time }: Options): Outages {
  const { store, brands, clock, log } = deps
  let away: { readonly since: Date; readonly illness: DatabaseIllness } | null = null
  let isApart = false
  let idle: { readonly since: Date; told: ClockIllness['kind'] | null } | null = null

  async function look(): Promise<void> {
    const illness = await database.illness()
    const now = clock.now()
    if (illness) away = { since: away?.since ?? now, illness }
    if (away) {
      const { since } = away
      const isLong = now.getTime() - since.getTime() >= worthTellingMs
      // A disk has space again when something can be written: what there is to tell.
      if (illness && !(illness === 'full' && isLong)) return
      if (isLong) await tellDatabase(away, now)
      away = null
    }
    const ofClock = await clockIllness(timetable, now)
    await tellClock(ofClock, now)
    await tellApart(now)
    await takeBack((notice) => isOver(notice, now, ofClock === null))
  }

  async function tellDatabase(outage: NonNullable<typeof away>, until: Date): Promise<void> {
    for (const { id, timeZone: zone } of brands.all()) {
      const text = databaseWords(outage.illness, { since: outage.since, until, zone })
      // Another process may have told of the same; its figures differ by seconds.
      const told = await standing(id, databaseKey)
      const isSame = told && until.getTime() - told.at.getTime() < minuteMs
      await store.putNotice(isSame ? told : { brand: id, key: databaseKey, text, at: until })
    }
    log.warn({ ...outage, until }, 'the database was away, and the rooms have been told')
  }

  async function tellClock(illness: ClockIllness | null, now: Date): Promise<void> {
    if (!illness) {
      idle = null
      return
    }
    idle ??= { since: now, told: null }
    if (now.getTime() - idle.since.getTime() < worthTellingMs || idle.told === illness.kind) return
    const text = clockWords(illness)
    for (const { id } of brands.all())
      if ((await standing(id, clockKey))?.text !== text)
        await store.putNotice({ brand: id, key: clockKey, text, at: now })
    idle.told = illness.kind
    log.warn({ ...illness, since: idle.since }, 'jobs do not run, and the rooms have been told')
  }

  async function tellApart(now: Date): Promise<void> {
    const wasApart = isApart
    isApart = isFarOff(time.aheadMs()) || (wasApart && time.aheadMs() !== 0)
    if (wasApart && !isApart) for (const { id } of brands.all()) await store.clearNotice(id, apartKey)
    if (!isApart) return
    const text = clocksApartWords(hostname(), time.aheadMs())
    for (const { id } of brands.all()) {
      const told = await standing(id, apartKey)
      if (!told || now.getTime() - told.at.getTime() >= renewedMs)
        await store.putNotice({ brand: id, key: apartKey, text, at: now })
    }
  }

  async function standing(brand: string, wanted: string): Promise<Notice | null> {
    return (await store.notices(brand)).find(({ key }) => key === wanted) ?? null
  }

  async function takeBack(isPast: (notice: Notice) => boolean): Promise<void> {
    for (const { id } of brands.all())
      for (const notice of await store.notices(id))
        if (isPast(notice)) await store.clearNotice(id, notice.key)
  }

  function isOver({ key, at }: Notice, now: Date, doJobsRun: boolean): boolean {
    const ageMs = now.getTime() - at.getTime()
    if (key === clockKey) return doJobsRun
    if (key === databaseKey) return ageMs >= toldForMs
    return key.startsWith('outage time ') && ageMs >= 2 * renewedMs
  }

  return { look }
}
