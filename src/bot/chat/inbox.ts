import { appendFile, mkdir, readFile, rename, truncate, writeFile } from 'node:fs/promises'
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
  /** Resolves once nothing is being written. */
  settled(): Promise<void>
}

/** Opens `<folder>/<name>.jsonl`. `parse` reads what was kept, and throws what it cannot read. */
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

type Waiting = {
  readonly line: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

class FileInbox<Click> implements Inbox<Click> {
  readonly left: readonly Kept<Click>[]
  /** By id; each resolves when it is written. */
  readonly #open: Map<string, Promise<void>>
  readonly #path: string
  readonly #log: Log
  #size: number
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null

  constructor(path: string, size: number, left: readonly Kept<Click>[], log: Log) {
    this.#path = path
    this.#size = size
    this.#log = log
    this.left = left
    this.#open = new Map(left.map(({ id }) => [id, Promise.resolve()]))
  }

  async keep(kept: Kept<Click>): Promise<boolean> {
    const already = this.#open.get(kept.id)
    const written = already ?? this.#write(lineOf(kept))
    this.#open.set(kept.id, written)
    try {
      await written
    } catch (error) {
      this.#open.delete(kept.id)
      throw error
    }
    return already === undefined
  }

  async done(id: string): Promise<void> {
    if (!this.#open.delete(id)) return
    await this.#write(`${JSON.stringify({ done: id })}\n`).catch((error: unknown) =>
      this.#log.warn({ err: error, click: id }, 'it could not be noted that a click is handled'),
    )
  }

  async settled(): Promise<void> {
    await this.#writing
  }

  #write(line: string): Promise<void> {
    const written = new Promise<void>((resolve, reject) => this.#waiting.push({ line, resolve, reject }))
    this.#writing ??= Promise.resolve().then(() => this.#writeAll())
    return written
  }

  /** What comes while a write is under way goes into the next one together. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0)
      try {
        await this.#writeGroup(group.map(({ line }) => line).join(''))
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#writing = null
  }

  async #writeGroup(text: string): Promise<void> {
    // Nothing is open, so this says nothing but that: an empty file says the same.
    if (this.#open.size === 0) {
      await truncate(this.#path)
      this.#size = 0
      return
    }
    try {
      await appendFile(this.#path, text, { mode: 0o600 })
      this.#size += Buffer.byteLength(text)
    } catch (error) {
      // On a full disk half a line may be there, which would spoil the next.
      await truncate(this.#path, this.#size)
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
