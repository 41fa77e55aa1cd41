import { linkAll, chainStart, type AuditHead, type AuditRecord } from '../domain/audit.ts'
import type { Direct } from './direct.ts'
import { storable } from './rows.ts'

/** Makes the head where there is none, and locks it. */
const lock = {
  name: 'lock_head',
  text: `
    insert into audit_heads (brand, seq, hash) values ($1, $2, $3)
    on conflict (brand) do update set brand = excluded.brand returning seq, hash`,
} as const

const add = {
  name: 'add_links',
  text: `
    with links as (
      insert into audit_entries (brand, seq, at, actor, action, subject, version, facts, previous_hash, hash)
      select $1, seq, at, actor, action, subject, version, facts, "previousHash", hash
      from json_to_recordset($2::json) as link (seq int, at timestamptz, actor text, action text, subject text,
        version int, facts text, "previousHash" text, hash text)
    )
    update audit_heads set seq = $3, hash = $4 where brand = $1`,
} as const

/** Locks the head of a brand's chain until the transaction ends: nothing else that others may hold may be waited for after it. */
export async function lockHead({ ask }: Direct, brand: string): Promise<AuditHead> {
  const values = [brand, chainStart.seq, chainStart.hash]
  const [head = chainStart] = await ask<AuditHead>({ ...lock, values })
  return head
}

/** Adds the links that follow a locked head. */
export function addLinks(
  { tell }: Direct,
  brand: string,
  head: AuditHead,
  records: readonly AuditRecord[],
): void {
  const links = linkAll(head, records.map(kept))
  const last = links.at(-1)
  if (last) tell({ ...add, values: [brand, JSON.stringify(links), last.seq, last.hash] })
}

/** As it will read when it comes back, so that its hash still fits. */
function kept(record: AuditRecord): AuditRecord {
  const { actor, action, subject, facts } = record
  return {
    ...record,
    actor: storable(actor),
    action: storable(action),
    subject: storable(subject),
    facts: storable(facts),
  }
}
