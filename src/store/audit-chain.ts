import { chainStart, recordText, type AuditRecord } from '../domain/audit.ts'
import type { Direct } from './direct.ts'
import { storable } from './rows.ts'

/**
 * Adds links to the chains of their brands, and locks their heads until the transaction ends, in one order. Everybody who decides on a post of
 * such a brand waits for that, so it comes last, and links are hashed where the heads are: nobody waits for a process to take its turn.
 */
export function addLinks({ tell }: Direct, given: readonly AuditRecord[]): void {
  if (given.length === 0) return
  const brands = [...new Set(given.map(({ brand }) => brand))]
  tell({ ...begin, values: [brands, chainStart.seq, chainStart.hash] })
  for (let first = 0; first < given.length; first += mostAtOnce)
    tell({ ...add, values: [brands, JSON.stringify(placed(given.slice(first, first + mostAtOnce)))] })
}

/** For each link PostgreSQL walks through all that are added with it: thousands would take as long as their square. */
const mostAtOnce = 100

/** With its place among the new links of its chain, and what is hashed of it. */
function placed(given: readonly AuditRecord[]): readonly object[] {
  const length = new Map<string, number>()
  return given.map(kept).map((record) => {
    const place = (length.get(record.brand) ?? 0) + 1
    length.set(record.brand, place)
    return { ...record, place, content: recordText(record) }
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

/** Asks first: where a head is there, and about to be changed, an insert would wait for that. */
const begin = {
  name: 'begin_chains',
  text: `
    insert into audit_heads (brand, seq, hash) select one, $2, $3 from unnest($1::text[]) as one
    where not exists (select from audit_heads where brand = one) order by one on conflict (brand) do nothing`,
} as const

/** `recordText` of domain/audit.ts says what is hashed. */
const add = {
  name: 'add_links',
  text: `
    with recursive head as materialized (
      select brand, seq, hash from audit_heads where brand = any($1::text[]) order by brand for update
    ), record as materialized (
      select * from json_to_recordset($2::json) as one (brand text, place int, at timestamptz, actor text,
        action text, subject text, version int, facts text, content text)
    ), chain (brand, place, seq, previous_hash, hash) as (
      select brand, 0, seq, '', hash from head
      union all
      select brand, record.place, seq + 1, hash,
        encode(sha256(convert_to('[' || (seq + 1) || ',' || content || ',"' || hash || '"]', 'UTF8')), 'hex')
      from chain join record using (brand) where record.place = chain.place + 1
    ), links as (
      insert into audit_entries (brand, seq, at, actor, action, subject, version, facts, previous_hash, hash)
      select brand, seq, at, actor, action, subject, version, facts, previous_hash, hash
      from chain join record using (brand, place)
    )
    update audit_heads set seq = last.seq, hash = last.hash
    from (select distinct on (brand) brand, seq, hash from chain order by brand, place desc) as last
    where audit_heads.brand = any($1::text[]) and audit_heads.brand = last.brand`,
} as const
