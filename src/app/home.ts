import { randomBytes } from 'node:crypto'
import { access, chmod, constants, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Trouble } from '../domain/errors.ts'

/** Where things are in the home folder. */
export function homePaths(home: string) {
  return {
    log: join(home, 'greenroom.log'),
    key: join(home, 'access-key'),
    outbox: join(home, 'outbox'),
    inbox: join(home, 'inbox'),
  } as const
}

/** Makes the home folder, whose contents are for its owner only, or throws a `Trouble` that says what to do. */
export async function makeHome(home: string): Promise<void> {
  try {
    await makeFolder(home)
    await access(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw folderTrouble(home, error)
  }
}

/** With its parents. Not by `recursive`, which tries for ever where the system says that nothing can be made (`/proc`). */
async function makeFolder(path: string): Promise<void> {
  // Root's database server runs as another user, who has to be able to pass through.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  try {
    await mkdir(path, { mode })
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path, { mode })
  }
}

/** The key that opens the web page: made at the first start, kept for the next, readable by its owner only. */
export async function accessKey(home: string): Promise<string> {
  const { key: path } = homePaths(home)
  try {
    const kept = await readFile(path, 'utf8').catch(() => '')
    if (/^[\w-]{32,}$/.test(kept.trim())) return kept.trim()
    const key = randomBytes(24).toString('base64url')
    await writeFile(path, `${key}\n`, { mode: 0o600 })
    // `mode` only counts for a file that is new.
    await chmod(path, 0o600)
    return key
  } catch (error) {
    throw folderTrouble(home, error)
  }
}

/** What the operating system said about the home folder, as a sentence with its mend. Anything unknown stays what it is. */
export function folderTrouble(home: string, error: unknown): unknown {
  const sentence = sentences[codeOf(error)]
  return sentence ? new Trouble(sentence(home)) : error
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

const elsewhere = 'set GREENROOM_HOME to another folder'
const noRight = (home: string) =>
  `Greenroom may not write to ${home}. Give this user the right to, or ${elsewhere}.`

const sentences: Readonly<Record<string, (home: string) => string>> = {
  ENOENT: (home) => `The folder ${home} cannot be made: ${elsewhere}.`,
  EACCES: noRight,
  EPERM: noRight,
  EROFS: (home) => `${home} is on a disk that is read-only: ${elsewhere}.`,
  EEXIST: (home) => `${home} is a file, and Greenroom needs a folder there. Move it away, or ${elsewhere}.`,
  ENOTDIR: (home) => `A part of ${home} is a file, and Greenroom needs a folder there: ${elsewhere}.`,
  ENOSPC: (home) => `The disk that holds ${home} is full. Free some space, or ${elsewhere}.`,
}
