// Approved posts, and the one attempt to publish one.
import { change, plannedChange } from '../../dist/domain/decide.js'
import { riskOf } from '../../dist/domain/finding.js'

const account = {
  network: 'outbox',
  handle: 'bench',
  postingTime: '09:00',
  postsPerWeek: 7,
  minSpacingHours: 1,
  credentials: 'outbox',
}
const policy = {
  approvals: { low: 1, medium: 1, high: 2 },
  expireAfterMs: 86_400_000,
  lateToleranceMs: 3_600_000,
  undoWindowMs: 60_000,
}
export const system = { kind: 'system', id: 'bench' }
const person = { kind: 'person', id: 'ann', roles: ['approver'], surface: 'web' }
export const writer = {
  kind: 'twin',
  name: 'bench',
  promptVersion: '1',
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  fallback: null,
}
/** In one transaction: more would take longer than one may. */
const together = 50

export const text = 'Fresh bread from seven o’clock, and the first coffee is on us. Come in and say hello!'

export function brandNamed(id) {
  return { id, name: id, timeZone: 'UTC', accounts: [account], policy }
}

/** Puts posts of these ids into the store, drafted with three variants each and approved an hour ago; all due at `dueAt`. */
export async function putApproved(store, brand, ids, dueAt) {
  for (let from = 0; from < ids.length; from += together) {
    const some = ids.slice(from, from + together)
    await store.commit(...some.flatMap((id) => [...lifeOf(id, brand, dueAt)]))
  }
}

function* lifeOf(id, brand, dueAt) {
  const now = new Date(dueAt.getTime() - 3_600_000)
  const context = { now, policy, frozen: false, offer: null }
  const slot = {
    date: dueAt.toISOString().slice(0, 10),
    time: dueAt.toISOString().slice(11, 16),
    zone: 'UTC',
  }
  const base = {
    id,
    brand,
    account: { network: account.network, handle: account.handle },
    slot,
    dueAt,
    brief: { pillar: 'product', angle: 'benefit', hook: 'question', cta: 'Come in', format: 'short' },
    version: 1,
    publications: [],
    simulated: false,
  }
  const variants = ['a', 'b', 'c'].map((one) => ({
    id: one,
    text: `${text} ${id}${one}`,
    media: [],
    hook: 'question',
    angle: 'benefit',
    cta: '',
    findings: [],
    risk: riskOf([]),
  }))
  const draft = { variants, chosen: 'a', editedBy: null, writer }
  let last = plannedChange(base, system, now)
  yield last
  for (const commands of [
    [
      { type: 'start_drafting', actor: system, again: false },
      { type: 'finish_drafting', actor: system, draft },
    ],
    [{ type: 'approve', actor: person, version: 1 }],
  ]) {
    last = change(commands, last.post, context)
    yield last
  }
}

/** The one attempt that both sides make. Answers the network's id. */
export async function send(url, key, content) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, text: content }),
  })
  const { id } = await response.json()
  return id
}
