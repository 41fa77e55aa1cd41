import { networkLabels } from '../domain/brand.ts'
import { ctr, type Figures, type Report } from '../domain/report.ts'
import type { Charts } from '../ports.ts'
import { engagementPlan, networkPlan } from './chart-options.ts'
import { draw } from './draw.ts'
import { percent, period } from './wording.ts'

/** The two charts of a weekly report as PNG, with alt texts that hold the figures themselves. */
export const drawCharts: Charts = async (report) => [
  { name: 'engagement-by-day', alt: engagementAlt(report), png: await draw(engagementPlan(report)) },
  { name: 'networks', alt: networkAlt(report), png: await draw(networkPlan(report)) },
]

function engagementAlt(report: Report): string {
  const { total, before, byDay } = report
  const lead = `${opening(report)}engagements by day`
  if (total.engagements + before.engagements === 0) return `${lead}: no figures yet.`
  const days = byDay.map(({ date, now }) => `${weekday(date)} ${exact(now.engagements)}`)
  return `${lead}. ${exact(total.engagements)} in all, ${versus(total.engagements, before.engagements)}. ${list(days)}.`
}

function networkAlt(report: Report): string {
  const { total, before, byNetwork } = report
  const lead = `${opening(report)}impressions and clicks per impression by network`
  if (total.impressions + before.impressions === 0) return `${lead}: no figures yet.`
  const networks = byNetwork.map(
    ({ network, now, before }) =>
      `${networkLabels[network]} ${exact(now.impressions)} impressions (${versus(now.impressions, before.impressions)}), ${rate(now)} clicked`,
  )
  return `${lead}. ${exact(total.impressions)} impressions in all, ${versus(total.impressions, before.impressions)}. ${networks.join('; ')}.`
}

function opening(report: Report): string {
  const chart = report.simulated ? 'Bar chart of simulated figures' : 'Bar chart'
  return `${chart}, ${report.brandName}, ${period(report)}: `
}

/** `12 % more than the week before`. */
function versus(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'as in the week before' : 'none the week before'
  const share = Math.round((Math.abs(now - before) / before) * 100)
  if (share === 0) return 'about as many as the week before'
  return `${share} % ${now > before ? 'more' : 'fewer'} than the week before`
}

function rate(figures: Figures): string {
  const share = ctr(figures)
  return share === null ? 'nobody' : percent(share)
}

function weekday(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  )
}

function exact(value: number): string {
  return new Intl.NumberFormat('en').format(value)
}

function list(items: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(items)
}
