import type { Command } from 'commander'
import { Refusal } from '../domain/errors.ts'
import { roleArgument, type Role } from './role.ts'
import type { Shell } from './shell.ts'

export function addStart(program: Command, shell: Shell): void {
  program
    .command('start')
    .description('open the desk: database, page and clock, until Ctrl-C')
    .option(
      '--demo',
      'fill the desk with 28 simulated days, and bring the slots of today forward to the next minutes',
    )
    .option(
      '--role <role>',
      'the part of the desk that this process runs, with DATABASE_URL: all, bot (chat), worker (jobs) or web (page)',
      roleArgument,
      'all',
    )
    .addHelpText('after', '\nExamples:\n  greenroom start --demo\n  greenroom start --role worker')
    .action(async ({ demo = false, role }: { demo?: boolean; role: Role }) => {
      if (demo && role !== 'all')
        throw new Refusal('invalid', `--demo fills a whole desk: leave --role ${role} out.`)
      return shell.start({ demo, role })
    })
}
