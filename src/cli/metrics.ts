import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { Refusal } from '../domain/errors.ts'
import { importMetrics, type RefusedRow } from '../service/metrics.ts'
import { parseMetricsFile } from './metrics-file.ts'
import { brandAsked, Failed, withDesk, type Shell } from './shell.ts'

type Options = { readonly brand?: string; readonly json?: boolean }

export function addMetrics(program: Command, shell: Shell): void {
  program
    .command('metrics')
    .description('figures of published posts')
    .command('import')
    .argument('<file>', 'CSV or JSON with post, day, impressions, engagements, clicks')
    .description('add figures; a day that has figures already gets the new ones')
    .option('--brand <id>', 'whose posts they are; may be left out where there is one brand')
    .option('--json', 'print {added, refused, warnings}')
    .addHelpText('after', '\nExample:\n  greenroom metrics import figures.csv --brand north-harbour-coffee')
    .action((file: string, options: Options) => runImport(shell, file, options))
}

async function runImport(shell: Shell, file: string, { brand, json = false }: Options): Promise<void> {
  const { rows, mistakes, warnings } = parseMetricsFile(await bytesOf(file))
  const { added, refused } = await withDesk(shell, (deps) =>
    importMetrics(deps, brandAsked(deps, brand).id, rows),
  )
  const wrong = [...mistakes, ...refused].toSorted((a, b) => a.line - b.line)
  if (json) shell.out(JSON.stringify({ added, refused: wrong, warnings }, null, 2))
  else {
    shell.out(`${added} ${added === 1 ? 'row' : 'rows'} added from ${file}.`)
    for (const one of warnings) shell.err(`Taken, but look at it: ${rowText(file, one)}`)
    for (const one of wrong) shell.err(`Not taken: ${rowText(file, one)}`)
  }
  if (wrong.length > 0) throw new Failed('some rows were refused')
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : 'it cannot be read'
    throw new Refusal('invalid', `Nothing was imported from ${file}: ${why}.`)
  }
}

function rowText(file: string, { line, reason }: RefusedRow): string {
  return line > 0 ? `${file}, line ${line}: ${reason}` : `${file}: ${reason}`
}
