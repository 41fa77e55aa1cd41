import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { NetworkName } from '../domain/brand.ts'
import { Refusal, Trouble } from '../domain/errors.ts'
import { networksArgument, several } from './arguments.ts'
import { brandYaml, type Answers } from './brand-template.ts'
import { writeSchema } from './schema.ts'
import type { Shell } from './shell.ts'

export type InitOptions = {
  readonly name?: string
  readonly positioning?: string
  readonly audience?: string
  readonly network?: readonly NetworkName[]
  readonly language?: string
  readonly timeZone?: string
  readonly reviewer?: readonly string[]
  readonly yes?: boolean
  readonly force?: boolean
}

export function addInit(program: Command, shell: Shell): void {
  program
    .command('init')
    .description('write a brand file: asks for what the options do not say')
    .option('--name <name>', 'name of the brand')
    .option('--positioning <text>', 'what it does, for whom, and what sets it apart')
    .option('--audience <text>', 'who the posts are for')
    .option('--network <name>', 'where it posts; several with commas or by repeating it', networksArgument)
    .option('--language <tag>', 'BCP 47 tag such as en or de-CH')
    .option('--time-zone <zone>', 'IANA name such as Europe/Berlin')
    .option('--reviewer <name>', 'who may approve; repeat it for more', several)
    .option('--yes', 'ask nothing: take what is usual for what the options do not say')
    .option('--force', 'replace a file that is there')
    .addHelpText(
      'after',
      '\nExamples:\n  greenroom init\n  greenroom init --name "Fern & Fell" --network x,linkedin --reviewer Ann --reviewer Ben --yes',
    )
    .action((options: InitOptions) => init(shell, options))
}

async function init(shell: Shell, options: InitOptions): Promise<void> {
  const files = await shell.brandFiles()
  const { folder, slugOf, flawOf } = files
  const answers = options.yes ? usual(options, slugOf) : await asked(options, slugOf)
  const file = `${slugOf(answers.name)}.yaml`
  const path = join(folder, file)
  const text = brandYaml(answers)
  const flaw = flawOf(file, text)
  if (flaw !== null) throw new Refusal('invalid', `Nothing was written. ${flaw}`)
  await write(folder, path, text, options.force ?? false)
  await writeSchema(files)
  shell.out(
    `Wrote ${path}. Open it and add what is true of ${answers.name}: facts above all. Then: greenroom start`,
  )
}

async function asked(options: InitOptions, slugOf: (name: string) => string): Promise<Answers> {
  if (!process.stdin.isTTY)
    throw new Refusal(
      'invalid',
      'There is no terminal to ask in. Give --name and --yes, or run this in a terminal.',
    )
  const { askBrand } = await import('./ask-brand.ts')
  return askBrand(options, slugOf)
}

/**
 * Stands in for what was not said, with sentences that are true of any brand that has these accounts: what is in a brand
 * file may be published.
 */
export function usual(options: InitOptions, slugOf: (name: string) => string): Answers {
  const name = options.name?.trim()
  if (!name) throw new Refusal('invalid', 'A brand needs a name: give --name "Fern & Fell".')
  const networks = options.network ?? ['linkedin']
  const { reviewer = ['Approver One', 'Approver Two'] } = options
  return {
    name,
    positioning: options.positioning ?? `${name} shows how its work is done.`,
    audience: options.audience ?? `People who are curious about ${name}.`,
    valuePropositions: ['You can ask us anything about our work.'],
    facts: [{ text: `${name} shows its work in public.`, source: 'our own accounts' }],
    language: options.language ?? 'en',
    timeZone: options.timeZone ?? localZone(),
    accounts: networks.map((network) => ({ network, handle: slugOf(name) })),
    reviewers: reviewer,
  }
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

async function write(folder: string, path: string, text: string, force: boolean): Promise<void> {
  if (!force && (await exists(path)))
    throw new Refusal(
      'invalid',
      `${path} is there already. Give --force to replace it, or choose another name.`,
    )
  try {
    await mkdir(folder, { recursive: true })
    // `wx` also refuses a file that appeared since we looked.
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Trouble(
      `${path} could not be written (${why}). Set GREENROOM_BRANDS to a folder that you may write to.`,
    )
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
