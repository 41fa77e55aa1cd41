import type { Command } from 'commander'
import type { Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import { plan, type Planned } from '../service/plan.ts'
import { monthArgument, wholeNumber } from './arguments.ts'
import { brandsAsked, withDesk, type Shell } from './shell.ts'
import { table } from './table.ts'

type Options = {
  readonly brand?: string
  readonly month?: ReturnType<typeof monthArgument>
  readonly days?: number
  readonly json?: boolean
}

export function addPlan(program: Command, shell: Shell): void {
  program
    .command('plan')
    .description('fill the gaps of the calendar, and show it; what is there already stays as it is')
    .option('--brand <id>', 'only this brand')
    .option('--month <YYYY-MM>', 'this month; 30 days from today unless given', monthArgument)
    .option('--days <number>', 'that many days from today', wholeNumber(1, 31))
    .option('--json', 'print {brand, planned, kept, posts} for each brand')
    .addHelpText('after', '\nExamples:\n  greenroom plan --days 7\n  greenroom plan --month 2026-12 --json')
    .action((options: Options) => runPlan(shell, options))
}

async function runPlan(shell: Shell, { brand, month, days, json = false }: Options): Promise<void> {
  if (month && days !== undefined) throw new Refusal('invalid', 'Give --month or --days, not both.')
  const span = month ?? (days === undefined ? {} : { days })
  await withDesk(shell, async (deps) => {
    const plans: { brand: Brand; planned: Planned }[] = []
    for (const one of brandsAsked(deps, brand)) {
      plans.push({ brand: one, planned: await plan(deps, { brand: one.id, ...span }) })
    }
    shell.out(json ? JSON.stringify(plans.map(planData), null, 2) : plans.map(planText).join('\n\n'))
  })
}

function planData({ brand, planned: { planned, kept, posts } }: { brand: Brand; planned: Planned }) {
  return {
    brand: brand.id,
    planned,
    kept,
    posts: posts.map(({ id, account, slot, dueAt, status, brief }) => ({
      id,
      account,
      slot,
      dueAt,
      status,
      brief,
    })),
  }
}

function planText({ brand, planned: { planned, kept, posts } }: { brand: Brand; planned: Planned }): string {
  const rows = posts.map(({ account, slot, status, brief }) => [
    slot.date,
    slot.time,
    account.network,
    brief.pillar,
    brief.angle,
    brief.format,
    status,
  ])
  const heading = `${brand.name}: ${planned} planned, ${kept} there before (times in ${brand.timeZone})`
  return rows.length === 0 ? heading : `${heading}\n${table(rows)}`
}
