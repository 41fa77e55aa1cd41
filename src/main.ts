#!/usr/bin/env node
import { processShell } from './app/process-shell.ts'
import { buildProgram } from './cli/program.ts'
import { run } from './cli/run.ts'
import { variables } from './config.ts'

const shell = processShell()
const program = buildProgram(shell, '0.1.0', variables)
process.exitCode = await run(program, process.argv.slice(2), shell)
