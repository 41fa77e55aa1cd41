import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inert } from '../cli/inert.ts'
import type { BrandFiles, Desk, Shell } from '../cli/shell.ts'
import { loadConfig, type Config } from '../config.ts'
import { chatServices } from './chat-services.ts'
import { onStopSignal } from './signals.ts'

// Whatever is heavy is imported where it is used, so that `greenroom --help` waits for none of it.

/** The shell of this process: its environment, folder, terminal and signals. */
export function processShell(): Shell {
  const { env } = process
  const config = () => loadConfig(env, process.cwd(), chatServices)
  const progress = progressOn(process.stderr)
  const err = (text: string) => {
    progress(null)
    process.stderr.write(`${inert(text)}\n`)
  }
  return {
    out,
    err,
    progress,
    openDesk: () => openDesk(config(), err),
    start: async ({ demo, role }) => {
      const { start } = await import('./start.ts')
      await untilStopped(() => start({ config: config(), env, demo, role, out, err, progress }), err)
    },
    check: async (options) => {
      const { checkAll } = await import('./check.ts')
      return checkAll(config(), env, options)
    },
    simulate: async (options) => {
      const { simulateFile } = await import('./simulate-file.ts')
      return simulateFile({ config: config(), env, progress, ...options })
    },
    move: async (options) => {
      const { move } = await import('./move.ts')
      return interruptible(err, (signal) => move({ config: config(), progress, signal, ...options }))
    },
    brandFiles: () => brandFiles(config()),
    logBug: (error) => logBug(config, error),
  }
}

function out(text: string): void {
  process.stdout.write(`${inert(text)}\n`)
}

/** The desk for one command. A brand file that is wrong is named, and keeps no command about another brand from working. */
async function openDesk(config: Config, err: (text: string) => void): Promise<Desk> {
  const { parseBrands, readBrandTexts } = await import('../config/brand-folder.ts')
  const { openApp } = await import('../app.ts')
  const { brandsFolder } = config
  const { brands, problems } = parseBrands(brandsFolder, await readBrandTexts(brandsFolder), process.env)
  for (const file of problems.keys())
    err(`${file} has mistakes and is left out; \`greenroom check\` names them.`)
  const app = await openApp(config, brands.values())
  const { signal, forget } = interruption(err)
  return {
    deps: app.deps,
    interrupted: signal,
    stop: async () => {
      forget()
      await app.parts.stop()
    },
  }
}

async function interruptible<T>(
  err: (text: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, forget } = interruption(err)
  try {
    return await work(signal)
  } finally {
    forget()
  }
}

/** Aborts at Ctrl-C; to be forgotten when the work is done. */
function interruption(err: (text: string) => void): {
  readonly signal: AbortSignal
  readonly forget: () => void
} {
  const controller = new AbortController()
  const forget = onStopSignal(() => {
    err('Stopping. Ctrl-C again does not wait.')
    controller.abort()
  })
  return { signal: controller.signal, forget }
}

/** Runs the desk until a signal, also one that comes while it is still opening. */
async function untilStopped(
  open: () => Promise<{ readonly stop: () => Promise<void> }>,
  err: (text: string) => void,
): Promise<void> {
  const signal = new Promise<void>((resolve) => {
    onStopSignal(() => {
      err('Stopping. Ctrl-C again does not wait.')
      resolve()
    })
  })
  const ended = open().then(async (desk) => {
    await signal
    await desk.stop()
    return true
  })
  const tooLate = signal.then(() => sleep(stopMs, false))
  if (!(await Promise.race([ended, tooLate])))
    err('Not everything came to an end within 30 s: what is left is taken up as after a crash.')
  // Everything has stopped, but Agenda leaves a timer of half a lock's lifetime behind each job, which would hold us up.
  process.exit(0)
}

/** Whoever started us waits for 30 s, and then kills. */
const stopMs = 29_000

async function brandFiles({ brandsFolder: folder }: Config): Promise<BrandFiles> {
  const { readBrand } = await import('../config/brand-file.ts')
  const { slugOf } = await import('../config/brand-value.ts')
  const { brandJsonSchema } = await import('../config/json-schema.ts')
  const { problemText } = await import('../config/problem.ts')
  return {
    folder,
    slugOf,
    jsonSchema: brandJsonSchema,
    flawOf: (file, text) => {
      const reading = readBrand(`${basename(folder)}/${file}`, text, process.env)
      return reading.ok ? null : reading.problems.map(problemText).join('\n\n')
    },
  }
}

/** On a terminal only: in a file or a pipe it would be noise. */
function progressOn(stream: NodeJS.WriteStream): (text: string | null) => void {
  let isShown = false
  return (text) => {
    if (!stream.isTTY || (text === null && !isShown)) return
    stream.write(`\r\u001b[K${inert(text ?? '')}`)
    isShown = text !== null
  }
}

async function logBug(
  config: () => Config,
  error: unknown,
): Promise<{ readonly id: string; readonly file: string }> {
  const { openFileLog, systemIds } = await import('../app.ts')
  const { homePaths, makeHome } = await import('./home.ts')
  const { home } = config()
  const id = systemIds.next()
  await makeHome(home)
  const log = openFileLog(config())
  log.error({ err: error, errorId: id }, 'a command failed')
  await log.stop()
  return { id, file: homePaths(home).log }
}
