import type { Command } from 'commander'
import type { Shell } from './shell.ts'

export function addStart(program: Command, shell: Shell): void {
  program
    .command('start')
    .description('open the desk: database, page and clock, until Ctrl-C')
    .option(
      '--demo',
      'fill the desk with 28 simulated days, and bring the slots of today forward to the next minutes',
    )
    .addHelpText('after', '\nExample:\n  greenroom start --demo')
    .action(async ({ demo = false }: { demo?: boolean }) => shell.start({ demo }))
}
