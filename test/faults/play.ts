import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningDesk } from '../cli/greenroom.ts'
import { isFull, type Fault, type Result } from './fault.ts'
import { approveMorning, postsOf, writeBrands } from './morning.ts'
import { until, type Stage } from './stage.ts'
import { judge } from './verdict.ts'
import { visit, type Answer, type Visitor } from './visitor.ts'
import { watchPage } from './watch-page.ts'

/** What is left undone is found by the sweep within a minute; an attempt that was cut off is given up after 90 s. */
const patienceMs = 180_000
/** Somebody looks every 5 s whether there is something to tell, or to take back. */
const tellingMs = 30_000

/** Opens a desk; the function that is answered lets people approve what is due in a moment, and then something break. */
export async function prepare(stage: Stage, fault: Fault): Promise<() => Promise<Result>> {
  await writeBrands(stage)
  const end = fault.first ? await fault.begin(stage, []) : null
  const beganAt = performance.now()
  const desks: RunningDesk[] = []
  for (const how of (await fault.processes?.(stage)) ?? [{}]) desks.push(await stage.start(how))
  return () => play(stage, fault, desks, end && { end, beganAt })
}

type Begun = { readonly end: () => Promise<void>; readonly beganAt: number }

async function play(
  stage: Stage,
  fault: Fault,
  desks: readonly RunningDesk[],
  begun: Begun | null,
): Promise<Result> {
  const ada = await visit(desks[0]?.url ?? '', 'Ada')
  const morning = await approveMorning(stage, ada, fault.leadMs)
  const { end, beganAt } = begun ?? {
    end: await fault.begin(stage, desks),
    beganAt: performance.now(),
  }
  const madeAt = new Date()
  const page = watchPage(ada, 'patient')
  const said = fault.says ? page.says(fault.says, tellingMs) : null
  const later = await pressed(ada, morning.later.id)
  const wrong = answered(later, fault)
  wrong.push(...((await said) ?? []), ...(await inRoom(stage, fault, 'says', 1)))
  const lastsMs = isFull ? Math.max(60_000, fault.lastsMs) : fault.lastsMs
  const leftMs = Math.max(morning.overAt.getTime() - Date.now(), beganAt + lastsMs - performance.now())
  await sleep(Math.max(0, leftMs))
  await end()
  const endedAt = performance.now()
  wrong.push(...(await recovered(desks, async () => (await postsOf(stage, morning)).every(isOver))))
  const recoveredMs = performance.now() - endedAt
  if (fault.saysAfter) wrong.push(...(await page.says(fault.saysAfter, tellingMs)))
  wrong.push(...(await inRoom(stage, fault, 'saysAfter', 1)))
  if (fault.says) wrong.push(...(await page.isSilent(fault.says, tellingMs)))
  wrong.push(...(await inRoom(stage, fault, 'says', 0)))
  await page.stop()
  wrong.push(...(await pressedAgain(ada, later, morning.later.id)))
  // What fell due before it had gone wrong may have gone out: making it takes a busy machine a while.
  const stopsSending = fault.stopsSending === true && madeAt < morning.firstAt
  const verdict = await judge(stage, { stopsSending }, morning)
  wrong.push(...verdict.wrong, ...((await fault.after?.(stage, desks)) ?? []))
  const seen = [`${later.outcome === 'done' ? 'done' : 'not done'}: ${later.sentence}`, ...page.seen()]
  return { ...verdict, seen, recoveredMs, wrong }
}

function isOver({ status }: { readonly status: string }): boolean {
  return status === 'published' || status === 'held'
}

function pressed(visitor: Visitor, post: string): Promise<Answer> {
  return visitor.press('approve', post)
}

function answered({ outcome, sentence }: Answer, { truth }: Fault): string[] {
  const isRight = truth === 'some' || outcome === (truth === 'open' ? 'done' : 'failed')
  return isRight ? [] : [`an approval was answered with ${outcome}: ${sentence}`]
}

/** Whoever was told that it did not work, presses again. */
async function pressedAgain(visitor: Visitor, first: Answer, post: string): Promise<readonly string[]> {
  if (first.outcome === 'done') return []
  const { outcome, sentence } = await pressed(visitor, post)
  // It may have come through all the same: then that is what the second press is told.
  const isRight = outcome === 'done' || sentence.includes('approved already')
  return isRight ? [] : [`a second press was answered with ${outcome}: ${sentence}`]
}

/** The room has it in as many messages, and in no other. */
async function inRoom(
  { room }: Stage,
  fault: Fault,
  which: 'says' | 'saysAfter',
  count: 0 | 1,
): Promise<readonly string[]> {
  const words = fault[which]
  if (!room || !words || fault.room !== which) return []
  const isSo = await until(async () => (await room.count(words)) === count, tellingMs)
  return isSo ? [] : [`the room says ${words} in ${await room.count(words)} messages, not in ${count}`]
}

async function recovered(
  desks: readonly RunningDesk[],
  isEverythingOut: () => Promise<boolean>,
): Promise<readonly string[]> {
  if (!(await until(isEverythingOut, patienceMs))) return ['what was due has not come to an end']
  const isWell = await until(async () => (await ailments(desks)) === '', tellingMs)
  return isWell ? [] : [`not well: ${await ailments(desks)}`]
}

/** What is not well, in the words of the processes. */
async function ailments(desks: readonly RunningDesk[]): Promise<string> {
  const answers = await Promise.all(desks.map(({ url }) => fetch(new URL('/health', url))))
  const health = (await Promise.all(answers.map((one) => one.json()))) as readonly Health[]
  return health.flatMap(({ reasons }) => reasons.map(({ reason }) => reason)).join(' ')
}

type Health = { readonly reasons: readonly { readonly reason: string }[] }
