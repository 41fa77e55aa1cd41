import { describe, expect, it } from '@jest/globals'
import { buildProgram } from '../../src/cli/program.ts'
import type { Role } from '../../src/cli/role.ts'
import { run } from '../../src/cli/run.ts'
import type { Shell } from '../../src/cli/shell.ts'
import { unusedShell } from './unused-shell.ts'

async function start(...args: readonly string[]) {
  let told = ''
  let started: { readonly demo: boolean; readonly role: Role } | null = null
  const shell: Shell = {
    ...unusedShell,
    err: (text) => (told += text),
    start: async (options) => void (started = options),
  }
  const code = await run(buildProgram(shell, '1.0.0', []), ['start', ...args], shell)
  return { code, told, started }
}

describe('greenroom start', () => {
  it.each([
    [[], { demo: false, role: 'all' }],
    [['--role', 'worker'], { demo: false, role: 'worker' }],
    [['--demo', '--role', 'all'], { demo: true, role: 'all' }],
  ])('%j starts %j', async (args, started) => {
    expect(await start(...args)).toEqual({ code: 0, told: '', started })
  })

  it('names the role that was probably meant', async () => {
    const { code, told, started } = await start('--role', 'workers')
    expect([code, started]).toEqual([2, null])
    expect(told).toContain('workers is not a role: there are all, bot, worker, web; did you mean worker?')
  })

  it('fills a whole desk or none', async () => {
    const { code, told, started } = await start('--demo', '--role', 'web')
    expect([code, told, started]).toEqual([1, '--demo fills a whole desk: leave --role web out.', null])
  })
})
