import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { stopServer } from '../../src/store/embedded-server.ts'

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'greenroom-stop-'))
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

it.each(['-1', '0', '1', '', 'x'])(
  'signals no group of processes, whatever the lock file says: %p',
  async (pid) => {
    writeFileSync(join(dir, 'postmaster.pid'), `${pid}\n${dir}\n`)
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true)
    const home = { file: '', dir, password: '', port: 1, initialised: true, runAs: null }
    const stopping = stopServer(home, { initdb: '', postgres: '', pgCtl: '', major: 18 })
    const signals = kill.mock.calls.length
    kill.mockRestore()
    // What would wait for that process to go need not wait.
    rmSync(join(dir, 'postmaster.pid'))
    await stopping
    expect(signals).toBe(0)
  },
)
