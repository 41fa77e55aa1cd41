import {
  chainStart,
  verifyChain,
  type AuditEntry,
  type AuditHead,
  type AuditVerdict,
} from '../domain/audit.ts'
import type { Side } from './move-side.ts'

export type BrandHead = AuditHead & { readonly brand: string }

export function headsOf({ ask }: Side): Promise<readonly BrandHead[]> {
  return ask<BrandHead>('select brand, seq, hash from audit_heads order by brand')
}

/** Whether every one of `heads` is a link of the chains there: what is there began as that desk. */
export async function holdsAll({ ask }: Side, heads: readonly BrandHead[]): Promise<boolean> {
  const [found] = await ask<{ all: boolean }>(
    `select not exists (
       select from json_to_recordset($1::json) as head (brand text, seq int, hash text)
       where not exists (select from audit_entries as entry
         where entry.brand = head.brand and entry.seq = head.seq and entry.hash = head.hash)) as all`,
    [JSON.stringify(heads)],
  )
  return found?.all ?? false
}

/** Entries that are read at once. */
const batch = 1_000

/** Every link of one brand, in the order of the chain. */
export async function verifyBrand({ ask }: Side, { brand, seq, hash }: BrandHead): Promise<AuditVerdict> {
  let last = chainStart
  for (;;) {
    const entries = await ask<AuditEntry>(
      `select seq, brand, at, actor, action, subject, version, facts, previous_hash as "previousHash", hash
       from audit_entries where brand = $1 and seq > $2 order by seq limit ${batch}`,
      [brand, last.seq],
    )
    const end = entries.at(-1)
    if (!end) return { ...verifyChain([], { seq, hash }, last), entries: last.seq }
    const verdict = verifyChain(entries, end, last)
    if (!verdict.ok) return verdict
    last = { seq: end.seq, hash: end.hash }
  }
}
