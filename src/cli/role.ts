import { InvalidArgumentError } from 'commander'
import { nearest } from '../domain/nearest.ts'

/** Which parts of the desk a process runs. All of them find each other in the database. */
export type Role = (typeof roles)[number]
export const roles = ['all', 'bot', 'worker', 'web'] as const

/** `chat`: a candidate for serving chat services, each of which one process at a time serves. `jobs`: plans, drafts, publishes, settles, sweeps. */
export type Part = 'page' | 'chat' | 'jobs'

const parts: Readonly<Record<Role, readonly Part[]>> = {
  all: ['page', 'chat', 'jobs'],
  bot: ['chat'],
  worker: ['jobs'],
  web: ['page'],
}

export function partsOf(role: Role): readonly Part[] {
  return parts[role]
}

export function hasPart(role: Role, part: Part): boolean {
  return parts[role].includes(part)
}

export function roleArgument(text: string): Role {
  const found = roles.find((one) => one === text)
  if (found) return found
  const meant = nearest(text, roles)
  const guess = meant ? `; did you mean ${meant}?` : '.'
  throw new InvalidArgumentError(`${text} is not a role: there are ${roles.join(', ')}${guess}`)
}
