import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { freePort } from '../free-port.ts'

/** A MongoDB, or a server that speaks as one. */
export type MongoServer = { readonly uri: string; readonly stop: () => Promise<void> }

type Program = {
  readonly path: string
  readonly args: (folder: string, port: number) => readonly string[]
  /** What it writes when it listens. */
  readonly ready: RegExp
}

const given = process.env['MONGODB_URI']?.trim()
const program = given ? null : findProgram()

/** What the tests run on; null where there is nothing, which in CI is a failure. */
export const mongoName = given
  ? 'the MongoDB of MONGODB_URI'
  : program && (program.path.endsWith('mongod') ? 'mongod' : 'FerretDB')

/** It reads and sorts every document whenever it looks for one, so that ten thousand jobs take hours. */
export const isSlow = mongoName === 'FerretDB'

if (mongoName === null) {
  const sentence =
    'Tests of the clock on MongoDB need a server: set MONGODB_URI, put a mongod on the PATH, or run `node scripts/mongo-server/build.mjs`.'
  if (process.env['CI']) throw new Error(sentence)
  process.stderr.write(`SKIPPED ${sentence}\n`)
}

export async function openMongoServer(): Promise<MongoServer> {
  if (given) return { uri: given, stop: async () => {} }
  if (!program) throw new Error('There is no MongoDB here.')
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-mongo-'))
  const port = await freePort()
  const child = spawn(program.path, program.args(folder, port), { stdio: ['ignore', 'pipe', 'ignore'] })
  await ready(child, program)
  return {
    uri: `mongodb://127.0.0.1:${port}/`,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function findProgram(): Program | null {
  const mongod = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mongod'))
    .find(isProgram)
  if (mongod) {
    const args = (folder: string, port: number) => [
      '--dbpath',
      folder,
      '--port',
      `${port}`,
      '--bind_ip',
      '127.0.0.1',
    ]
    return { path: mongod, args, ready: /Waiting for connections/i }
  }
  const built = execFileSync(process.execPath, ['scripts/mongo-server/build.mjs', '--path'], {
    encoding: 'utf8',
  }).trim()
  if (!existsSync(built)) return null
  return { path: built, args: (folder, port) => [folder, `${port}`], ready: /listening/ }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function ready(child: ChildProcess, { path, ready: sign }: Program): Promise<void> {
  if (!child.stdout) throw new Error(`${path} has no output`)
  for await (const line of createInterface({ input: child.stdout })) {
    if (!sign.test(line)) continue
    child.stdout.resume()
    return
  }
  throw new Error(`${path} ended before it listened`)
}
