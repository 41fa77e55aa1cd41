import type { PostEvent, Change } from './events.ts'
import { canonicalJson, sha256 } from './hash.ts'
import { chosenVariant, contentHash, contentOf, draftOf, type Actor } from './post.ts'

/** What is to be recorded, before it has its place in the chain. */
export type AuditRecord = {
  readonly brand: string
  readonly at: Date
  /** `person:<pseudonym>`, `agent:<id>` or `system:<id>`. Names stand beside the chain, so that erasing one keeps it valid. */
  readonly actor: string
  readonly action: string
  /** What it is about: a post id, a brand id, a week. */
  readonly subject: string
  readonly version: number | null
  /** Canonical JSON. Holds no personal data and no free text of a person. */
  readonly facts: string
}

/** One link of a brand's hash chain. */
export type AuditEntry = AuditRecord & {
  /** 1 for a brand's first entry, without gaps. */
  readonly seq: number
  readonly previousHash: string
  /** SHA-256 over everything above. */
  readonly hash: string
}

export type AuditHead = { readonly seq: number; readonly hash: string }

/** Where every chain begins. */
export const chainStart: AuditHead = { seq: 0, hash: '0'.repeat(64) }

export type AuditVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly entries: number; readonly seq: number; readonly reason: string }

/** The records as the links that follow `head`. */
export function linkAll(head: AuditHead, records: readonly AuditRecord[]): readonly AuditEntry[] {
  const entries: AuditEntry[] = []
  let { seq, hash } = head
  for (const record of records) {
    const unsealed = { ...record, seq: seq + 1, previousHash: hash }
    const entry = { ...unsealed, hash: hashOf(unsealed) }
    entries.push(entry)
    seq = entry.seq
    hash = entry.hash
  }
  return entries
}

/**
 * Checks the whole chain of one brand, in order, against `head`: the last link that was ever acknowledged. A part of it is checked from
 * `start`, the link before its first.
 */
export function verifyChain(
  entries: readonly AuditEntry[],
  head: AuditHead,
  start: AuditHead = chainStart,
): AuditVerdict {
  let last = start
  for (const entry of entries) {
    const broken = flawOf(entry, last)
    if (broken) return { ok: false, entries: entries.length, seq: entry.seq, reason: broken }
    last = entry
  }
  if (last.seq !== head.seq || last.hash !== head.hash) {
    const reason = `the chain ends at entry ${last.seq}, but its head was recorded as entry ${head.seq} (${head.hash.slice(0, 12)})`
    return { ok: false, entries: entries.length, seq: last.seq, reason }
  }
  return { ok: true, entries: entries.length, head: last.hash }
}

/** One record for each event of a change. */
export function recordsOf(change: Change): readonly AuditRecord[] {
  const { post, actor, at } = change
  return change.events.map((event) => ({
    brand: post.brand,
    at,
    actor: actorText(actor),
    action: event.type,
    subject: post.id,
    version: post.version,
    facts: canonicalJson(factsOf(event, change)),
  }))
}

export function actorText(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}

function flawOf(entry: AuditEntry, last: AuditHead): string | null {
  if (entry.seq !== last.seq + 1) return `entry ${last.seq + 1} is missing`
  if (entry.previousHash !== last.hash) return `entry ${entry.seq} does not follow from the one before it`
  if (entry.hash !== hashOf(entry)) return `entry ${entry.seq} was changed after it was written`
  return null
}

/**
 * A record as it is hashed: canonical JSON without its brackets. The hash of a link is the SHA-256 of `[seq,record,"previousHash"]`, which a store
 * may compute where the chain is.
 */
export function recordText({ brand, at, actor, action, subject, version, facts }: AuditRecord): string {
  return canonicalJson([brand, at, actor, action, subject, version, facts]).slice(1, -1)
}

function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  return sha256(`[${entry.seq},${recordText(entry)},${JSON.stringify(entry.previousHash)}]`)
}

function factsOf(event: PostEvent, { post, actor }: Change): Record<string, unknown> {
  switch (event.type) {
    case 'planned':
      return {
        account: event.base.account,
        slot: event.base.slot,
        brief: event.base.brief,
        simulated: event.base.simulated,
      }
    case 'drafted':
      return { ...judgementOf(post), writer: event.draft.writer }
    case 'edited':
    case 'variant_chosen':
    case 'slot_moved':
      return { ...judgementOf(post), slot: post.slot }
    case 'approval_given':
      return {
        ...judgementOf(post),
        hash: event.approval.hash,
        surface: event.approval.surface,
        needed: event.needed,
      }
    case 'rejected':
      return { reason: event.reason, surface: actor.kind === 'person' ? actor.surface : null }
    case 'drafting_started':
      return { withNote: event.note !== null }
    case 'held':
      return { byPerson: actor.kind === 'person', reason: actor.kind === 'person' ? null : event.reason }
    case 'settled_live':
      // Where a person found it live, the link is what they typed.
      return { remote: actor.kind === 'person' ? { id: event.remote.id } : event.remote, at: event.at }
    case 'drafting_failed':
    case 'approved':
    case 'released':
    case 'undone':
    case 'expired':
    case 'left':
    case 'readied':
    case 'sending_started':
    case 'published':
    case 'refused':
    case 'outcome_unknown':
    case 'looked_up':
    case 'settled_absent':
    case 'person_needed':
    case 'retried': {
      const { type: _type, ...facts } = event
      return facts
    }
  }
}

/** What the rules made of the variant that would go out. */
function judgementOf(post: Change['post']): Record<string, unknown> {
  const draft = draftOf(post)
  if (!draft) return {}
  const { risk, findings } = chosenVariant(draft)
  const hash = contentHash(contentOf({ ...post, ...draft }))
  return {
    variant: draft.chosen,
    hash,
    risk: risk.level,
    confidence: risk.confidence,
    findings: findings.map(({ code }) => code),
  }
}
