import type { StoredReport } from '../ports.ts'
import type { PrismaClient } from './generated/client.ts'
import { announce, transact } from './transaction.ts'

/** The report of a brand's week; a newer one replaces the older, charts and all. */
export function putReport(prisma: PrismaClient, { report, charts, at }: StoredReport): Promise<void> {
  const { brand, week } = report
  return transact(prisma, async (tx) => {
    await tx.$executeRaw`
      insert into reports (brand, week, at, report) values (${brand}, ${week}, ${at}, ${JSON.stringify(report)}::json)
      on conflict (brand, week) do update set at = excluded.at, report = excluded.report`
    await tx.chart.deleteMany({ where: { brand, week } })
    await tx.chart.createMany({
      data: charts.map(({ name, alt, png }, ordinal) => {
        return { brand, week, ordinal, name, alt, png: Uint8Array.from(png) }
      }),
    })
    await announce(tx, { kind: 'report', brand, id: week })
  })
}
