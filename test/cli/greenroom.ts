import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

const main = resolve('dist/main.js')

/** A folder to stand in, with a home of its own; the program is the built one. */
export type Place = {
  readonly folder: string
  run(args: readonly string[], env?: Env): Promise<Ran>
  /** Resolves when the desk has said that it is open. `under`: a command that is given ours, and ends in it. */
  start(args?: readonly string[], env?: Env, under?: readonly string[]): Promise<RunningDesk>
  /** Stops what runs still, and removes the folder. */
  clear(): Promise<void>
}

export type RunningDesk = {
  readonly url: string
  readonly out: () => string
  readonly err: () => string
  /** Sends it a signal that it survives. */
  signal(signal: NodeJS.Signals): void
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

type Env = Readonly<Record<string, string>>

export async function aPlace(): Promise<Place> {
  if (!existsSync(main)) throw new Error('The program is not built: run `npm run build` first.')
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-cli-'))
  // Root's database server runs as another user, and keeps its files here only where it can pass.
  await chmod(folder, 0o755)
  const running = new Set<RunningDesk>()
  return {
    folder,
    run: (args, env = {}) => {
      const child = spawned(folder, args, env)
      const texts = textsOf(child)
      return ended(child).then((code) => ({ code, out: texts.out(), err: texts.err() }))
    },
    start: async (args = [], env = {}, under = []) => {
      const desk = await started(folder, ['start', ...args], env, under)
      running.add(desk)
      return desk
    },
    clear: async () => {
      for (const desk of running) await desk.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function started(
  folder: string,
  args: readonly string[],
  env: Env,
  under: readonly string[],
): Promise<RunningDesk> {
  const child = spawned(folder, args, env, under)
  const { out, err } = textsOf(child)
  const end = ended(child)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /^Greenroom is open: (\S+)$/m.exec(out())?.[1]
      if (found) resolve(found)
    })
    void end.then((code) => reject(new Error(`the desk ended with ${code}: ${err()}`)))
  })
  return {
    url,
    out,
    err,
    signal: (signal) => void child.kill(signal),
    stop: async (signal = 'SIGINT') => {
      child.kill(signal)
      // One that stands still would not hear of it.
      child.kill('SIGCONT')
      return end
    },
  }
}

function spawned(
  cwd: string,
  args: readonly string[],
  env: Env,
  under: readonly string[] = [],
): ChildProcess {
  const { PATH = '' } = process.env
  const [program = process.execPath, ...rest] = [...under, process.execPath, main, ...args]
  return spawn(program, rest, { cwd, env: { PATH, GREENROOM_PORT: '0', ...env } })
}

function textsOf(child: ChildProcess): { readonly out: () => string; readonly err: () => string } {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return { out: () => out, err: () => err }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve))
}
