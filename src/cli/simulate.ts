import { Option, type Command } from 'commander'
import { wholeNumber } from './arguments.ts'
import type { Shell } from './shell.ts'
import { table } from './table.ts'

type Options = {
  readonly brand: string
  readonly days: number
  readonly seed: number
  readonly networkFaults: 'none' | 'hostile'
  readonly keep?: boolean
  readonly json?: boolean
}

export function addSimulate(program: Command, shell: Shell): void {
  program
    .command('simulate')
    .description('run a desk on a virtual clock, with simulated reviewers, networks and audience')
    .requiredOption('--brand <file>', 'a brand file')
    .option('--days <number>', 'how many days, ending yesterday', wholeNumber(1, 90), 28)
    .option('--seed <number>', 'the same seed gives the same desk', wholeNumber(0, 2_147_483_647), 7)
    .addOption(
      new Option('--network-faults <kind>', 'how the networks behave')
        .choices(['none', 'hostile'])
        .default('none'),
    )
    .option('--keep', 'put the result into the real database, marked as simulated')
    .option('--json', 'print the result as data')
    .addHelpText(
      'after',
      '\nExample:\n  greenroom simulate --brand brands/north-harbour-coffee.yaml --days 28 --seed 7 --network-faults hostile --json',
    )
    .action(async ({ brand, days, seed, networkFaults, keep = false, json = false }: Options) => {
      const result = await shell.simulate({ brandFile: brand, days, seed, networkFaults, keep })
      const rows = Object.entries(result).map(([key, value]) => [key, String(value)])
      shell.out(json ? JSON.stringify(result) : table(rows))
    })
}
