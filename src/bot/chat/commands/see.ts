import { networkLabels, type Brand, type NetworkName } from '../../../domain/brand.ts'
import { addDays, dateIn } from '../../../domain/slot.ts'
import { lastFullWeek, weeklyReport } from '../../../service/report.ts'
import { reportCard } from '../../cards/report-card.ts'
import { actorOf } from '../../identity.ts'
import { loadCard, loadDay } from '../../load.ts'
import { plural } from '../../names.ts'
import { longDay } from '../../time.ts'
import { saying, type Answer } from '../answer.ts'
import { loadDays, postLine } from '../post-lines.ts'
import { lookAt } from '../looks.ts'
import type { Line } from '../say.ts'
import { waitingPosts, waitsFor, type WaitingPost } from '../waiting.ts'
import { isRoomOf } from '../rooms.ts'
import { brandAsked, networkAsked, postAsked, type Asked, type Run } from './asked.ts'
import { dayLines } from './day-lines.ts'
import { dayOf } from './slots.ts'
import { typed, typingOn } from './typing.ts'

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
      ? [{ strong: `${plural(theirs.length, 'post waits', 'posts wait')} for you` }]
      : ['Nothing waits for you.']
  return withPosts(asked, brand, theirs, [...dayLines(day), turn])
}

export const queue: Run = async (asked) => {
  const brand = brandAsked(asked)
  const network = networkAsked(asked)
  const all = await waitingPosts(asked.deps, brand)
  const posts = all.filter(({ account }) => network === null || account.network === network)
  const what = namedWith(brand, network)
  const heading: Line =
    posts.length > 0
      ? [{ strong: `${what}: ${plural(posts.length, 'post waits', 'posts wait')} for somebody` }]
      : [`Nothing of ${what} waits for anybody.`]
  return withPosts(asked, brand, posts, [heading])
}

export const plan: Run = async (asked) => {
  const { deps, options } = asked
  const brand = brandAsked(asked)
  const first =
    options.day === undefined ? dateIn(deps.clock.now(), brand.timeZone) : dayOf(options.day, deps, brand)
  const days = Number(options.days ?? 7)
  const network = networkAsked(asked)
  const what = namedWith(brand, network)
  const typing = typingOn[asked.where.surface]
  const found = await loadDays(deps, brand, first, days, network)
  const span = days === 1 ? longDay(first) : `${longDay(first)} to ${longDay(addDays(first, days - 1))}`
  const entries = found.flatMap(({ date, posts }) => posts.map((line) => ({ date, line })))
  if (entries.length === 0)
    return saying([[`Nothing is planned for ${what}, ${span}. The calendar is made a month at a time.`]])
  const shown = entries.slice(0, planAtOnce)
  const next = entries[planAtOnce]
  return saying([
    [{ strong: `${what}, ${span}` }],
    ...shown.flatMap(({ date, line }, index) =>
      shown[index - 1]?.date === date ? [line] : [[{ strong: longDay(date) }], line],
    ),
    ...cutLine(entries.length - planAtOnce, next ? typed('plan', { day: next.date }, typing) : null),
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
    everyone: isRoomOf(brand, asked.where),
  })
}

function namedWith({ name }: Brand, network: NetworkName | null): string {
  return network === null ? name : `${name} on ${networkLabels[network]}`
}

/** Enough for a fortnight of four accounts. */
const planAtOnce = 60

/** The most urgent as cards, what follows as lines, and how to come to the rest. */
async function withPosts(
  { deps, where }: Asked,
  brand: Brand,
  posts: readonly WaitingPost[],
  lines: readonly Line[],
): Promise<Answer> {
  const typing = typingOn[where.surface]
  const people = await deps.store.people()
  const cards = await Promise.all(posts.slice(0, cardsAtOnce).map((post) => loadCard(deps, brand, post)))
  const further = posts.slice(cardsAtOnce, cardsAtOnce + linesAtOnce)
  const listed = further.map((post) => postLine(post, brand, people, 'date'))
  const heading: Line = ['And, with ', { code: typed('show', { post: '<post>' }, typing) }, ':']
  const left = posts.length - cardsAtOnce - linesAtOnce
  const then = posts[cardsAtOnce + linesAtOnce]
  return saying(
    [
      ...lines,
      ...(listed.length > 0 ? [heading, ...listed] : []),
      ...cutLine(left, then ? typed('plan', { day: then.slot.date }, typing) : null),
    ],
    { cards },
  )
}

/** `And 12 more posts: /greenroom plan 2026-11-27` */
function cutLine(left: number, command: string | null): readonly Line[] {
  if (left <= 0) return []
  return [[`And ${plural(left, 'more post')}`, ...(command === null ? ['.'] : [': ', { code: command }])]]
}
