import type { Metric } from '../ports.ts'
import type { PrismaClient } from './generated/client.ts'
import { announce, transact } from './transaction.ts'

/** Any number of rows in one statement; the last of a post and day wins. */
export function putMetrics(prisma: PrismaClient, rows: readonly Metric[]): Promise<void> {
  const latest = [...new Map(rows.map((row) => [`${row.postId} ${row.day}`, row])).values()]
  return transact(prisma, async (tx) => {
    await tx.$executeRaw`
      insert into metrics (post_id, day, brand, network, impressions, engagements, clicks, simulated)
      select "postId", day, brand, network, impressions, engagements, clicks, simulated
      from json_to_recordset(${JSON.stringify(latest)}::json) as row ("postId" text, day date, brand text,
        network text, impressions bigint, engagements bigint, clicks bigint, simulated boolean)
      on conflict (post_id, day) do update set brand = excluded.brand, network = excluded.network,
        impressions = excluded.impressions, engagements = excluded.engagements, clicks = excluded.clicks,
        simulated = excluded.simulated`
    for (const brand of new Set(latest.map(({ brand }) => brand))) {
      await announce(tx, { kind: 'metrics', brand, id: brand })
    }
  })
}
