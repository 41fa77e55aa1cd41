import { chainStart, recordText, type AuditRecord } from '../domain/audit.ts'
import type { Direct } from './direct.ts'
import { storable } from './rows.ts'

/**
 * Adds links to a brand's chain, and locks its head until the transaction ends. Everybody who decides on a post of the brand waits for
 * that, so it comes last, and links are hashed where the head is: nobody waits for a process to take its turn.
 */
export function addLinks({ tell }: Direct, brand: string, given: readonly AuditRecord[]): void {
  if (given.length === 0) return
  const records = given.map(kept)
  tell({ ...begin, values: [brand, chainStart.seq, chainStart.hash] })
  tell({
    ...add,
    values: [
      brand,
      records.map(({ at }) => at),
      records.map(({ actor }) => actor),
      records.map(({ action }) => action),
      records.map(({ subject }) => subject),
      records.map(({ version }) => version),
      records.map(({ facts }) => facts),
      records.map(recordText),
    ],
  })
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

/** Asks first: where the head is there, and about to be changed, an insert would wait for that. */
const begin = {
  name: 'begin_chain',
  text: `
    insert into audit_heads (brand, seq, hash) select $1, $2, $3
    where not exists (select from audit_heads where brand = $1) on conflict (brand) do nothing`,
} as const

/** `recordText` of domain/audit.ts says what is hashed. */
const add = {
  name: 'add_links',
  text: `
    with recursive head as materialized (
      select seq, hash from audit_heads where brand = $1 for update
    ), record as materialized (
      select * from unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[])
        with ordinality as one (at, actor, action, subject, version, facts, content, place)
    ), chain (place, seq, previous_hash, hash) as (
      select 0::bigint, seq, '', hash from head
      union all
      select record.place, seq + 1, hash,
        encode(sha256(convert_to('[' || (seq + 1) || ',' || content || ',"' || hash || '"]', 'UTF8')), 'hex')
      from chain join record on record.place = chain.place + 1
    ), links as (
      insert into audit_entries (brand, seq, at, actor, action, subject, version, facts, previous_hash, hash)
      select $1, seq, at, actor, action, subject, version, facts, previous_hash, hash
      from chain join record using (place)
    )
    update audit_heads set seq = last.seq, hash = last.hash
    from (select seq, hash from chain order by place desc limit 1) as last
    where brand = $1`,
} as const
