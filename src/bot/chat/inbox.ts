import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, statSync } from 'node:fs'
import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../../ports.ts'

/** Something that somebody did on a surface, from before it is acknowledged until it is handled. */
export type Kept<Click> = { readonly id: string; readonly at: Date; readonly click: Click }

/**
 * Clicks that have been acknowledged and are not handled yet, in a file beside the database, which may be slow or away just then. A process
 * that is killed loses nothing of it; see docs/decisions/0016.
 */
export type Inbox<Click> = {
  /**
   * Resolves once it is written, with false for a click that waits already (brought again). Rejects where it cannot be written: then it
   * must not be acknowledged, so that the surface tells whoever clicked.
   */
  keep(kept: Kept<Click>): Promise<boolean>
  /** It is handled, and answered. Never rejects: at worst it is handled once more after a restart. */
  done(id: string): Promise<void>
  /** What the process before left behind, oldest first. */
  readonly left: readonly Kept<Click>[]
  /** Nothing may be kept or done any more. */
  close(): void
}

/** Whether there is anything in it that a process before left behind. */
export async function isLeftBehind(folder: string, name: string): Promise<boolean> {
  const size = await stat(join(folder, `${name}.jsonl`)).then(
    (found) => found.size,
    () => 0,
  )
  return size > 0
}

/** Opens `<folder>/<name>.jsonl`, which one process at a time may do. Whoever had it open before and comes back can write nothing into it. `parse` reads what was kept, and throws what it cannot read. */
export async function openInbox<Click>(options: {
  readonly folder: string
  readonly name: string
  readonly parse: (json: unknown) => Click
  readonly log: Log
}): Promise<Inbox<Click>> {
  const { folder, name, parse, log } = options
  const path = join(folder, `${name}.jsonl`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { left, unreadable } = leftIn(await textOf(path), parse)
  if (unreadable.length > 0) {
    const aside = join(folder, `${name}.unreadable.jsonl`)
    await appendFile(aside, unreadable.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    log.error({ file: aside, lines: unreadable.length }, 'clicks that cannot be read were set aside')
  }
  const text = left.map((kept) => lineOf(kept)).join('')
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return new FileInbox(path, Buffer.byteLength(text), left, log)
}

/** Writes at once, which takes some 0.03 ms: on a busy machine the thread pool would let a click wait for several. */
class FileInbox<Click> implements Inbox<Click> {
  readonly left: readonly Kept<Click>[]
  readonly #open: Set<string>
  readonly #path: string
  readonly #file: number
  readonly #log: Log
  #size: number
  #isClosed = false

  constructor(path: string, size: number, left: readonly Kept<Click>[], log: Log) {
    this.#path = path
    this.#file = openSync(path, 'a', 0o600)
    this.#size = size
    this.#log = log
    this.left = left
    this.#open = new Set(left.map(({ id }) => id))
  }

  async keep(kept: Kept<Click>): Promise<boolean> {
    if (this.#open.has(kept.id)) return false
    if (this.#isClosed || !this.#isInPlace()) throw new Error('what is kept in this inbox nobody would find')
    this.#append(lineOf(kept))
    this.#open.add(kept.id)
    return true
  }

  async done(id: string): Promise<void> {
    if (!this.#open.delete(id) || this.#isClosed) return
    try {
      if (this.#open.size === 0) this.#empty()
      else this.#append(`${JSON.stringify({ done: id })}\n`)
    } catch (error) {
      this.#log.warn({ err: error, click: id }, 'it could not be noted that a click is handled')
    }
  }

  /** Another process that has opened it since has replaced the file. */
  #isInPlace(): boolean {
    return statSync(this.#path).ino === fstatSync(this.#file).ino
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    closeSync(this.#file)
  }

  /** Nothing is open, and an empty file says the same as a list of what was. */
  #empty(): void {
    ftruncateSync(this.#file)
    this.#size = 0
  }

  #append(line: string): void {
    try {
      appendFileSync(this.#file, line)
      this.#size += Buffer.byteLength(line)
    } catch (error) {
      // On a full disk half a line may be there, which would spoil the next.
      ftruncateSync(this.#file, this.#size)
      throw error
    }
  }
}

const lineSchema = z.union([
  z.object({ id: z.string(), at: z.iso.datetime(), click: z.unknown() }),
  z.object({ done: z.string() }),
])

function lineOf<Click>({ id, at, click }: Kept<Click>): string {
  return `${JSON.stringify({ id, at: at.toISOString(), click })}\n`
}

/** A last line without its end was being written when the process ended: it was not acknowledged, so it does not count. */
function leftIn<Click>(
  text: string,
  parse: (json: unknown) => Click,
): { readonly left: readonly Kept<Click>[]; readonly unreadable: readonly string[] } {
  const left = new Map<string, Kept<Click>>()
  const unreadable: string[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const read = lineSchema.parse(JSON.parse(line))
      if ('done' in read) left.delete(read.done)
      else left.set(read.id, { id: read.id, at: new Date(read.at), click: parse(read.click) })
    } catch {
      unreadable.push(line)
    }
  }
  return { left: [...left.values()], unreadable }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
