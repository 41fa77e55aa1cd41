import type { Command } from 'commander'
import type { NetworkName } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import { chosenVariant, draftOf, type Draft, type Post } from '../domain/post.ts'
import type { Deps } from '../ports.ts'
import { draftDay, type DraftDayResult, type Progress } from '../service/draft-day.ts'
import { dateArgument, networksArgument } from './arguments.ts'
import { brandsAsked, Failed, withDesk, type Shell } from './shell.ts'

type Options = {
  readonly brand?: string
  readonly date?: string
  readonly network?: readonly NetworkName[]
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

export function addDraft(program: Command, shell: Shell): void {
  program
    .command('draft')
    .description("draft the day's posts and put them in review")
    .option('--date <YYYY-MM-DD>', 'another day than today', dateArgument)
    .option('--brand <id>', 'only this brand')
    .option('--network <name>', 'only this network; several with commas or by repeating it', networksArgument)
    .option('--dry-run', 'write and judge, but change nothing')
    .option('--force', 'draft again what is in review, unless somebody has approved or edited it')
    .option('--json', 'print the result of each brand')
    .addHelpText(
      'after',
      '\nExamples:\n  greenroom draft --dry-run\n  greenroom draft --network x,linkedin --force',
    )
    .action((options: Options) => runDraft(shell, options))
}

async function runDraft(shell: Shell, options: Options): Promise<void> {
  const { results, refusals } = await withDesk(shell, (deps, signal) =>
    draftAll(deps, signal, shell, options),
  )
  shell.progress(null)
  if (options.json) shell.out(JSON.stringify(results.map(resultData), null, 2))
  else for (const result of results) shell.out(resultText(result))
  for (const refusal of refusals) shell.err(refusal)
  const isWhole = results.every(({ failed, cancelled }) => failed.length === 0 && !cancelled)
  if (refusals.length > 0 || !isWhole) throw new Failed('not all was drafted')
}

/** One brand that is refused does not keep the others from being drafted. */
async function draftAll(deps: Deps, signal: AbortSignal, shell: Shell, options: Options) {
  const results: DraftDayResult[] = []
  const refusals: string[] = []
  const { date, network, force = false, dryRun = false } = options
  const all = brandsAsked(deps, options.brand)
  const posting = all.filter(({ accounts }) => accounts.some((one) => network?.includes(one.network) ?? true))
  // Of several brands those without the network have nothing to do; where none has it, each says so.
  for (const { id, name } of posting.length > 0 ? posting : all) {
    const onProgress = (progress: Progress) => shell.progress(progressText(name, progress))
    try {
      const asked = { ...(date ? { date } : {}), ...(network ? { networks: network } : {}) }
      results.push(await draftDay(deps, { brand: id, ...asked, force, dryRun, signal, onProgress }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusals.push(`${name}: ${error.message}`)
    }
  }
  return { results, refusals }
}

function progressText(name: string, { done, total, leftMs }: Progress): string {
  const left = leftMs > 0 ? `, about ${Math.ceil(leftMs / 1000)} s left` : ''
  return `${name}: ${done} of ${total} drafted${left}`
}

function resultData({ brand, date, drafted, failed, previews, cancelled }: DraftDayResult) {
  return {
    brand,
    date,
    cancelled,
    drafted: drafted.map((post) => cardData(post, draftOf(post))),
    previews: previews.map(({ post, draft }) => cardData(post, draft)),
    failed: failed.map(({ post, reason }) => ({ id: post.id, reason })),
  }
}

function cardData({ id, account, slot, dueAt }: Post, draft: Draft | null) {
  return { id, account, slot, dueAt, chosen: draft?.chosen ?? null, variants: draft?.variants ?? [] }
}

function resultText({ brand, date, drafted, failed, previews, cancelled }: DraftDayResult): string {
  const cards = [...drafted.map((post) => ({ post, draft: draftOf(post) })), ...previews]
  const verb = previews.length > 0 ? 'would be drafted' : 'drafted'
  const nothing = cards.length === 0 && failed.length === 0
  return [
    `${brand}, ${date}: ${nothing ? 'nothing left to draft' : `${cards.length} ${verb}`}${cancelled ? ', cancelled' : ''}`,
    ...cards.map(({ post, draft }) => cardText(post, draft)),
    ...failed.map(({ post, reason }) => `\n${post.id}: ${reason}`),
  ].join('\n')
}

function cardText({ id, slot }: Post, draft: Draft | null): string {
  if (!draft) return `\n${id}`
  const { text, risk, findings } = chosenVariant(draft)
  const heading = `\n${id}, ${slot.date} ${slot.time}, ${risk.level} risk, ${draft.variants.length} variants`
  const notes = findings.map(({ severity, message }) => `  ${severity}: ${message}`)
  return [heading, ...notes, ...text.split('\n').map((line) => `  | ${line}`)].join('\n')
}
