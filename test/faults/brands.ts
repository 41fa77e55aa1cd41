import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { zoneAt } from '../app/early-brand.ts'

/** What of a brand file the faults are about. */
export type FaultyBrand = {
  readonly id: string
  /** As in a brand file: `2h`. */
  readonly lateTolerance: string
  /** Between two posts of one account, as in a brand file. */
  readonly minSpacing: string
  readonly rooms: readonly { readonly surface: string; readonly channel: string }[]
  readonly people: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** It is noon there, so that the day lasts as long as a test. */
export const zone = zoneAt(12)

/** Writes the file of a brand. The slot of today is over, so that nothing is drafted: the posts are the test's own. */
export async function writeBrand(folder: string, brand: FaultyBrand): Promise<void> {
  const { id, lateTolerance, minSpacing, rooms, people } = brand
  const account = { posting_time: '00:05', posts_per_week: 1, min_spacing: minSpacing, credentials: 'outbox' }
  await mkdir(join(folder, 'brands'), { recursive: true })
  await writeFile(
    join(folder, 'brands', `${id}.yaml`),
    stringify({
      name: id,
      positioning: 'A roastery whose machines are switched off, filled up and set wrong.',
      audience: 'People who want to know what becomes of their posts then.',
      value_propositions: ['What was approved goes out once.'],
      facts: [{ text: 'We roast on Mondays.', source: 'Production log' }],
      voice: { tone: 'plain' },
      language: 'en',
      time_zone: zone,
      ctas: ['Come in.'],
      accounts: [
        { ...account, network: 'x', handle: id },
        { ...account, network: 'linkedin', handle: id },
      ],
      reviewers: Object.entries(people).map(([name, ids]) => ({ name, roles: ['approver', 'admin'], ids })),
      ...(rooms.length > 0 ? { rooms } : {}),
      policy: { late_tolerance: lateTolerance, undo_window: '1s', reminders: 'off' },
    }),
  )
}
