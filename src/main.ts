#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { chatServices } from './app/chat-services.ts'
import { processShell } from './app/process-shell.ts'
import { buildProgram } from './cli/program.ts'
import { explain, run } from './cli/run.ts'
import { variables } from './config.ts'

const shell = processShell()

process.on('uncaughtException', (error) => void crash(error))
// Whoever reads our output may have seen enough: `greenroom plan | head`.
process.stdout.on('error', () => process.exit(0))

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const all = [...variables, ...chatServices.flatMap((service) => service.variables)]
process.exitCode = await run(buildProgram(shell, version, all), process.argv.slice(2), shell)

/** Nothing that was acknowledged is lost by ending here; going on after a bug of unknown reach might lose something. */
async function crash(error: Error): Promise<void> {
  try {
    await explain(error, shell)
  } finally {
    process.exit(1)
  }
}
