import { readFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'

type Example = {
  readonly accounts: readonly object[]
  readonly reviewers: readonly { readonly name: string }[]
}

/**
 * The example brand where it is early in the morning now, whenever the test runs: its slots are ahead, and its day has begun. `people`: who
 * reviews, by name, with their ids; `groups`: entries for roles.
 */
export async function earlyBrand(options: {
  readonly people: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly groups?: readonly object[]
  readonly rooms: readonly { readonly surface: string; readonly channel: string }[]
}): Promise<string> {
  const { people, groups = [], rooms } = options
  const example = parse(await readFile('brands/north-harbour-coffee.yaml', 'utf8')) as Example
  const named = example.reviewers.flatMap((one) => {
    const ids = people[one.name]
    return ids ? [{ ...one, ids }] : []
  })
  return stringify({
    ...example,
    time_zone: zoneAt(7),
    accounts: example.accounts.map((one) => ({ ...one, posting_time: '20:00', posts_per_week: 7 })),
    reviewers: [...named, ...groups],
    ...(rooms.length > 0 ? { rooms } : {}),
  })
}

/** A zone in which it is this hour of the day. */
export function zoneAt(hour: number): string {
  const ahead = (hour - new Date().getUTCHours() + 24) % 24
  // These names count westwards.
  return ahead <= 14 ? `Etc/GMT-${ahead}` : `Etc/GMT+${24 - ahead}`
}
