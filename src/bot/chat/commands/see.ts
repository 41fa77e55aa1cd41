import type { Brand } from '../../../domain/brand.ts'
import { addDays, dateIn } from '../../../domain/slot.ts'
import { lastFullWeek, weeklyReport } from '../../../service/report.ts'
import { reportCard } from '../../cards/report-card.ts'
import { actorOf } from '../../identity.ts'
import { loadCard, loadDay } from '../../load.ts'
import { plural } from '../../names.ts'
import type { Answer } from '../answer.ts'
import { saying } from '../answers.ts'
import { loadDays, postLine } from '../post-lines.ts'
import { lookAt } from '../looks.ts'
import type { Line } from '../say.ts'
import { waitingPosts, waitsFor, type WaitingPost } from '../waiting.ts'
import { brandAsked, postAsked, type Asked, type Run } from './asked.ts'
import { dayLines } from './day-lines.ts'
import { dayOf } from './slots.ts'
import { typed } from './table.ts'

/** More cards than these nobody reads in one answer; the others follow as lines. */
const cardsAtOnce = 5
const linesAtOnce = 20

export const today: Run = async (asked) => {
  const { deps, who } = asked
  const brand = brandAsked(asked)
  const [{ day }, actor, posts] = await Promise.all([
    loadDay(deps, brand),
    actorOf(deps, brand, who),
    waitingPosts(deps, brand),
  ])
  const theirs = posts.filter((post) => waitsFor(post, actor))
  const turn: Line =
    theirs.length > 0
      ? [{ strong: `${plural(theirs.length, 'post')} ${theirs.length === 1 ? 'waits' : 'wait'} for you` }]
      : ['Nothing waits for you.']
  return withPosts(asked, brand, theirs, [...dayLines(day), turn])
}

export const queue: Run = async (asked) => {
  const brand = brandAsked(asked)
  const posts = await waitingPosts(asked.deps, brand)
  const heading: Line =
    posts.length > 0
      ? [
          {
            strong: `${brand.name}: ${plural(posts.length, 'post')} ${posts.length === 1 ? 'waits' : 'wait'} for somebody`,
          },
        ]
      : [`Nothing of ${brand.name} waits for anybody.`]
  return withPosts(asked, brand, posts, [heading])
}

export const plan: Run = async (asked) => {
  const { deps, options } = asked
  const brand = brandAsked(asked)
  const first =
    options.day === undefined ? dateIn(deps.clock.now(), brand.timeZone) : dayOf(options.day, deps, brand)
  const days = Number(options.days ?? 7)
  const found = await loadDays(deps, brand, first, days)
  const last = addDays(first, days - 1)
  const span = days === 1 ? dayName(first) : `${dayName(first)} to ${dayName(last)}`
  if (found.length === 0)
    return saying([
      [`Nothing is planned for ${brand.name}, ${span}. The calendar is made a month at a time.`],
    ])
  const lines = found.flatMap(({ date, posts }): readonly Line[] => [[{ strong: dayName(date) }], ...posts])
  const next = found.find((_, index) => linesOf(found.slice(0, index + 1)) > planLinesAtOnce)?.date ?? null
  return saying([
    [{ strong: `${brand.name}, ${span}` }],
    ...lines.slice(0, planLinesAtOnce),
    ...cutLine(lines.length - planLinesAtOnce, 'line', next && typed('plan', next)),
  ])
}

export const show: Run = async (asked) => {
  const { post, brand } = await postAsked(asked)
  const card = await loadCard(asked.deps, brand, post)
  const { lines, buttons } = await lookAt(asked.deps, brand, post, 'variants')
  return saying(lines, { cards: [card], buttons })
}

export const why: Run = async (asked) => {
  const { post, brand } = await postAsked(asked)
  return lookAt(asked.deps, brand, post, 'why')
}

export const report: Run = async (asked) => {
  const { deps, options } = asked
  const brand = brandAsked(asked)
  const week = options.week ?? lastFullWeek(brand, deps.clock.now())
  const stored = await weeklyReport(deps, brand.id, week)
  return saying([[`The report of ${brand.name} on week ${week}.`]], {
    report: reportCard(stored.report),
    everyone: true,
  })
}

/** Enough for a fortnight of three accounts. */
const planLinesAtOnce = 60

/** The most urgent as cards, what follows as lines, and how to come to the rest. */
async function withPosts(
  { deps }: Asked,
  brand: Brand,
  posts: readonly WaitingPost[],
  lines: readonly Line[],
): Promise<Answer> {
  const people = await deps.store.people()
  const cards = await Promise.all(posts.slice(0, cardsAtOnce).map((post) => loadCard(deps, brand, post)))
  const further = posts.slice(cardsAtOnce, cardsAtOnce + linesAtOnce)
  const listed = further.map((post) => postLine(post, brand, people, 'date'))
  const heading: Line = ['And, with ', { code: typed('show', '<post>') }, ':']
  const left = posts.length - cardsAtOnce - linesAtOnce
  const then = posts[cardsAtOnce + linesAtOnce]
  return saying(
    [
      ...lines,
      ...(listed.length > 0 ? [heading, ...listed] : []),
      ...cutLine(left, 'post', then ? typed('plan', then.slot.date) : null),
    ],
    { cards },
  )
}

/** `and 12 more posts: /greenroom plan 2026-11-27` */
function cutLine(left: number, what: string, command: string | null): readonly Line[] {
  if (left <= 0) return []
  return [[`And ${plural(left, `more ${what}`)}`, ...(command === null ? ['.'] : [': ', { code: command }])]]
}

function linesOf(days: readonly { readonly posts: readonly Line[] }[]): number {
  return days.reduce((sum, { posts }) => sum + posts.length + 1, 0)
}

function dayName(date: string): string {
  return dayFormat.format(new Date(`${date}T00:00:00Z`))
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
