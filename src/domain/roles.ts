import type { Role } from './brand.ts'
import type { ReviewCommand } from './command.ts'
import { Refusal } from './errors.ts'
import type { Actor } from './post.ts'

/** What each role may ask for. No role, nothing: an empty list lets nobody through. */
const allowed: Readonly<Record<ReviewCommand['type'] | 'freeze', readonly Role[]>> = {
  edit: ['editor', 'approver', 'admin'],
  choose: ['editor', 'approver', 'admin'],
  regenerate: ['editor', 'approver', 'admin'],
  reslot: ['editor', 'approver', 'admin'],
  hold: ['editor', 'approver', 'admin'],
  release: ['approver', 'admin'],
  approve: ['approver', 'admin'],
  reject: ['approver', 'admin'],
  undo: ['approver', 'admin'],
  retry: ['approver', 'admin'],
  answer: ['approver', 'admin'],
  freeze: ['approver', 'admin'],
}

/** What the desk may do by itself. Whatever is a judgement of the content takes a person. */
const systemVerbs: readonly (keyof typeof allowed)[] = ['reslot', 'retry', 'freeze']

export function mayDo(actor: Actor, verb: keyof typeof allowed): boolean {
  if (actor.kind === 'agent') return false
  if (actor.kind === 'system') return systemVerbs.includes(verb)
  return actor.roles.some((role) => allowed[verb].includes(role))
}

export function assertMay(actor: Actor, verb: keyof typeof allowed): void {
  if (mayDo(actor, verb)) return
  throw new Refusal(
    'not_allowed',
    `Your role does not include this: it takes ${listOr(allowed[verb].map((role) => `an ${role}`))}.`,
  )
}

function listOr(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names)
}
