import { Refusal } from '../../domain/errors.ts'
import type { Deps } from '../../ports.ts'
import type { Identity } from '../identity.ts'
import { answering, saying, type Answer } from './answer.ts'
import { reviewers, settings, status } from './commands/about.ts'
import type { Run, Where } from './commands/asked.ts'
import { deciding } from './commands/decide.ts'
import { help } from './commands/help.ts'
import type { Command } from './commands/read.ts'
import { draft, freeze, onDesk } from './commands/run-desk.ts'
import { plan, queue, report, show, today, why } from './commands/see.ts'
import type { CommandName } from './commands/table.ts'

/** Answers one command, or what could not be read as one. Never throws: refusals and bugs are told plainly. */
export function runCommand(
  deps: Deps,
  who: Identity,
  where: Where,
  command: Command | Refusal,
): Promise<Answer> {
  if (command instanceof Refusal) return Promise.resolve(saying([[command.message]]))
  const { name, options } = command
  return answering(deps, () => runs[name]({ deps, who, where, options }))
}

const runs: Readonly<Record<CommandName, Run>> = {
  today,
  queue,
  plan,
  show,
  why,
  report,
  approve: deciding('approve'),
  'approve-all': onDesk('approve_all'),
  reject: deciding('reject'),
  edit: deciding('edit'),
  choose: deciding('choose'),
  regenerate: deciding('regenerate'),
  move: deciding('move'),
  hold: deciding('hold'),
  release: deciding('release'),
  undo: deciding('undo'),
  retry: deciding('retry'),
  settle: deciding('settle'),
  draft,
  freeze,
  unfreeze: onDesk('unfreeze'),
  status,
  reviewers,
  settings,
  help,
}
