import type { EChartsCoreOption } from 'echarts'
import { networkLabels } from '../domain/brand.ts'
import { ctr, type Report } from '../domain/report.ts'
import { count, dayLabel, percent, period } from './wording.ts'

/** One chart as echarts takes it, with the size in CSS pixels that it is laid out for. */
export type ChartPlan = {
  readonly width: number
  readonly height: number
  readonly option: EChartsCoreOption
}

export const fontFamily = 'DejaVu Sans'

/** Blue and grey of equal use to every kind of colour vision: they differ in lightness as well as in hue. */
const colours = {
  now: '#0a5fa8',
  before: '#a9b4c2',
  ink: '#17202b',
  quiet: '#5a6675',
  rule: '#e3e7ec',
  simulated: '#8a4b00',
  simulatedFill: '#fff3e0',
}

const width = 960
const left = 40

/** Every bar carries its value, so an axis of figures and its lines would only repeat them. */
const silentAxis = { type: 'value', axisLabel: { show: false }, splitLine: { show: false } }

/** Engagements of each day beside those of the same weekday of the week before. */
export function engagementPlan(report: Report): ChartPlan {
  const title = 'Engagements by day'
  const days = report.byDay
  if (days.every(({ now, before }) => now.engagements + before.engagements === 0))
    return emptyPlan(report, title)
  const bar = (name: string, color: string, labelColor: string, data: readonly number[]) => ({
    name,
    type: 'bar',
    barGap: '6%',
    barCategoryGap: '28%',
    itemStyle: { color, borderRadius: [3, 3, 0, 0] },
    label: {
      show: true,
      position: 'top',
      distance: 6,
      color: labelColor,
      fontFamily,
      fontSize: 13,
      formatter: ({ value }: { value: number }) => count(value),
    },
    data,
  })
  return {
    width,
    height: 500,
    option: {
      ...frameOf(report, title, colourKey),
      grid: { left, right: left, top: 142, bottom: 44 },
      xAxis: {
        type: 'category',
        data: days.map(({ date }) => dayLabel(date)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.quiet } },
        axisLabel: { color: colours.ink, fontFamily, fontSize: 14, margin: 12 },
      },
      yAxis: silentAxis,
      series: [
        bar(
          'This week',
          colours.now,
          colours.ink,
          days.map(({ now }) => now.engagements),
        ),
        bar(
          'Week before',
          colours.before,
          colours.quiet,
          days.map(({ before }) => before.engagements),
        ),
      ],
    },
  }
}

/** Impressions and clicks per impression of each network, side by side: two scales never share one plot. */
export function networkPlan(report: Report): ChartPlan {
  const rows = report.byNetwork
  const title = 'Impressions and click rate by network'
  if (rows.every(({ now, before }) => now.impressions + before.impressions === 0))
    return emptyPlan(report, title)
  const top = 172
  const height = top + 32 + Math.max(2, rows.length) * 64
  const names = rows.map(({ network }) => networkLabels[network])
  const grids = [
    { left: 178, width: 330, top, bottom: 32 },
    { left: 598, width: 250, top, bottom: 32 },
  ]
  return {
    width,
    height,
    option: {
      ...frameOf(report, title, [
        ...colourKey,
        heading('Impressions', 178, top - 30),
        heading('Clicks per impression', 598, top - 30),
      ]),
      grid: grids,
      xAxis: grids.map((_, gridIndex) => ({ ...silentAxis, gridIndex })),
      yAxis: grids.map((_, gridIndex) => ({
        type: 'category',
        gridIndex,
        inverse: true,
        data: names,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.quiet } },
        axisLabel: { show: gridIndex === 0, color: colours.ink, fontFamily, fontSize: 14, margin: 12 },
      })),
      series: [...pair(0, rows, (figures) => figures.impressions, count), ...pair(1, rows, ctr, percent)],
    },
  }
}

type Figures = Report['total']

function pair(
  index: number,
  rows: Report['byNetwork'],
  valueOf: (figures: Figures) => number | null,
  text: (value: number | null) => string,
): readonly object[] {
  const bar = (name: string, color: string, labelColor: string, values: readonly (number | null)[]) => ({
    name,
    type: 'bar',
    xAxisIndex: index,
    yAxisIndex: index,
    barGap: '8%',
    barMaxWidth: 20,
    itemStyle: { color, borderRadius: [0, 3, 3, 0] },
    label: {
      show: true,
      position: 'right',
      distance: 8,
      color: labelColor,
      fontFamily,
      fontSize: 13,
      formatter: ({ dataIndex }: { dataIndex: number }) => text(values[dataIndex] ?? null),
    },
    data: values.map((value) => value ?? 0),
  })
  return [
    bar(
      'This week',
      colours.now,
      colours.ink,
      rows.map(({ now }) => valueOf(now)),
    ),
    bar(
      'Week before',
      colours.before,
      colours.quiet,
      rows.map(({ before }) => valueOf(before)),
    ),
  ]
}

/** Title, what it is about, and the mark of simulated figures: the same on every chart. */
function frameOf(report: Report, title: string, graphic: readonly object[]) {
  const name = drawable(report.brandName, 44)
  const subject = [name, period(report)].filter(Boolean).join('  ·  ')
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily },
    graphic: [
      words(title, left, 30, { fontSize: 22, fontWeight: 'bold', fill: colours.ink }),
      words(subject, left, 64, { fontSize: 15, fill: colours.quiet }),
      ...(report.simulated ? simulatedMark() : []),
      ...graphic,
    ],
  }
}

function keyTo(name: string, fill: string, x: number, y: number): readonly object[] {
  return [
    { type: 'rect', shape: { x, y: y + 1, width: 14, height: 14, r: 3 }, style: { fill } },
    words(name, x + 22, y + 1, { fontSize: 14, fill: colours.ink }),
  ]
}

const colourKey = [
  ...keyTo('This week', colours.now, left, 100),
  ...keyTo('Week before', colours.before, left + 130, 100),
]

function simulatedMark(): readonly object[] {
  const box = { width: 172, height: 32 }
  const x = width - left - box.width
  return [
    {
      type: 'rect',
      shape: { x, y: 26, ...box, r: 16 },
      style: { fill: colours.simulatedFill, stroke: colours.simulated, lineWidth: 1.5 },
    },
    words('Simulated figures', x + box.width / 2, 35, {
      fontSize: 14,
      fontWeight: 'bold',
      fill: colours.simulated,
      align: 'center',
    }),
  ]
}

function emptyPlan(report: Report, title: string): ChartPlan {
  const middle = { align: 'center', fill: colours.quiet }
  const notes = [
    words('No figures yet', width / 2, 160, { ...middle, fontSize: 24, fill: colours.ink }),
    words('They appear here once posts are live and their figures have come in.', width / 2, 202, {
      ...middle,
      fontSize: 15,
    }),
  ]
  return { width, height: 300, option: frameOf(report, title, notes) }
}

function heading(text: string, x: number, y: number): object {
  return words(text, x, y, { fontSize: 15, fontWeight: 'bold', fill: colours.ink })
}

function words(text: string, x: number, y: number, style: object): object {
  return { type: 'text', x, y, style: { text, fontFamily, verticalAlign: 'top', ...style } }
}

/** As much of a name as the shipped font has glyphs for: a row of empty boxes says less than nothing. */
function drawable(name: string, max: number): string {
  const kept = name
    .replaceAll(
      /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Nd}\p{P}\p{Sc}\p{M} ]/gu,
      '',
    )
    .trim()
  return kept.length > max ? `${kept.slice(0, max - 1).trim()}…` : kept
}
