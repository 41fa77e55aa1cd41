// 50 people approve one post at the same moment, against 50 people who approve 50 posts. Exactly one of the first may win.
// usage: node bench/clicks.bench.mjs [rounds, 1000]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plannedChange } from '../dist/domain/decide.js'
import { riskOf } from '../dist/domain/finding.js'
import { act } from '../dist/service/act.js'
import { review } from '../dist/service/review.js'
import { openStore } from '../dist/store/open-store.js'
import { ids } from './desk/database.mjs'
import { brandNamed, system, writer } from './desk/posts.mjs'

const rounds = Number(process.argv[2] ?? 1000)
const timedRounds = 20
const clicks = 50
const brand = brandNamed('bench')
const [account] = brand.accounts
const quiet = { info() {}, warn: console.warn, error: console.error }
const home = await mkdtemp(join(tmpdir(), 'greenroom-bench-'))
const opened = await openStore({ home, ids, log: quiet })
const deps = {
  store: opened.store,
  clock: { now: () => new Date() },
  ids,
  brands: { all: () => [brand], get: () => brand },
  // The clock is not what is measured here.
  scheduler: { at: async () => {}, cancel: async () => {}, pending: async () => [] },
  log: quiet,
}

try {
  const ratios = []
  for (let round = 0; round < timedRounds; round++) {
    const one = await timed(await posts(1))
    const many = await timed(await posts(clicks))
    if (one.winners !== 1 || many.winners !== clicks)
      throw new Error(`winners: ${one.winners} of one, ${many.winners} of ${clicks}`)
    ratios.push(one.ms / many.ms)
  }
  console.log(
    `50 clicks on one post / 50 clicks on 50 posts: ${median(ratios).toFixed(2)} (median of ${timedRounds} pairs)`,
  )
  let exact = 0
  for (let round = 0; round < rounds; round++) if ((await timed(await posts(1))).winners === 1) exact++
  console.log(`exactly one winner: ${exact} of ${rounds} rounds`)
  if (exact !== rounds) process.exitCode = 1
} finally {
  await opened.stop()
  await rm(home, { recursive: true, force: true })
}

async function timed(targets) {
  const start = performance.now()
  const answers = await Promise.allSettled(
    Array.from({ length: clicks }, (_, index) => {
      const actor = { kind: 'person', id: `person-${index}`, roles: ['approver'], surface: 'web' }
      return review(deps, { verb: 'approve', postId: targets[index % targets.length].id, actor, version: 1 })
    }),
  )
  const ms = performance.now() - start
  for (const { reason } of answers) if (reason && reason.name !== 'Refusal') throw reason
  return { ms, winners: answers.filter(({ status }) => status === 'fulfilled').length }
}

async function posts(count) {
  return Promise.all(Array.from({ length: count }, () => postInReview()))
}

async function postInReview() {
  const id = ids.next()
  const dueAt = new Date(Math.ceil((Date.now() + 7_200_000) / 60_000) * 60_000)
  const slot = {
    date: dueAt.toISOString().slice(0, 10),
    time: dueAt.toISOString().slice(11, 16),
    zone: 'UTC',
  }
  const brief = {
    pillar: 'product',
    angle: 'benefit',
    hook: 'question',
    cta: 'Write to us.',
    format: 'short',
  }
  const base = {
    id,
    brand: brand.id,
    account: { network: account.network, handle: account.handle },
    slot,
    dueAt,
    brief,
    version: 1,
    publications: [],
    simulated: false,
  }
  await deps.store.commit(plannedChange(base, system, new Date()))
  const variant = {
    id: 'a',
    text: `Post ${id}`,
    media: [],
    hook: 'question',
    angle: 'benefit',
    cta: '',
    findings: [],
    risk: riskOf([]),
  }
  const draft = { variants: [variant], chosen: 'a', editedBy: null, writer }
  const { post } = await act(deps, id, () => [
    { type: 'start_drafting', actor: system, again: false },
    { type: 'finish_drafting', actor: system, draft },
  ])
  return post
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
