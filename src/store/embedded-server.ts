import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Trouble } from '../domain/errors.ts'
import type { Binaries } from './embedded-binaries.ts'
import { codeOf, type EmbeddedHome, type RunAs } from './embedded-home.ts'

/** What the running server wrote into its lock file; null where there is no such file. */
export type Running = { readonly pid: number; readonly port: number; readonly ready: boolean }

const run = promisify(execFile)
const pollMs = 10
const patienceMs = 60_000
const largestLogBytes = 1_000_000

/** The file in the data directory that is there while a server runs, and after one that was killed. */
export function runningIn(dir: string): Running | null {
  try {
    // Lines: process, data directory, start, port, socket folder, address, shared memory, status.
    const lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/** Makes an empty database cluster. It appears complete or not at all; of two who try, one prevails. */
export async function initialise(home: EmbeddedHome, { initdb }: Binaries): Promise<void> {
  const { dir, runAs, password } = home
  const draft = `${dir}.new-${process.pid}-${randomUUID().slice(0, 8)}`
  const passwordFile = `${draft}.password`
  mkdirSync(dirname(dir), { recursive: true, mode: 0o755 })
  sweep(dir)
  try {
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(passwordFile, password, { mode: 0o600 })
    for (const path of [draft, passwordFile]) if (runAs) chownSync(path, runAs.uid, runAs.gid)
    const args = ['-D', draft, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile]
    await run(initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-instructions'], spawnOptions(runAs))
    renameSync(draft, dir)
  } catch (error) {
    if (!existsSync(dir)) throw troubleOf(dir, outputOf(error))
  } finally {
    rmSync(draft, { recursive: true, force: true })
    rmSync(passwordFile, { force: true })
  }
}

/** Starts a server and waits until it accepts connections. Answers null, or what it said instead. */
export async function startServer(home: EmbeddedHome, binaries: Binaries): Promise<string | null> {
  const { dir, port, runAs } = home
  const log = logOf(dir)
  if (existsSync(log) && statSync(log).size > largestLogBytes) rmSync(log)
  const from = existsSync(log) ? statSync(log).size : 0
  const output = openSync(log, 'a', 0o600)
  const options = ['-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const windows = process.platform === 'win32'
  // Windows has its own way to drop an administrator's rights, which PostgreSQL insists on.
  const program = windows ? binaries.pgCtl : binaries.postgres
  const args = windows ? ['start', '-W', '-D', dir, '-o', options.join(' ')] : ['-D', dir, ...options]
  const child = spawn(program, args, {
    ...spawnOptions(runAs),
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  let unspawned: string | null = null
  child.once('error', (error) => (unspawned = error.message))
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    const running = runningIn(dir)
    if (running?.ready && (windows || running.pid === child.pid)) return null
    if (unspawned !== null) return unspawned
    if (!windows && (child.exitCode ?? child.signalCode) !== null)
      return readFileSync(log, 'utf8').slice(from)
    await sleep(pollMs)
  }
  return 'it did not become ready within a minute'
}

/** Stops the server whose lock file this is, finishing what is being written. */
export async function stopServer({ dir, runAs }: EmbeddedHome, { pgCtl }: Binaries): Promise<void> {
  const running = runningIn(dir)
  // Signals to 0 and below go to groups of processes, -1 to all of them; the file is the server's user's, and we may be root.
  if (!running || !(running.pid > 1)) return
  if (process.platform === 'win32') await run(pgCtl, ['stop', '-m', 'fast', '-D', dir], spawnOptions(runAs))
  else process.kill(running.pid, 'SIGINT')
  // Not until there is no server at all: somebody may start the next one at once.
  const isThere = () => runningIn(dir)?.pid === running.pid
  for (let waitedMs = 0; waitedMs < patienceMs && isThere(); waitedMs += pollMs) await sleep(pollMs)
}

/**
 * Removes the lock file of a killed server whose number now belongs to another program, as happens in containers, where
 * numbers are few. Only where it is certain, on Linux, that nothing works in the data directory any more.
 */
export function clearStaleLock(dir: string): void {
  const running = runningIn(dir)
  if (!running || process.platform !== 'linux' || commandOf(running.pid) === 'postgres') return
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  if (processes.some((pid) => workingFolderOf(pid) === dir)) return
  rmSync(join(dir, 'postmaster.pid'), { force: true })
}

/** A sentence for a person out of what PostgreSQL printed. */
export function troubleOf(dir: string, output: string): Trouble {
  if (/No space left on device/.test(output)) {
    return new Trouble(
      `The disk that holds ${dir} is full. Free some space and start again; nothing is lost.`,
    )
  }
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const said = lines.findLast((line) => /FATAL|PANIC|error|denied/i.test(line)) ?? lines.at(-1) ?? 'nothing'
  return new Trouble(
    `PostgreSQL does not start in ${dir}. It said: ${said.trim()} (more in ${logOf(dir)}). ` +
      'Mend that, or set DATABASE_URL to use a server of yours.',
  )
}

/** Loopback only, no sockets in shared folders, and no post's text in the log beside an error. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_min_error_statement=panic',
  'log_timezone=UTC',
  'log_checkpoints=off',
]

function logOf(dir: string): string {
  return `${dir}.log`
}

/** From `/`, since the user may not be allowed where we are; without our environment, which holds secrets. */
function spawnOptions(runAs: RunAs) {
  const { PATH, SystemRoot, TEMP } = process.env
  const env = { PATH, SystemRoot, TEMP, LC_ALL: 'C', TZ: 'UTC' }
  return { ...(runAs && { uid: runAs.uid, gid: runAs.gid }), env, cwd: '/', windowsHide: true }
}

/** What earlier attempts left behind that were killed. */
function sweep(dir: string): void {
  const prefix = `${basename(dir)}.new-`
  for (const name of readdirSync(dirname(dir))) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : 0
    if (pid > 0 && !isAlive(pid)) rmSync(join(dirname(dir), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return null
  }
}

function workingFolderOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}

function outputOf(error: unknown): string {
  const printed = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : ''
  return printed.trim() === '' ? String(error) : printed
}
