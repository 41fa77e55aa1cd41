import type { z } from 'zod'
import { defaultPillarIds, type Role } from '../domain/brand.ts'
import { chats, idIn, type ChatName } from '../domain/chats.ts'
import { isRecord, valueAt, type Path } from './yaml-file.ts'

// Rules over several entries. Each message is what is expected, like the descriptions in the schema.

export function mayApprove({ roles }: { readonly roles: readonly Role[] }): boolean {
  return roles.includes('approver') || roles.includes('admin')
}

export function someApprover(
  reviewers: readonly { readonly roles: readonly Role[] }[],
  context: z.RefinementCtx,
): void {
  if (reviewers.some(mayApprove)) return
  context.addIssue({
    code: 'custom',
    message: 'at least one reviewer with the role approver or admin, or nothing could ever be approved',
  })
}

export function ownPillarIsDescribed(
  pillar: { readonly id: string; readonly name?: string | undefined; readonly topics: readonly string[] },
  context: z.RefinementCtx,
): void {
  if (isDefaultPillar(pillar.id)) return
  const because = 'since this pillar is not one of the six defaults'
  if (pillar.name === undefined)
    context.addIssue({ code: 'custom', path: ['name'], message: `a name, ${because}` })
  if (pillar.topics.length === 0)
    context.addIssue({ code: 'custom', path: ['topics'], message: `at least one topic, ${because}` })
}

/** The message brings its own example: the schema has one for all services. */
export function channelIsOfItsSurface(
  { surface, channel }: { readonly surface: ChatName; readonly channel: string },
  context: z.RefinementCtx,
): void {
  const { what: message, example } = chats[surface].channel
  if (idIn(chats[surface].channel, channel) === null)
    context.addIssue({ code: 'custom', path: ['channel'], message, params: { example } })
}

export function isDefaultPillar(id: string): boolean {
  return defaultPillarIds.some((one) => one === id)
}

type Mismatch = { readonly path: Path; readonly found: string; readonly expected: string }

/** Entries that stand twice in a list; upper and lower case count as the same. Reads the raw file, whatever else is wrong in it. */
export function twinsIn(raw: unknown): readonly Mismatch[] {
  return lists.flatMap(({ key, what, nameOf }) => {
    const entries = valueAt(raw, [key])
    const first = new Map<string, number>()
    return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index) => {
      const name = nameOf(entry)
      if (name === null) return []
      const before = first.get(name.toLowerCase())
      if (before === undefined) {
        first.set(name.toLowerCase(), index)
        return []
      }
      return [
        {
          path: [key, index],
          found: `${name} again`,
          expected: `every ${what} once: it is ${key}[${before}] already`,
        },
      ]
    })
  })
}

/** `escalate_to` where it names no person of the reviewers: nobody can speak to a role alone. Reads the raw file, like `twinsIn`. */
export function strangersIn(raw: unknown): readonly Mismatch[] {
  const found = textOf(valueAt(raw, ['policy', 'escalate_to']))
  const reviewers = valueAt(raw, ['reviewers'])
  if (!found || !Array.isArray(reviewers)) return []
  const names = reviewers
    .filter((one: unknown) => !(isRecord(one) && 'discord_role' in one))
    .flatMap((one: unknown) => textAt(one, 'name') ?? [])
  if (names.includes(found)) return []
  const expected =
    names.length > 0
      ? `the name of one of the reviewers who are people: ${names.join(', ')}`
      : 'the name of a reviewer who is a person, and there are only roles'
  return [{ path: ['policy', 'escalate_to'], found, expected }]
}

/** Reviewers who would be one person and many. Reads the raw file, like `twinsIn`. */
export function mixedIn(raw: unknown): readonly Mismatch[] {
  const reviewers = valueAt(raw, ['reviewers'])
  return (Array.isArray(reviewers) ? reviewers : []).flatMap((one: unknown, index) => {
    if (!isRecord(one) || !('discord_role' in one) || !('ids' in one)) return []
    return [
      {
        path: ['reviewers', index, 'ids'],
        found: 'ids beside discord_role',
        expected:
          'either ids, of one person, or discord_role, of all who hold it: give the person an entry of their own',
      },
    ]
  })
}

const lists: readonly {
  readonly key: string
  readonly what: string
  readonly nameOf: (entry: unknown) => string | null
}[] = [
  { key: 'pillars', what: 'pillar', nameOf: (entry) => textOf(entry) ?? textAt(entry, 'id') },
  { key: 'reviewers', what: 'name', nameOf: (entry) => textAt(entry, 'name') },
  { key: 'reviewers', what: 'role', nameOf: (entry) => textAt(entry, 'discord_role') },
  {
    key: 'accounts',
    what: 'account',
    nameOf: (entry) => {
      const network = textAt(entry, 'network')
      const handle = textAt(entry, 'handle')
      return network && handle ? `${network} ${handle.replace(/^@/, '')}` : null
    },
  },
]

function textAt(entry: unknown, key: string): string | null {
  return isRecord(entry) ? textOf(entry[key]) : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.trim() : null
}
