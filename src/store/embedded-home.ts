import { randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { Trouble } from '../domain/errors.ts'

/** The user that PostgreSQL, which refuses root, runs as; null where that is ourselves. */
export type RunAs = { readonly uid: number; readonly gid: number; readonly name: string } | null

/** What a desk's folder remembers of its database server. */
export type EmbeddedHome = {
  readonly file: string
  /** Absolute path of the data directory. It need not lie in the desk's folder. */
  readonly dir: string
  readonly password: string
  readonly port: number
  /** Whether the data directory was ever complete: if it is missing then, it was lost, and is not made anew. */
  readonly initialised: boolean
  readonly runAs: RunAs
}

/** Where root keeps the data and binaries of servers whose user cannot look into the desk's folder. */
export const lastingFolder = '/var/lib/greenroom'

const stateSchema = z.object({
  dir: z.string(),
  port: z.number().int().min(1).max(65_535),
  password: z.string(),
  initialised: z.boolean(),
})
type State = z.infer<typeof stateSchema>

/** Reads what `home` remembers; on first use decides it, once, however many processes ask at the same time. */
export function openHome(home: string, freePort: number): EmbeddedHome {
  // Root lets its server's user pass through, and nobody list: what lies inside is for its owner's eyes only.
  mkdirSync(home, { recursive: true, mode: isRoot() ? 0o711 : 0o700 })
  const root = realpathSync(home)
  const file = join(root, 'postgres.json')
  if (!existsSync(file)) begin(file, root, freePort)
  return read(file, root)
}

/** Remembers what has changed. The file is replaced as a whole, so that no reader sees half of it. */
export function remember(
  home: EmbeddedHome,
  changes: Partial<Pick<State, 'port' | 'initialised'>>,
): EmbeddedHome {
  const state = stateSchema.parse(JSON.parse(readFileSync(home.file, 'utf8')))
  const draft = draftFile(home.file, { ...state, ...changes })
  renameSync(draft, home.file)
  return { ...home, ...changes }
}

/** Whether `user` may read the file `path`, or pass through the folder, and all above it. Access lists are not looked at. */
export function mayReach(path: string, user: RunAs): boolean {
  if (!user) return true
  const real = realpathSync(path)
  if (!allows(real, user, statSync(real).isDirectory() ? 1 : 4)) return false
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (!allows(folder, user, 1)) return false
    if (folder === dirname(folder)) return true
  }
}

/** Null unless we are root: then the first of the users that are there for such a purpose. */
function unprivilegedUser(): RunAs {
  if (!isRoot()) return null
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const [, , uid, gid] = users.find((user) => user[0] === name) ?? []
    if (uid !== undefined && gid !== undefined)
      return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
  }
  throw new Trouble(
    'PostgreSQL does not run as root, and there is neither a user `postgres` nor a user `nobody` to run it as. ' +
      'Start Greenroom as an ordinary user, or set DATABASE_URL to use a server of yours.',
  )
}

function begin(file: string, root: string, port: number): void {
  const inside = join(root, 'postgres')
  if (existsSync(inside)) {
    throw new Trouble(
      `${inside} holds a database, but ${file}, which has its password, is missing. ` +
        'Restore that file, or move the folder away to begin anew.',
    )
  }
  const unique = `${basename(dirname(root))}-${randomBytes(4).toString('hex')}`
  const dir = mayReach(root, unprivilegedUser()) ? 'postgres' : join(lastingFolder, unique)
  const password = randomBytes(24).toString('base64url')
  const draft = draftFile(file, { dir, port, password, initialised: false })
  try {
    // Unlike a rename, a link never replaces what another process has decided meanwhile.
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function read(file: string, root: string): EmbeddedHome {
  const state = stateIn(file)
  const dir = resolve(root, state.dir)
  if (state.initialised && !existsSync(dir)) {
    throw new Trouble(
      `The database in ${dir} is gone, though ${file} remembers it. ` +
        'Restore that folder from a backup, or delete the file to begin anew with an empty desk.',
    )
  }
  return { ...state, file, dir, runAs: ownerOf(dir) }
}

function stateIn(file: string): State {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Trouble(`${file} cannot be read (${codeOf(error)}). Run Greenroom as the user who owns it.`, {
      cause: error,
    })
  }
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new Trouble(
      `${file} is damaged. Restore it from a backup: it has the password of the database beside it.`,
      { cause: error },
    )
  }
}

/** Whoever made the data goes on serving it. */
function ownerOf(dir: string): RunAs {
  const user = unprivilegedUser()
  if (!existsSync(dir) || process.getuid === undefined) return user
  const { uid, gid } = statSync(dir)
  if (uid === (user?.uid ?? process.getuid())) return user
  if (user && uid !== 0) return { uid, gid, name: `user ${uid}` }
  throw new Trouble(
    `The database in ${dir} belongs to the user with the number ${uid}. ` +
      'Run Greenroom as that user, give the folder to this one, or set GREENROOM_HOME to another folder.',
  )
}

function draftFile(file: string, state: State): string {
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  return draft
}

/** `bit`: 4 to read, 1 to pass through. */
function allows(path: string, user: { uid: number; gid: number }, bit: 1 | 4): boolean {
  const { mode, uid, gid } = statSync(path)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  return ((mode >> shift) & bit) !== 0
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The system's or PostgreSQL's code of an error, else its text. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)
}
