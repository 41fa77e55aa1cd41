import { Refusal } from '../domain/errors.ts'
import { canonicalJson } from '../domain/hash.ts'
import type { Brand } from '../domain/brand.ts'
import type { Post } from '../domain/post.ts'
import type { PastEvent } from '../domain/report/reviewing.ts'
import { buildReport, reportLookbackDays, type Report } from '../domain/report.ts'
import {
  addDays,
  dateIn,
  instantOf,
  isoWeekOf,
  mondayOf,
  mondayOfIsoWeek,
  startOfDay,
} from '../domain/slot.ts'
import type { Deps, StoredReport } from '../ports.ts'
import { brandOf } from './act.ts'

/** Local time on Monday from which the report on the week before is due, `HH:MM`. */
export const reportTime = '09:00'

/**
 * The report of one ISO week, made if there is none and kept. One that was made before its week was over is made
 * again, as is any with `renew`. Refuses an unknown brand (`unknown_brand`), a week that does not exist or has not
 * begun (`invalid`).
 */
export async function weeklyReport(
  deps: ReportDeps,
  brandId: string,
  week: string,
  options: { readonly renew?: boolean } = {},
): Promise<StoredReport> {
  const brand = brandOf(deps, brandId)
  const now = deps.clock.now()
  const monday = begunMonday(brand, week, now)
  const existing = await deps.store.report(brand.id, week)
  const end = startOfDay(addDays(monday, 7), brand.timeZone)
  if (existing && existing.at >= end && !options.renew) return existing

  const report = await reportOn(deps, brand, monday, now)
  const stored: StoredReport = { report, charts: await deps.charts(report), at: now }
  await deps.store.record({
    brand: brand.id,
    at: now,
    actor: 'system:analyst',
    action: 'reported',
    subject: week,
    version: null,
    facts: canonicalJson({ head: report.auditHead, entries: report.auditEntries }),
  })
  await deps.store.putReport(stored)
  return stored
}

type ReportDeps = Pick<Deps, 'store' | 'clock' | 'brands' | 'charts'>

/** The latest ISO week that is over where the brand is. */
export function lastFullWeek(brand: Brand, now: Date): string {
  return isoWeekOf(addDays(mondayOf(dateIn(now, brand.timeZone)), -7))
}

/**
 * Makes up for a Monday on which nobody was running. Null where nothing is due: the report on the whole week exists, Monday 09:00 is
 * still to come, or the brand had neither posts nor figures in that week.
 */
export async function reportIfMissing(deps: ReportDeps, brandId: string): Promise<StoredReport | null> {
  const brand = brandOf(deps, brandId)
  const now = deps.clock.now()
  const nextMonday = mondayOf(dateIn(now, brand.timeZone))
  if (now < instantOf({ date: nextMonday, time: reportTime, zone: brand.timeZone })) return null
  const monday = addDays(nextMonday, -7)
  const week = isoWeekOf(monday)
  const existing = await deps.store.report(brand.id, week)
  if (existing && existing.at >= startOfDay(nextMonday, brand.timeZone)) return null
  const posts = await postsBetween(deps, brand, monday, nextMonday)
  const metrics = await deps.store.metrics(brand.id, monday, addDays(monday, 6))
  return posts.length + metrics.length > 0 ? weeklyReport(deps, brand.id, week) : null
}

async function reportOn(deps: ReportDeps, brand: Brand, monday: string, now: Date): Promise<Report> {
  const { store } = deps
  const days = [0, 1, 2, 3, 4, 5, 6].map((offset) => addDays(monday, offset))
  const from = addDays(monday, 7 - reportLookbackDays)
  const posts = await postsBetween(deps, brand, from, addDays(monday, 7))
  const histories = new Map<string, readonly PastEvent[]>()
  for (const { id, slot } of posts) if (days.includes(slot.date)) histories.set(id, await store.history(id))
  const costs = await Promise.all(days.map((day) => store.spent(brand.id, day)))
  return buildReport({
    brand,
    monday,
    now,
    posts,
    histories,
    metrics: await store.metrics(brand.id, from, addDays(monday, 6)),
    modelCostUsd: costs.reduce((all, usd) => all + usd, 0),
    auditHead: await store.auditHead(brand.id),
  })
}

function postsBetween(
  deps: ReportDeps,
  brand: Brand,
  from: string,
  before: string,
): Promise<readonly Post[]> {
  return deps.store.posts({
    brand: brand.id,
    dueFrom: startOfDay(from, brand.timeZone),
    dueBefore: startOfDay(before, brand.timeZone),
  })
}

function begunMonday(brand: Brand, week: string, now: Date): string {
  const monday = mondayOfIsoWeek(week)
  if (!monday) throw new Refusal('invalid', `${week} is not an ISO week; write it like 2026-W46.`)
  if (monday > dateIn(now, brand.timeZone))
    throw new Refusal(
      'invalid',
      `Week ${week} has not begun; the latest full one is ${lastFullWeek(brand, now)}.`,
    )
  return monday
}
