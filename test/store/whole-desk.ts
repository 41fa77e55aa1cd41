import { Client } from 'pg'
import type { MessageWish, Store, StoredReport } from '../../src/ports.ts'
import { aPng } from '../images.ts'
import { approved, does, drafter, inReview, now, plan, sends } from './posts.ts'

/** What texts may hold: half of a pair, marks of direction, joiners, a NUL, what ends a line, and what a table of values would quote. */
export const odd =
  'NUL \0 half \uD83D mark \u202E joined \u{1F469}\u200D\u{1F680} \u2028 "quoted" \\N \\x41 (a,b) {c} \t \r\n, \'d\' é e\u0301 '

/** Of that, what PostgreSQL takes as it is. */
const kept = odd.replace(/\0|\uD83D (?=mark)/gu, '')

/** A row or more in every table, of two brands. */
export async function fillWhole(store: Store): Promise<void> {
  for (const brand of ['harbour', 'fern']) {
    const account = { network: 'x', handle: kept } as const
    await approved(store, `${brand}-approved`, { brand, account })
    await store.commit(sends(await approved(store, `${brand}-sending`, { brand })))
    await inReview(store, `${brand}-review`, { brand })
    await store.commit(plan(`${brand}-planned`, { brand, simulated: true }))
    await store.record({
      brand,
      at: now,
      actor: 'system:x',
      action: odd,
      subject: 's',
      version: null,
      facts: '{}',
    })
    await store.personId(brand, `Ann ${odd}`, { also: ['slack U1'], shown: odd })
    await store.putNotice({ brand, key: 'k', text: odd, at: now })
    await store.addSpend(brand, '2026-11-20', 0.123456789)
    await store.putMetrics([
      {
        brand,
        postId: `${brand}-approved`,
        day: '2026-11-20',
        network: 'x',
        impressions: 3_000_000_000,
        engagements: 1,
        clicks: 0,
        simulated: false,
      },
    ])
    await store.putReport(report(brand))
    await store.beginPass(
      {
        id: `${brand}-pass`,
        brand,
        date: '2026-11-20',
        startedAt: now,
        beatAt: now,
        endedAt: null,
        total: 3,
        done: 1,
        failed: 0,
      },
      1,
    )
  }
  await does(store, 'fern-planned', { type: 'start_drafting', actor: drafter, again: false })
  await store.wishMessages(
    ['day', 'b', 'a'].map((key) => wish(key)),
    now,
  )
  await store.markMessage(wish('b'), { shown: 1, remoteId: '1.2', shownHash: 'h' })
  await store.hearPress(odd, now)
  await store.setFreeze('desk', { scope: 'desk', by: 'ann', reason: odd, at: now }, ['harbour'], {
    at: now,
    actor: 'person:ann',
    action: 'frozen',
    subject: 'desk',
    version: null,
    facts: '{}',
  })
  await store.putImage(aPng('small'), now)
  // Larger than what a move has on its way at once.
  await store.putImage(
    Uint8Array.from({ length: 5_000_000 }, (_, index) => (index * 7) % 256),
    now,
  )
}

export function wish(key: string): MessageWish {
  return { surface: 'slack', channel: 'C1', key, brand: 'harbour', parent: null, payload: odd }
}

function report(brand: string): StoredReport {
  const total = { impressions: 1, engagements: 1, clicks: 0 }
  const png = Uint8Array.from({ length: 256 }, (_, index) => index)
  // Only what a store looks at.
  const only = { brand, week: '2026-W46', total, note: odd } as unknown as StoredReport['report']
  return { report: only, charts: [{ name: 'z', alt: kept, png }], at: now }
}

/** Every row of every table that PostgreSQL knows of, but for what migrations remember: to be compared as it is. */
export async function allRows(url: string): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(`set timezone = 'UTC'`)
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'
       and table_name <> '_prisma_migrations' order by 1`,
    )
    const all: Record<string, unknown[]> = {}
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `select t::text as row from "${name}" t order by t::text collate "C"`,
      )
      all[name] = rows.map(({ row }) => row)
    }
    return all
  } finally {
    await client.end()
  }
}
