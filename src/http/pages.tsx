import type { FastifyInstance } from 'fastify'
import { isPostId } from '../bot/action.ts'
import { reportCard } from '../bot/cards/report-card.ts'
import { stateOf } from '../bot/cards/state.ts'
import { loadCard, loadDay } from '../bot/load.ts'
import { BrandPage } from '../bot/web/brand.tsx'
import { PostPage } from '../bot/web/post.tsx'
import { NoReportPage, ReportPage } from '../bot/web/report.tsx'
import { SchedulePage } from '../bot/web/schedule.tsx'
import { Shell, WhoAreYou } from '../bot/web/shell.tsx'
import { TodayPage } from '../bot/web/today.tsx'
import type { Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Post } from '../domain/post.ts'
import { addDays, dateIn, isDate, startOfDay } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { brandOf } from '../service/act.ts'
import { why } from '../service/why.ts'
import type { Assets } from '../bot/web/view.ts'
import { sendPage, viewFor } from './session.ts'

type BrandRoute = { Params: { brand: string }; Querystring: Record<string, string | undefined> }

/** Everything that can be looked at. */
export function servePages(server: FastifyInstance, deps: Deps, assets: Assets): void {
  server.get('/', async (_request, reply) => {
    const [first] = deps.brands.all()
    if (!first) throw new Refusal('unknown_brand', 'There is no brand yet. Make one with: npx greenroom init')
    return reply.redirect(`/b/${first.id}`, 303)
  })

  server.get<BrandRoute>('/b/:brand', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const view = viewFor(deps, assets, request, reply, brand)
    return sendPage(reply, <TodayPage {...(await loadDay(deps, brand))} view={view} />)
  })

  server.get<BrandRoute>('/b/:brand/schedule', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const view = viewFor(deps, assets, request, reply, brand)
    const today = dateIn(view.now, brand.timeZone)
    const asked = request.query.from ?? today
    if (!isDate(asked)) throw new Refusal('invalid', 'This is not a day. Write it as in ?from=2026-11-20.')
    return sendPage(
      reply,
      <SchedulePage from={asked} today={today} entries={await entriesOf(deps, brand, asked)} view={view} />,
    )
  })

  server.get<BrandRoute>('/b/:brand/brand', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const view = viewFor(deps, assets, request, reply, brand)
    return sendPage(reply, <BrandPage notices={await deps.store.notices(brand.id)} view={view} />)
  })

  server.get<{ Params: { id: string } }>('/posts/:id', async (request, reply) => {
    const { post, brand } = await postOf(deps, request.params.id)
    const view = viewFor(deps, assets, request, reply, brand)
    const [card, story] = await Promise.all([loadCard(deps, brand, post), why(deps, post.id)])
    return sendPage(reply, <PostPage card={card} story={story} view={view} />)
  })

  serveWho(server, deps, assets)
  serveReports(server, deps, assets)
}

function serveWho(server: FastifyInstance, deps: Deps, assets: Assets): void {
  server.get<BrandRoute>('/b/:brand/who', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const view = { ...viewFor(deps, assets, request, reply, brand), path: `/b/${brand.id}` }
    return sendPage(
      reply,
      <Shell title="Who are you?" section="who" view={view}>
        <header class="page-head">
          <h1>{view.viewer ? `You are ${view.viewer.name}` : brand.name}</h1>
        </header>
        {view.viewer && <WhoAreYou view={view} />}
      </Shell>,
    )
  })
}

function serveReports(server: FastifyInstance, deps: Deps, assets: Assets): void {
  server.get<BrandRoute>('/b/:brand/reports', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const [latest] = await deps.store.reportWeeks(brand.id)
    if (latest) return reply.redirect(`/b/${brand.id}/reports/${latest}`, 303)
    return sendPage(reply, <NoReportPage view={viewFor(deps, assets, request, reply, brand)} />)
  })

  server.get<{ Params: { brand: string; week: string } }>(
    '/b/:brand/reports/:week',
    async (request, reply) => {
      const brand = brandOf(deps, request.params.brand)
      const week = weekOf(request.params.week)
      const [stored, weeks] = await Promise.all([
        deps.store.report(brand.id, week),
        deps.store.reportWeeks(brand.id),
      ])
      if (!stored) throw new Refusal('unknown_post', `There is no report for ${week}.`)
      const view = viewFor(deps, assets, request, reply, brand)
      return sendPage(
        reply,
        <ReportPage report={reportCard(stored.report)} charts={stored.charts} weeks={weeks} view={view} />,
      )
    },
  )

  server.get<{ Params: { brand: string; week: string; file: string } }>(
    '/b/:brand/reports/:week/:file',
    async (request, reply) => {
      const { brand, week, file } = request.params
      const stored = await deps.store.report(brandOf(deps, brand).id, weekOf(week))
      const chart = stored?.charts.find(({ name }) => `${name}.png` === file)
      if (!chart) throw new Refusal('unknown_post', 'There is no such chart.')
      return reply.type('image/png').header('cache-control', 'private, no-cache').send(Buffer.from(chart.png))
    },
  )
}

function weekOf(text: string): string {
  if (/^\d{4}-W\d{2}$/.test(text)) return text
  throw new Refusal('unknown_post', 'There is no report for this week. Weeks are written as in 2026-W46.')
}

/** A post and its brand, or a refusal. */
export async function postOf(
  deps: Deps,
  id: string,
): Promise<{ readonly post: Post; readonly brand: Brand }> {
  const post = isPostId(id) ? await deps.store.post(id) : null
  if (!post) throw new Refusal('unknown_post', 'There is no such post. It may have been removed.')
  return { post, brand: brandOf(deps, post.brand) }
}

async function entriesOf(deps: Deps, brand: Brand, from: string) {
  const zone = brand.timeZone
  const dueFrom = startOfDay(from, zone)
  const dueBefore = startOfDay(addDays(from, 7), zone)
  const [posts, people] = await Promise.all([
    deps.store.posts({ brand: brand.id, dueFrom, dueBefore }),
    deps.store.people(),
  ])
  return posts.map((post) => ({ post, state: stateOf(post, people, brand.policy) }))
}
