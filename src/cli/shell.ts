import type { Check } from '../bot/check.ts'
import type { Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Deps } from '../ports.ts'
import type { Role } from './role.ts'

/** What commands need of the process around them. Values arrive here; no command reads the environment itself. */
export type Shell = {
  /** One line or block to standard output. */
  readonly out: (text: string) => void
  /** One line to standard error. */
  readonly err: (text: string) => void
  /** The state of long work, in place on a terminal and nowhere else; null wipes it away. */
  readonly progress: (text: string | null) => void
  /** The desk without its page and its clock: one command's view of the database. */
  readonly openDesk: () => Promise<Desk>
  /** Resolves when the desk has stopped. */
  readonly start: (options: { readonly demo: boolean; readonly role: Role }) => Promise<void>
  readonly check: (options: { readonly online: boolean }) => Promise<readonly Check[]>
  readonly simulate: (options: SimulateOptions) => Promise<object>
  readonly move: (options: MoveOptions) => Promise<MoveReport>
  readonly brandFiles: () => Promise<BrandFiles>
  /** Writes a bug into the log and answers under which id, and where. */
  readonly logBug: (error: unknown) => Promise<{ readonly id: string; readonly file: string }>
}

export type Desk = {
  readonly deps: Deps
  /** Aborts at Ctrl-C: long work ends at the next good moment. */
  readonly interrupted: AbortSignal
  readonly stop: () => Promise<void>
}

export type SimulateOptions = {
  readonly brandFile: string
  readonly days: number
  readonly seed: number
  readonly networkFaults: 'none' | 'hostile'
  readonly keep: boolean
}

export type MoveOptions = {
  /** An address, or `embedded`. */
  readonly to: string
  readonly dryRun: boolean
}

export type MoveReport = {
  /** See `MoveResult` of `store/move-desk.ts`. */
  readonly did: 'moved' | 'nothing' | 'present' | 'reopened'
  /** Where the desk was and where it is to be, fit to show. */
  readonly from: string
  readonly to: string
  /** What to set so that it opens there. */
  readonly opens: string
  /** What would bring it back. */
  readonly back: string
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  readonly heads: readonly { readonly brand: string; readonly seq: number; readonly hash: string }[]
  /** Tables of somebody else, which stay. */
  readonly strange: readonly string[]
  readonly home: string
  /** Files of the home in which clicks wait for their decision. */
  readonly clicks: readonly string[]
}

export type BrandFiles = {
  readonly folder: string
  readonly slugOf: (name: string) => string
  /** What is wrong with the text of a brand file, fit to show; null where nothing is. */
  readonly flawOf: (file: string, text: string) => string | null
  readonly jsonSchema: () => object
}

/** A command that has said already why it failed. */
export class Failed extends Error {
  override readonly name = 'Failed'
}

/** Runs `use` on an open desk and closes it, whatever happens. */
export async function withDesk<T>(
  shell: Shell,
  use: (deps: Deps, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const desk = await shell.openDesk()
  try {
    return await use(desk.deps, desk.interrupted)
  } finally {
    await desk.stop()
  }
}

/** The brand of that id or name, or every brand where none is asked for. */
export function brandsAsked(deps: Pick<Deps, 'brands'>, asked: string | undefined): readonly Brand[] {
  const all = deps.brands.all()
  if (asked === undefined) return all
  const found = all.find(({ id, name }) => id === asked || name.toLowerCase() === asked.toLowerCase())
  if (found) return [found]
  const names = all.map(({ id }) => id).join(', ')
  throw new Refusal('unknown_brand', `There is no brand ${asked}. There is: ${names || 'none'}.`)
}

/** For commands about one brand: it has to be named where there are several. */
export function brandAsked(deps: Pick<Deps, 'brands'>, asked: string | undefined): Brand {
  const [brand, ...others] = brandsAsked(deps, asked)
  if (!brand) throw new Refusal('unknown_brand', 'There is no brand on this desk.')
  if (others.length === 0) return brand
  const names = deps.brands.all().map(({ id }) => id)
  throw new Refusal(
    'unknown_brand',
    `There are several brands: say which with --brand ${names.join(' or --brand ')}.`,
  )
}
