import type { Command } from 'commander'
import type { Check } from '../bot/check.ts'
import { Failed, type Shell } from './shell.ts'
import { table } from './table.ts'

export function addCheck(program: Command, shell: Shell): void {
  program
    .command('check')
    .description(
      'look at configuration, database, model key, fonts, clock, folders and chat rooms, and say how to mend what is wrong',
    )
    .option('--online', 'also ask the model for one word, which costs a fraction of a cent')
    .option('--json', 'print {name, status, found, mend} for each check')
    .addHelpText('after', '\nExample:\n  greenroom check --online')
    .action(async ({ online = false, json = false }: { online?: boolean; json?: boolean }) => {
      const checks = await shell.check({ online })
      shell.out(json ? JSON.stringify(checks, null, 2) : checksText(checks))
      if (checks.some(({ status }) => status === 'failed')) throw new Failed('a check failed')
    })
}

const marks = { ok: 'ok', warning: 'warning', failed: 'FAILED' } as const

function checksText(checks: readonly Check[]): string {
  const nameWidth = Math.max(...checks.map(({ name }) => name.length))
  return checks.map((check) => checkText(check, nameWidth)).join('\n')
}

function checkText({ name, status, found, mend }: Check, nameWidth: number): string {
  const [first = '', ...more] = found.split('\n')
  const lines = [
    table([[marks[status].padEnd(7), name.padEnd(nameWidth), first]]),
    ...more.map((line) => `  ${line}`),
  ]
  return (mend === null ? lines : [...lines, `         to mend it: ${mend}`]).join('\n')
}
