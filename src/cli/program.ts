import { Command } from 'commander'
import { addAudit } from './audit.ts'
import { addCheck } from './check.ts'
import { addDraft } from './draft.ts'
import { addFreeze, addUnfreeze } from './freeze.ts'
import { addInit } from './init.ts'
import { addMetrics } from './metrics.ts'
import { addMove } from './move.ts'
import { addPlan } from './plan.ts'
import { addReport } from './report.ts'
import { addSchema } from './schema.ts'
import type { Shell } from './shell.ts'
import { addSimulate } from './simulate.ts'
import { addStart } from './start.ts'
import { table } from './table.ts'
import { addWhy } from './why.ts'

export type Variable = {
  readonly name: string
  readonly meaning: string
  readonly fallback: string | null
}

/** The whole command line. */
export function buildProgram(shell: Shell, version: string, variables: readonly Variable[]): Command {
  const program = new Command('greenroom')
    .description(
      'A chat-ops content desk: drafts social posts, checks them, asks a person, publishes once, reports back.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out(text.trimEnd()),
      writeErr: (text) => shell.err(text.trimEnd()),
    })
    .showHelpAfterError('(see greenroom --help)')
    .addHelpText('after', () => environmentHelp(variables))
  for (const add of commands) add(program, shell)
  return program
}

const commands = [
  addStart,
  addInit,
  addCheck,
  addPlan,
  addDraft,
  addReport,
  addWhy,
  addFreeze,
  addUnfreeze,
  addAudit,
  addMetrics,
  addMove,
  addSimulate,
  addSchema,
]

function environmentHelp(variables: readonly Variable[]): string {
  const rows = variables.map(({ name, meaning, fallback }) => [
    `  ${name}`,
    fallback === null ? meaning : `${meaning} (${fallback})`,
  ])
  return `
Environment:
${table(rows)}

Exit codes:
  0  done
  1  refused, failed, or a check found something wrong
  2  the command was not understood

Examples:
  greenroom start --demo
  greenroom init
  greenroom draft --brand north-harbour-coffee --dry-run
  greenroom why x-2026-11-20-3f9c0a51`
}
