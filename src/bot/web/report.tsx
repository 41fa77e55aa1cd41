import type { FigureRow, FigureView, Pair, ReportCard, ReportPost } from '../card.ts'
import { simulatedFigures } from '../report-words.ts'
import { Inert, Simulated } from './parts.tsx'
import { Shell } from './shell.tsx'
import { shortDay } from '../time.ts'
import type { View } from './view.ts'

export type ChartRef = { readonly name: string; readonly alt: string }

/** A week's report: figures first, as text; then charts, tables, and what the desk itself did. */
export function ReportPage(props: {
  report: ReportCard
  charts: readonly ChartRef[]
  weeks: readonly string[]
  view: View
}) {
  const { report, charts, weeks, view } = props
  const base = `/b/${view.brand.id}/reports`
  return (
    <Shell title={`Report ${report.week}`} section="reports" view={view}>
      <header class="page-head">
        <h1>Week {report.week.slice(-2).replace(/^0/, '')}</h1>
        <p class="soft">
          {shortDay(report.from)} to {shortDay(report.to)} {report.to.slice(0, 4)} · against the week before{' '}
          {report.simulated && <Simulated />}
        </p>
        <Weeks weeks={weeks} current={report.week} base={base} />
      </header>
      {report.simulated && <p class="banner banner-notice">{simulatedFigures}</p>}
      <Figures report={report} />
      <Charts charts={charts} folder={`${base}/${report.week}`} />
      <FigureTable title="By network" head="Network" rows={report.networks} />
      <FigureTable title="By day" head="Day" rows={report.days} />
      <div class="columns flow">
        <Posts report={report} />
        <Times report={report} />
        <Pairs title="Reliability" pairs={report.reliability} />
        <Reviewing report={report} />
      </div>
      <footer class="fine audit-head">
        Model cost {report.cost}. Audit trail: {report.auditEntries.toLocaleString('en-GB')} entries, head{' '}
        <code>{report.auditHead}</code>
      </footer>
    </Shell>
  )
}

function Figures({ report }: { report: ReportCard }) {
  return (
    <dl class="figures">
      {report.figures.map((figure) => (
        <div>
          <dt>{figure.label}</dt>
          <dd>
            <b>{figure.value}</b> <Change figure={figure} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Charts({ charts, folder }: { charts: readonly ChartRef[]; folder: string }) {
  return (
    <div class="charts">
      {charts.map(({ name, alt }) => (
        <figure>
          <img src={`${folder}/${name}.png`} alt={alt} loading="lazy" width={1000} height={560} />
        </figure>
      ))}
    </div>
  )
}

export function NoReportPage({ view }: { view: View }) {
  return (
    <Shell title="Reports" section="reports" view={view}>
      <section class="empty">
        <h1>There is no report yet</h1>
        <p>
          The first one is made on the Monday after a week with published posts, at 09:00 in{' '}
          {view.brand.timeZone}.
        </p>
        <p>
          Figures come in with <code>npx greenroom metrics import FILE</code>; a report of any week is made
          with <code>npx greenroom report --week 2026-W46</code>.
        </p>
      </section>
    </Shell>
  )
}

function Weeks({ weeks, current, base }: { weeks: readonly string[]; current: string; base: string }) {
  return (
    <nav class="pager" aria-label="Weeks with a report">
      {weeks.slice(0, 12).map((week) => (
        <a href={`${base}/${week}`} aria-current={week === current ? 'page' : undefined}>
          {week}
        </a>
      ))}
    </nav>
  )
}

const arrows = { up: '▲', down: '▼', level: '' } as const

function Change({ figure }: { figure: FigureView }) {
  if (figure.change === null) return <span class="change soft">was {figure.before}</span>
  return (
    <span class={`change change-${figure.direction}`}>
      <span aria-hidden="true">{arrows[figure.direction]}</span> {figure.change}{' '}
      <span class="soft">was {figure.before}</span>
    </span>
  )
}

function FigureTable({ title, head, rows }: { title: string; head: string; rows: readonly FigureRow[] }) {
  const [first] = rows
  if (!first) return null
  return (
    <section class="scroll" tabIndex={0} aria-label={title}>
      <table class="figure-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {first.figures.map(({ label }) => (
              <th scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, figures }) => (
            <tr>
              <th scope="row">{label}</th>
              {figures.map(({ value, change, direction }) => (
                <td>
                  {value} {change !== null && <span class={`change change-${direction}`}>{change}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Posts({ report: { best, worst } }: { report: ReportCard }) {
  if (!best) return null
  return (
    <section>
      <h2>Best and worst</h2>
      <PostFigures title="Best" post={best} />
      {worst && worst.postId !== best.postId && <PostFigures title="Worst" post={worst} />}
    </section>
  )
}

function PostFigures({ title, post }: { title: string; post: ReportPost }) {
  return (
    <div class="report-post">
      <h3>
        {title}: <a href={`/posts/${post.postId}`}>{post.network}</a>
      </h3>
      <p class="post-text">
        <Inert text={post.text} />
      </p>
      <p class="fine">
        {post.impressions.toLocaleString('en-GB')} impressions · {post.engagements.toLocaleString('en-GB')}{' '}
        engagements · {post.clicks.toLocaleString('en-GB')} clicks
      </p>
    </div>
  )
}

function Times({ report: { bestTimes } }: { report: ReportCard }) {
  if (bestTimes.length === 0) return null
  return (
    <section class="scroll" tabIndex={0} aria-label="Best times">
      <h2>Best times</h2>
      <table class="figure-table">
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col">Hour</th>
            <th scope="col">Posts</th>
            <th scope="col">Engagements a post</th>
          </tr>
        </thead>
        <tbody>
          {bestTimes.slice(0, 8).map(({ network, hour, posts, engagements }) => (
            <tr>
              <th scope="row">{network}</th>
              <td>{hour}</td>
              <td>{posts}</td>
              <td>{engagements.toLocaleString('en-GB')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Reviewing({ report }: { report: ReportCard }) {
  return (
    <section>
      <h2>Reviewing</h2>
      <PairList pairs={report.reviewing} />
      {report.reasons.length > 0 && (
        <>
          <h3>Why posts were rejected</h3>
          <PairList
            pairs={report.reasons.map(({ reason, count }) => ({ label: reason, value: String(count) }))}
          />
        </>
      )}
    </section>
  )
}

function Pairs({ title, pairs }: { title: string; pairs: readonly Pair[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <PairList pairs={pairs} />
    </section>
  )
}

function PairList({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <dl class="pairs">
      {pairs.map(({ label, value }) => (
        <>
          <dt>
            <Inert text={label} />
          </dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  )
}
