import type { Command } from 'commander'
import { freeze, unfreeze } from '../service/freeze.ts'
import { brandAsked, withDesk, type Shell } from './shell.ts'

type Options = { readonly brand?: string; readonly reason?: string }

const actor = { kind: 'system', id: 'cli' } as const

export function addFreeze(program: Command, shell: Shell): void {
  program
    .command('freeze')
    .description('stop drafting, approving and publishing at once')
    .option('--brand <id>', 'only this brand; all of them unless given')
    .option('--reason <text>', 'why, for those who see it')
    .addHelpText('after', '\nExample:\n  greenroom freeze --reason "the product was recalled"')
    .action(({ brand, reason }: Options) =>
      withDesk(shell, async (deps) => {
        const scope = brand === undefined ? 'desk' : brandAsked(deps, brand).id
        await freeze(deps, { scope, actor, reason: reason ?? null })
        const mend = scope === 'desk' ? 'greenroom unfreeze' : `greenroom unfreeze --brand ${scope}`
        shell.out(`${scopeText(scope)} frozen: nothing goes out until \`${mend}\`.`)
      }),
    )
}

export function addUnfreeze(program: Command, shell: Shell): void {
  program
    .command('unfreeze')
    .description('let a frozen desk go on; what is too late for its slot is held')
    .option('--brand <id>', 'only this brand; the whole desk unless given')
    .option('--reason <text>', 'why, for those who see it')
    .addHelpText('after', '\nExample:\n  greenroom unfreeze')
    .action(({ brand, reason }: Options) =>
      withDesk(shell, async (deps) => {
        const scope = brand === undefined ? 'desk' : brandAsked(deps, brand).id
        await unfreeze(deps, { scope, actor, reason: reason ?? null })
        const others = (await deps.store.freezes()).map((one) => one.scope)
        const rest = others.length > 0 ? ` Still frozen: ${others.join(', ')}.` : ''
        shell.out(`${scopeText(scope)} not frozen any more.${rest}`)
      }),
    )
}

function scopeText(scope: string): string {
  return scope === 'desk' ? 'The whole desk is' : `${scope} is`
}
