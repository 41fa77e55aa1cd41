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
      shell.out(json ? JSON.stringify(checks, null, 2) : checks.map(checkText).join('\n'))
      if (checks.some(({ status }) => status === 'failed')) throw new Failed('a check failed')
    })
}

const marks = { ok: 'ok', warning: 'warning', failed: 'FAILED' } as const

function checkText({ name, status, found, mend }: Check): string {
  const [first = '', ...more] = found.split('\n')
  const lines = [
    table([[marks[status].padEnd(7), name.padEnd(13), first]]),
    ...more.map((line) => `  ${line}`),
  ]
  return (mend === null ? lines : [...lines, `         to mend it: ${mend}`]).join('\n')
}
