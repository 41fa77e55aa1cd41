import { randomBytes } from 'node:crypto'
import { access, constants, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Trouble } from '../domain/errors.ts'

/** Where things are in the home folder. */
export function homePaths(home: string) {
  return {
    log: join(home, 'greenroom.log'),
    key: join(home, 'access-key'),
    id: join(home, 'home-id'),
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
export function accessKey(home: string): Promise<string> {
  return madeOnce(home, homePaths(home).key, 24)
}

/** What names this home, wherever it is mounted and whatever the machine is called. */
export function homeId(home: string): Promise<string> {
  return madeOnce(home, homePaths(home).id, 24)
}

/** The random word in a file, readable by its owner only: made by whichever process comes first, kept for all others. */
async function madeOnce(home: string, path: string, bytes: number): Promise<string> {
  try {
    const kept = await wordIn(path)
    if (kept !== null) return kept
    const draft = `${path}.${randomBytes(6).toString('hex')}`
    const word = randomBytes(bytes).toString('base64url')
    await writeFile(draft, `${word}\n`, { mode: 0o600, flag: 'wx' })
    try {
      // Unlike a rename, a link never replaces what another process has made meanwhile.
      await link(draft, path)
    } catch {
      const meanwhile = await wordIn(path)
      if (meanwhile !== null) return meanwhile
      // There is a file without a word in it, or the file system has no links.
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
    return word
  } catch (error) {
    throw folderTrouble(home, error)
  }
}

async function wordIn(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^[\w-]{32,}$/.test(text.trim()) ? text.trim() : null
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
