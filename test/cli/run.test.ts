import { describe, expect, it } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { run } from '../../src/cli/run.ts'
import { Failed, type Shell } from '../../src/cli/shell.ts'
import { Refusal, Trouble } from '../../src/domain/errors.ts'
import { unusedShell } from './unused-shell.ts'

/** Runs a command that throws `error`; answers exit code and what people read. */
async function failing(error: Error): Promise<{ code: number; told: string; logged: unknown[] }> {
  let told = ''
  const logged: unknown[] = []
  const shell: Shell = {
    ...unusedShell,
    err: (text) => (told += text),
    logBug: async (bug) => {
      logged.push(bug)
      return { id: 'bug-1', file: '/desk/greenroom.log' }
    },
  }
  const program = new Command().exitOverride()
  program.command('do').action(() => {
    throw error
  })
  return { code: await run(program, ['do'], shell), told, logged }
}

describe('a command that fails', () => {
  it.each([
    ['refusal', new Refusal('busy', 'It is being drafted already.')],
    ['trouble', new Trouble('The port is taken.')],
  ])('with a %s tells its sentence, logs nothing and ends with 1', async (_kind, error) => {
    expect(await failing(error)).toEqual({ code: 1, told: error.message, logged: [] })
  })

  it('with a bug tells an id and where it stands, never what it was, and ends with 1', async () => {
    const bug = new Error('cannot read properties of undefined')
    const { code, told, logged } = await failing(bug)
    expect(code).toBe(1)
    expect(told).toContain('/desk/greenroom.log under the id bug-1')
    expect(told).not.toContain('undefined')
    expect(logged).toEqual([bug])
  })

  it('that has said why already adds nothing', async () => {
    expect(await failing(new Failed('x'))).toEqual({ code: 1, told: '', logged: [] })
  })

  it('that was not understood ends with 2, and one that only asked for help with 0', async () => {
    expect((await failing(new CommanderError(1, 'x', 'x'))).code).toBe(2)
    expect((await failing(new CommanderError(0, 'x', 'x'))).code).toBe(0)
  })
})
