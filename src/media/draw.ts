import { createRequire } from 'node:module'
import { fontFamily, type ChartPlan } from './chart-options.ts'

/** Physical pixels for each CSS pixel: crisp on a phone, still far below what a chat surface takes. */
export const pixelRatio = 2

const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']

/** Draws one chart as PNG. The same plan gives the same bytes on every machine: no font but the shipped one is used. */
export async function draw(plan: ChartPlan): Promise<Uint8Array> {
  // Loaded on first use: together they take a quarter of a second that a start should not wait for.
  const echarts = await import('echarts')
  const { Resvg } = await import('@resvg/resvg-js')
  const { width, height } = plan
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  let svg: string
  try {
    chart.setOption(plan.option)
    svg = chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
  const { resolve } = createRequire(import.meta.url)
  const rendered = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: pixelRatio },
    font: {
      loadSystemFonts: false,
      // Without font files resvg draws no text and reports no error; `resolve` throws if they are gone.
      fontFiles: fontFiles.map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`)),
      defaultFontFamily: fontFamily,
    },
  })
  return rendered.render().asPng()
}
