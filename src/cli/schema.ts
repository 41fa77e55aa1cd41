import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { BrandFiles, Shell } from './shell.ts'

export function addSchema(program: Command, shell: Shell): void {
  program
    .command('schema')
    .description('print the JSON Schema of brand files, with which editors complete and check them')
    .option('--write', 'write it beside the brand files instead, as schema.json')
    .addHelpText('after', '\nExample:\n  greenroom schema --write')
    .action(async ({ write = false }: { write?: boolean }) => {
      const files = await shell.brandFiles()
      if (write) shell.out(`Wrote ${await writeSchema(files)}.`)
      else shell.out(JSON.stringify(files.jsonSchema(), null, 2))
    })
}

/** Where the comment at the top of a brand file looks for it. */
export async function writeSchema({ folder, jsonSchema }: BrandFiles): Promise<string> {
  const path = join(folder, 'schema.json')
  await mkdir(folder, { recursive: true })
  await writeFile(path, `${JSON.stringify(jsonSchema(), null, 2)}\n`)
  return path
}
