import { networkLabels } from '../../domain/brand.ts'
import { ctr, type Figures, type PostFigures, type Report } from '../../domain/report.ts'
import type { FigureRow, FigureView, Pair, ReportCard, ReportPost } from '../card.ts'
import { inWords } from '../names.ts'
import { shortDay } from '../time.ts'

/** A weekly report in words and figures that can be read without its charts. */
export function reportCard(report: Report): ReportCard {
  return {
    kind: 'report',
    brand: report.brand,
    brandName: report.brandName,
    week: report.week,
    from: report.from,
    to: report.to,
    simulated: report.simulated,
    figures: figuresOf(report.total, report.before),
    networks: report.byNetwork.map(
      ({ network, now, before }): FigureRow => ({
        label: networkLabels[network],
        figures: figuresOf(now, before),
      }),
    ),
    days: report.byDay.map(
      ({ date, now, before }): FigureRow => ({ label: shortDay(date), figures: figuresOf(now, before) }),
    ),
    best: report.best && postOf(report.best),
    worst: report.worst && postOf(report.worst),
    bestTimes: report.bestTimes.map(({ network, hour, posts, engagements }) => ({
      network: networkLabels[network],
      hour: `${String(hour).padStart(2, '0')}:00`,
      posts,
      engagements: Math.round(engagements),
    })),
    reliability: reliabilityOf(report),
    reviewing: reviewingOf(report),
    reasons: report.reviewing.rejectionReasons.map(({ reason, count }) => ({
      reason: inWords(reason),
      count,
    })),
    cost: `$${report.modelCostUsd.toFixed(2)}`,
    auditHead: report.auditHead,
    auditEntries: report.auditEntries,
  }
}

function figuresOf(now: Figures, before: Figures): readonly FigureView[] {
  return [
    counted('Impressions', now.impressions, before.impressions),
    counted('Engagements', now.engagements, before.engagements),
    counted('Clicks', now.clicks, before.clicks),
    rated('Click rate', ctr(now), ctr(before)),
  ]
}

function counted(label: string, now: number, before: number): FigureView {
  const change = before > 0 ? (now - before) / before : null
  return {
    label,
    value: now.toLocaleString('en-GB'),
    before: before.toLocaleString('en-GB'),
    ...changeOf(change, '%'),
  }
}

/** Rates are compared in points: a rise from 1 % to 2 % is one point, not a hundred per cent. */
function rated(label: string, now: number | null, before: number | null): FigureView {
  const change = now !== null && before !== null ? now - before : null
  return { label, value: percent(now), before: percent(before), ...changeOf(change, 'points') }
}

function changeOf(change: number | null, unit: '%' | 'points'): Pick<FigureView, 'change' | 'direction'> {
  if (change === null) return { change: null, direction: 'level' }
  const digits = unit === '%' ? 0 : 2
  const size = Math.abs(change * 100).toFixed(digits)
  if (Number(size) === 0) return { change: 'no change', direction: 'level' }
  return { change: `${change > 0 ? '+' : '−'}${size} ${unit}`, direction: change > 0 ? 'up' : 'down' }
}

function percent(rate: number | null): string {
  return rate === null ? '–' : `${(rate * 100).toFixed(2)} %`
}

function reliabilityOf({ reliability }: Report): readonly Pair[] {
  const { onTime, late, failed, unknown } = reliability
  return [
    { label: 'On time', value: String(onTime) },
    { label: 'Late', value: String(late) },
    { label: 'Failed', value: String(failed) },
    { label: 'Unknown', value: String(unknown) },
  ]
}

function reviewingOf({ reviewing }: Report): readonly Pair[] {
  const { medianMinutesToDecision: median, approvedUntouched, edited, rejected, expired } = reviewing
  return [
    { label: 'Median time to decide', value: median === null ? '–' : duration(median) },
    { label: 'Approved untouched', value: String(approvedUntouched) },
    { label: 'Edited', value: String(edited) },
    { label: 'Rejected', value: String(rejected) },
    { label: 'Expired', value: String(expired) },
  ]
}

function duration(minutes: number): string {
  if (minutes < 1) return 'under a minute'
  if (minutes < 90) return `${Math.round(minutes)} min`
  return `${(minutes / 60).toFixed(1)} h`
}

function postOf({ postId, network, text, impressions, engagements, clicks }: PostFigures): ReportPost {
  return { postId, network: networkLabels[network], text, impressions, engagements, clicks }
}
