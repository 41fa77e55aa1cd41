import type { Change } from '../../src/domain/events.ts'
import { change, plannedChange } from '../../src/domain/decide.ts'
import type { Command } from '../../src/domain/command.ts'
import {
  chosenVariant,
  contentHash,
  contentOf,
  draftOf,
  type Base,
  type Draft,
  type Post,
} from '../../src/domain/post.ts'
import { riskOf } from '../../src/domain/finding.ts'
import type { Policy } from '../../src/domain/brand.ts'
import type { Writer } from '../../src/domain/post.ts'
import { hourMs, instantOf } from '../../src/domain/slot.ts'
import type { Store } from '../../src/ports.ts'

export const now = new Date('2026-11-20T08:00:00.123Z')
export const zone = 'Europe/Berlin'
export const ann = { kind: 'person', id: 'p-ann', roles: ['approver'], surface: 'web' } as const
export const bob = { kind: 'person', id: 'p-bob', roles: ['approver', 'admin'], surface: 'slack' } as const
export const drafter = { kind: 'agent', id: 'copywriter' } as const
export const publisher = { kind: 'system', id: 'publisher' } as const

/** Its own, as this is used by programs that know nothing of jest, too. */
const writer: Writer = {
  kind: 'twin',
  name: 'offline twin',
  promptVersion: '1',
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  fallback: null,
}

export const policy: Policy = {
  approvals: { low: 1, medium: 1, high: 2 },
  expireAfterMs: 24 * hourMs,
  lateToleranceMs: hourMs,
  undoWindowMs: 60_000,
  draftAt: '06:00',
  linkHosts: [],
  dailyModelBudgetUsd: 1,
}

export function baseOf(id: string, changes: Partial<Base> = {}): Omit<Base, 'revision'> {
  const slot = changes.slot ?? { date: '2026-11-20', time: '10:00', zone }
  return {
    id,
    brand: 'harbour',
    account: { network: 'x', handle: '@harbour' },
    slot,
    dueAt: instantOf(slot),
    brief: { pillar: 'product', angle: 'benefit', hook: 'question', cta: 'Come in', format: 'short' },
    version: 1,
    publications: [],
    simulated: false,
    ...changes,
  }
}

export function draftNamed(text: string): Draft {
  const findings = [
    { code: 'fatigue', severity: 'warn', message: 'Often.', evidence: 'often', weight: 0.1 } as const,
    { code: 'tone', severity: 'info', message: 'Dry.', evidence: null, weight: 0 } as const,
  ]
  const media = [{ name: 'a.png', sha256: 'f'.repeat(64), mimeType: 'image/png', alt: 'A harbour' }]
  const variant = (id: string) => {
    return {
      id,
      text: `${text} ${id}`,
      media,
      hook: 'h',
      angle: 'a',
      cta: 'c',
      findings,
      risk: riskOf(findings),
    }
  }
  return {
    variants: [variant('a'), variant('b'), variant('c')],
    chosen: 'a',
    editedBy: null,
    writer,
  }
}

export function plan(id: string, changes: Partial<Base> = {}): Change {
  return plannedChange(baseOf(id, changes), { kind: 'system', id: 'planner' }, now)
}

export function act(post: Post, command: Command, at: Date = now): Change {
  return change([command], post, { now: at, policy, frozen: false, offer: null })
}

/** Commits what `command` does to the post as it stands, and returns it as it then stands. */
export async function does(store: Store, id: string, command: Command, at: Date = now): Promise<Post> {
  await store.commit(act(await load(store, id), command, at))
  return load(store, id)
}

export async function load(store: Store, id: string): Promise<Post> {
  const post = await store.post(id)
  if (!post) throw new Error(`no post ${id}`)
  return post
}

/** A post in review, out of three commits. */
export async function inReview(store: Store, id: string, changes: Partial<Base> = {}): Promise<Post> {
  await store.commit(plan(id, changes))
  await does(store, id, { type: 'start_drafting', actor: drafter, again: false })
  return does(store, id, { type: 'finish_drafting', actor: drafter, draft: draftNamed(`Text of ${id}`) })
}

/** A post in review, then approved by Ann. */
export async function approved(store: Store, id: string, changes: Partial<Base> = {}): Promise<Post> {
  const { version } = await inReview(store, id, changes)
  return does(store, id, { type: 'approve', actor: ann, version })
}

/** The intent to send an approved post, at its slot. */
export function sends(post: Post): Change {
  const draft = draftOf(post)
  if (!draft) throw new Error('no draft')
  const hash = contentHash(contentOf({ ...post, ...draft }))
  return act(post, { type: 'begin_send', actor: publisher, hash, timeoutMs: 30_000 }, post.dueAt)
}

export function textOf(post: Post): string {
  const draft = draftOf(post)
  return draft ? chosenVariant(draft).text : ''
}
