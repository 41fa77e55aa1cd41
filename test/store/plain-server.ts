import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBinaries, type Binaries } from '../../src/store/embedded-binaries.ts'
import { openHome } from '../../src/store/embedded-home.ts'
import { initialise, runningIn, startServer, stopServer } from '../../src/store/embedded-server.ts'
import { freePort } from '../free-port.ts'

/** A PostgreSQL server that the program knows nothing of, but what DATABASE_URL says. */
export type PlainServer = {
  /** Of its superuser; database `postgres`. */
  readonly url: string
  readonly version: string
  /** `immediate`: as after a crash; else open transactions are broken off in order. It is away while `work` runs. */
  restart(how?: 'fast' | 'immediate', work?: () => Promise<void>): Promise<void>
  /** Stops it, and answers how to start it again. `killed`: by SIGKILL, which leaves its processes and their traces behind. */
  leave(how: 'fast' | 'killed'): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/**
 * Debian's where it is installed (CI does so), else the one that Greenroom brings along. `certificate`: files of a certificate with its key, by which it
 * then speaks TLS. `parent`: an existing folder to put it in.
 */
export async function openPlainServer(
  certificate: Certificate | null = null,
  parent = tmpdir(),
): Promise<PlainServer> {
  const folder = mkdtempSync(join(parent, 'greenroom-server-'))
  // Root's server runs as another user.
  chmodSync(folder, 0o755)
  const home = openHome(folder, await freePort())
  const binaries = debian() ?? findBinaries(home)
  await initialise(home, binaries)
  if (certificate) speakTls(home.dir, certificate)
  const start = async () => {
    let failure = await startServer(home, binaries)
    // What a killed server leaves behind ends by itself, a little later.
    for (let tries = 0; failure?.includes('shared memory') && tries < 50; tries += 1) {
      await sleep(100)
      failure = await startServer(home, binaries)
    }
    if (failure !== null) throw new Error(failure)
  }
  await start()
  return {
    url: `postgresql://postgres:${home.password}@127.0.0.1:${home.port}/postgres`,
    version: `${binaries.major}, ${binaries.postgres}`,
    restart: async (how = 'fast', work = async () => {}) => {
      const pid = runningIn(home.dir)?.pid ?? 0
      if (how === 'immediate' && pid > 1) process.kill(pid, 'SIGQUIT')
      await stopServer(home, binaries)
      try {
        await work()
      } finally {
        await start()
      }
    },
    leave: async (how) => {
      const pid = runningIn(home.dir)?.pid ?? 0
      if (how === 'killed' && pid > 1) process.kill(pid, 'SIGKILL')
      else await stopServer(home, binaries)
      return start
    },
    stop: async () => {
      await stopServer(home, binaries)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Certificate = { readonly cert: string; readonly key: string }

function speakTls(dir: string, { cert, key }: Certificate): void {
  const { uid, gid } = statSync(dir)
  for (const [path, name] of [
    [cert, 'server.crt'],
    [key, 'server.key'],
  ] as const) {
    copyFileSync(path, join(dir, name))
    chmodSync(join(dir, name), 0o600)
    chownSync(join(dir, name), uid, gid)
  }
  appendFileSync(join(dir, 'postgresql.conf'), 'ssl = on\n')
}

function debian(): Binaries | null {
  const root = '/usr/lib/postgresql'
  const majors = (existsSync(root) ? readdirSync(root) : []).map(Number).filter((one) => one >= 15)
  const major = Math.max(...majors)
  const program = (name: string) => `${root}/${major}/bin/${name}`
  const names = ['initdb', 'postgres', 'pg_ctl']
  if (majors.length === 0 || !names.every((name) => existsSync(program(name)))) {
    if (process.env['CI']) throw new Error('Debian’s PostgreSQL is not installed: apt-get install postgresql')
    return null
  }
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), major }
}
