import type { Command } from 'commander'
import { verifyChain } from '../domain/audit.ts'
import { brandsAsked, Failed, withDesk, type Shell } from './shell.ts'

type Options = { readonly brand?: string; readonly head?: string; readonly json?: boolean }

export function addAudit(program: Command, shell: Shell): void {
  program
    .command('audit')
    .description('the audit trail')
    .command('verify')
    .description('check the hash chain of every entry, entry by entry')
    .option('--brand <id>', 'only this brand')
    .option(
      '--head <hash>',
      'a head that you kept, such as the one in a weekly report: it must be in the chain',
    )
    .option('--json', 'print {brand, ok, entries, head or reason} for each brand')
    .addHelpText(
      'after',
      '\nExample:\n  greenroom audit verify --brand north-harbour-coffee --head 3f9c0a51d2e4',
    )
    .action((options: Options) => verify(shell, options))
}

async function verify(shell: Shell, { brand, head, json = false }: Options): Promise<void> {
  const verdicts = await withDesk(shell, async (deps) => {
    const brands = brandsAsked(deps, brand)
    return Promise.all(
      brands.map(async ({ id }) => {
        const entries = await deps.store.audit(id)
        const verdict = verifyChain(entries, await deps.store.auditHead(id))
        const kept = head?.toLowerCase()
        const isKept = kept === undefined || entries.some(({ hash }) => hash.startsWith(kept))
        return { brand: id, verdict, isKept }
      }),
    )
  })
  // A head belongs to one brand's chain; without --brand it is enough that one of them holds it.
  const headFound = verdicts.some(({ isKept }) => isKept)
  if (json)
    shell.out(
      JSON.stringify(
        verdicts.map((one) => ({ brand: one.brand, ...one.verdict })),
        null,
        2,
      ),
    )
  else for (const { brand: id, verdict } of verdicts) shell.out(verdictText(id, verdict))
  if (!headFound)
    shell.err(`No entry has the hash ${head}: the chain was replaced, or this is the head of another desk.`)
  if (!headFound || verdicts.some(({ verdict }) => !verdict.ok))
    throw new Failed('the audit trail does not verify')
}

function verdictText(brand: string, verdict: ReturnType<typeof verifyChain>): string {
  return verdict.ok
    ? `${brand}: whole, ${verdict.entries} entries, head ${verdict.head}`
    : `${brand}: BROKEN at entry ${verdict.seq} of ${verdict.entries}: ${verdict.reason}`
}
