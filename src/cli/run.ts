import { CommanderError, type Command } from 'commander'
import { Refusal, Trouble } from '../domain/errors.ts'
import { Failed, type Shell } from './shell.ts'

/** 0: done. 1: refused, failed, or something is wrong that a check found. 2: the command was not understood. */
export type ExitCode = 0 | 1 | 2

/** Runs one command line. Expected failures are one sentence; a bug is an id that stands in the log. */
export async function run(program: Command, argv: readonly string[], shell: Shell): Promise<ExitCode> {
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    shell.progress(null)
    return await explain(error, shell)
  }
}

/** Says what went wrong, and answers with the exit code that it means. */
export async function explain(error: unknown, shell: Shell): Promise<ExitCode> {
  // Commander has printed its own sentence.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Failed) return 1
  if (error instanceof Refusal || error instanceof Trouble) {
    shell.err(error.message)
    return 1
  }
  if (error instanceof Error && error.name === 'ExitPromptError') {
    shell.err('Stopped. Nothing was written.')
    return 1
  }
  const { id, file } = await shell.logBug(error)
  shell.err(`Something went wrong that should not have. It is in ${file} under the id ${id}.`)
  return 1
}
