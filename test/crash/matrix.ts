import { setTimeout as sleep } from 'node:timers/promises'
import { verifyChain } from '../../src/domain/audit.ts'
import type { Change } from '../../src/domain/events.ts'
import { hourMs, minuteMs, slotAt } from '../../src/domain/slot.ts'
import { act, drafter, draftNamed, plan } from '../store/posts.ts'
import { openCrew, type Crew, type Jobs } from './crew.ts'
import { cardOf, fateOf, sightOf, type Fate, type Places } from './fate.ts'
import type { Settings } from './orders.ts'
import { points, type Point } from './points.ts'
import type { Worker } from './worker.ts'

/** How the network is to one post: it tells all, loses every answer to what it takes, or also never says what is live. */
export const manners = ['tells', 'loses answers', 'is mute'] as const
export type Manner = (typeof manners)[number]

/** Of one post, around the death of the worker that had it in hand. */
export type Survival = Fate & {
  readonly point: Point
  readonly manner: Manner
  readonly killed: string
  /** Whether the worker stood at the point with this very post. */
  readonly stood: boolean
  /** The jobs about it that were on the clock when the worker had died, and that are when all is over. */
  readonly jobsAtDeath: readonly string[]
  readonly jobsLeft: readonly string[]
  readonly finishedBy: string
  /** From the death to the last commit, by the desk's time. */
  readonly deskMs: number
  /** How often its card was changed after the death. */
  readonly changesAfter: number
}

export type Matrix = {
  readonly survivals: readonly Survival[]
  /** How long the chat room was without a worker, and how many attempts the next sweep gave up, before their deadline. */
  readonly deaths: readonly {
    readonly signal: NodeJS.Signals | null
    readonly handOverMs: number
    readonly givenUpEarly: number
  }[]
  readonly chain: ReturnType<typeof verifyChain>
}

export type Stage = Places & { readonly settings: Settings }

/**
 * A desk with two workers. Each has, in its turn, posts in hand at every point and for every manner of the network, is killed, and the others go
 * on; in between a new one has come.
 */
export async function crashMatrix(stage: Stage): Promise<Matrix> {
  const crew = await openCrew(stage.settings)
  try {
    const first = await killOne(stage, crew, 0)
    const second = await killOne(stage, crew, 1)
    const { store, settings } = stage
    const { id } = settings.brand
    return {
      survivals: [...first.survivals, ...second.survivals],
      deaths: [first, second],
      chain: verifyChain(await store.audit(id), await store.auditHead(id)),
    }
  } finally {
    await crew.stop()
  }
}

type Subject = { readonly id: string; readonly point: Point; readonly manner: Manner }

/** The last figure of its id says how the network is to a post. */
export function mannerOf(postId: string): Manner | undefined {
  return manners[Number(postId.charAt(3))]
}

async function killOne(stage: Stage, crew: Crew, round: number) {
  const [doomed, other] = crew.alive
  if (!doomed || !other) throw new Error('two workers are needed')
  const subjects = points.flatMap((point, at) =>
    manners.map((manner, how): Subject => ({ id: `k${round}${at}${how}`, point, manner })),
  )
  const dueAt = Math.ceil(crew.nowMs() / minuteMs) * minuteMs + 10 * minuteMs
  await stage.store.commit(...inReview(stage.settings, subjects, new Date(dueAt)))
  await stage.room.until(() => subjects.every(({ id }) => cardOf(stage.room, id)))

  await bringThere({ crew, doomed, other, subjects, dueAt })
  const before = new Map(subjects.map(({ id }) => [id, cardOf(stage.room, id)?.changes ?? 0]))
  const { signal, handedOver } = await crew.killFirst()
  const diedAt = crew.nowMs()
  const jobsAtDeath = (await other.ask({ do: 'tell_jobs' })).jobs ?? []
  const givenUpEarly = (await other.ask({ do: 'sweep' })).interrupted ?? 0
  await other.ask({ do: 'put_sweep', at: crew.nowMs() + minuteMs })
  const handOverMs = await handedOver
  if (round === 0) crew.hire()

  const jobsLeft = await recover(stage, crew, subjects)
  const survivals = subjects.map(async ({ id, point, manner }): Promise<Survival> => {
    const fate = await fateOf(stage, id)
    const whose = [doomed, other].find(({ committed }) => committed.get(id) === fate.status)
    return {
      ...fate,
      point,
      manner,
      killed: doomed.name,
      stood: doomed.stands.has(id),
      jobsAtDeath: jobsAbout(id, jobsAtDeath),
      jobsLeft: jobsAbout(id, jobsLeft),
      finishedBy: whose === doomed ? 'the killed one' : whose === other ? 'the other' : 'a new one',
      deskMs: Math.max(0, fate.lastAt.getTime() - diedAt),
      changesAfter: (cardOf(stage.room, id)?.changes ?? 0) - (before.get(id) ?? 0),
    }
  })
  return { signal, handOverMs, givenUpEarly, survivals: await Promise.all(survivals) }
}

type Way = {
  readonly crew: Crew
  readonly doomed: Worker
  readonly other: Worker
  readonly subjects: readonly Subject[]
  readonly dueAt: number
}

/** Until the one that is to be killed stands at every point. It takes all of the posts, since the other stands still for that moment. */
async function bringThere({ crew, doomed, other, subjects, dueAt }: Way): Promise<void> {
  const at = Object.fromEntries(subjects.map(({ id, point }) => [id, point]))
  const idsAt = (isWanted: (point: Point) => boolean) =>
    subjects.filter(({ point }) => isWanted(point)).map(({ id }) => id)
  const stands = (id: string) => doomed.stands.has(id)
  // None comes before the death, and makes up for what that is to leave.
  await doomed.ask({ do: 'put_sweep', at: dueAt + hourMs })
  await doomed.ask({ do: 'stand', at })
  for (const postId of idsAt((point) => !isUnsent(point))) await doomed.ask({ do: 'approve', postId })
  await crew.settled()
  for (const postId of idsAt(isUnsent)) {
    // It will never answer.
    doomed.ask({ do: 'approve', postId }).catch(() => {})
    await doomed.until(() => stands(postId))
  }
  other.freeze()
  const advanced = crew.advanceTo(dueAt, other)
  const sending = idsAt((point) => !isUnsent(point) && !isInRoom(point))
  await doomed.until(() => sending.every(stands))
  // A room is told one thing after the other: the first of them holds up the rest.
  for (const point of points.filter(isInRoom)) {
    const told = idsAt((one) => one === point)
    await doomed.until(() => told.some(stands) && told.every((id) => isAttempted(doomed, id)))
  }
  other.thaw()
  await advanced
}

function isUnsent(point: Point): boolean {
  return point === 'after the approval’s commit'
}

export function isInRoom(point: Point): boolean {
  return point === 'before the card’s change' || point === 'after the room took a line'
}

function isAttempted({ committed }: Worker, id: string): boolean {
  return committed.get(id) === 'published' || committed.get(id) === 'unknown'
}

/** Lets time pass until nothing is left to do about the posts, and the room says so. Answers the jobs that are left. */
async function recover(stage: Stage, crew: Crew, subjects: readonly Subject[]): Promise<Jobs> {
  let jobs = await crew.settled()
  for (let step = 0; step < maxSteps && !(await isOver(stage, subjects)); step += 1) {
    const dues = jobs.filter(({ name }) => name === 'publish' || name === 'settle').map(({ at }) => at)
    // What falls due nearly together is let fall due together.
    await crew.advanceTo(dues.length > 0 ? Math.min(...dues) + 2000 : crew.nowMs() + minuteMs)
    await crew.reinforce()
    jobs = await crew.settled()
  }
  const fates = await Promise.all(subjects.map(({ id }) => fateOf(stage, id)))
  for (let step = 0; step < 10 * maxSteps && !fates.every((fate) => isTold(stage, fate)); step += 1) {
    await sleep(100)
    if (step % 5 === 4) await crew.advanceTo(crew.nowMs() + 15_000)
  }
  await crew.reinforced()
  return crew.settled()
}

/** Twice what it takes. */
const maxSteps = 40

function jobsAbout(id: string, jobs: Jobs): readonly string[] {
  return jobs.filter(({ subject }) => subject.startsWith(`${id}.`)).map(({ name }) => name)
}

/** The room shows how it ended, and tells all of it. */
function isTold({ room }: Stage, { id, status, told }: Fate): boolean {
  const { shown, lines } = sightOf(room, id)
  return shown === status && told.every((key) => lines.includes(key))
}

/** Also when something is live twice: that will not mend itself. */
async function isOver({ store, network, settings }: Stage, subjects: readonly Subject[]): Promise<boolean> {
  const keys = network.live.map(({ key }) => key)
  const posts = await store.posts({ brand: settings.brand.id, status: ['published', 'needs_human'] })
  const over = new Set(posts.map(({ id }) => id))
  return new Set(keys).size < keys.length || subjects.every(({ id }) => over.has(id))
}

/** Of low risk, without images, and shown to people as its first version: all in one commit. */
function inReview({ brand }: Settings, subjects: readonly Subject[], dueAt: Date): [Change, ...Change[]] {
  const [account] = brand.accounts
  if (!account) throw new Error('the brand has no account')
  const changes = subjects.flatMap(({ id }) => {
    const draft = draftNamed(`Text of ${id}`)
    const variants = draft.variants.map((one) => ({ ...one, media: [] }))
    const planned = plan(id, { brand: brand.id, account, slot: slotAt(dueAt, brand.timeZone) })
    const begun = act(planned.post, { type: 'start_drafting', actor: drafter, again: false })
    const drafted = { ...draft, variants }
    return [planned, begun, act(begun.post, { type: 'finish_drafting', actor: drafter, draft: drafted })]
  })
  const [first, ...rest] = changes
  if (!first) throw new Error('there are no posts')
  return [first, ...rest]
}
