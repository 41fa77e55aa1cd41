import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { appendFile, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { openInbox, type Inbox } from '../../../src/bot/chat/inbox.ts'

let folder = ''
const errors: object[] = []
const log = {
  info: () => undefined,
  warn: () => undefined,
  error: (facts: object) => void errors.push(facts),
}
const at = new Date('2026-11-20T06:00:00Z')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenroom-inbox-'))
  errors.length = 0
})
afterEach(() => rm(folder, { recursive: true }))

function parse(json: unknown): string {
  if (typeof json !== 'string') throw new Error('not a text')
  return json
}

const open = () => openInbox({ folder: join(folder, 'inbox'), name: 'slack', parse, log })
const path = () => join(folder, 'inbox', 'slack.jsonl')
const clicksOf = (inbox: Inbox<string>) => inbox.left.map(({ click }) => click)

describe('the inbox', () => {
  it('has written a click down once it is kept, for its owner only', async () => {
    const inbox = await open()
    expect(await inbox.keep({ id: '1', at, click: 'one' })).toBe(true)
    expect(JSON.parse(await readFile(path(), 'utf8'))).toEqual({
      id: '1',
      at: at.toISOString(),
      click: 'one',
    })
    expect((await stat(path())).mode & 0o777).toBe(0o600)
  })

  it('gives what was not handled to the next process, oldest first, and what was handled not', async () => {
    const inbox = await open()
    for (const id of ['1', '2', '3']) await inbox.keep({ id, at, click: `click ${id}` })
    await inbox.done('2')
    const next = await open()
    expect(next.left).toEqual([
      { id: '1', at, click: 'click 1' },
      { id: '3', at, click: 'click 3' },
    ])
    await next.done('1')
    expect(clicksOf(await open())).toEqual(['click 3'])
  })

  it('takes nothing more in a process that stood still while another took it over, and does no harm there', async () => {
    const inbox = await open()
    await inbox.keep({ id: '1', at, click: 'one' })
    const next = await open()
    expect(clicksOf(next)).toEqual(['one'])
    await next.keep({ id: '2', at, click: 'two' })
    await expect(inbox.keep({ id: '3', at, click: 'three' })).rejects.toThrow()
    await inbox.done('1')
    expect(clicksOf(await open())).toEqual(['one', 'two'])
  })

  it('says of a click that is brought again that it waits already', async () => {
    const inbox = await open()
    const click = { id: '1', at, click: 'one' }
    expect(await Promise.all([inbox.keep(click), inbox.keep(click)])).toEqual([true, false])
    const next = await open()
    expect(await next.keep(click)).toBe(false)
    await next.done('1')
    expect(await next.keep(click)).toBe(true)
  })

  it('is empty when nothing is open, so it does not grow', async () => {
    const inbox = await open()
    for (let round = 0; round < 50; round++) {
      await inbox.keep({ id: String(round), at, click: 'x' })
      await inbox.done(String(round))
    }
    await inbox.keep({ id: 'last', at, click: 'y' })
    expect((await readFile(path(), 'utf8')).trim().split('\n')).toHaveLength(1)
  })

  it('does not count a line that was being written when the process was killed', async () => {
    const inbox = await open()
    await inbox.keep({ id: '1', at, click: 'one' })
    await appendFile(path(), '{"id":"2","at":"2026-11-20T06:')
    const next = await open()
    expect(clicksOf(next)).toEqual(['one'])
    await next.keep({ id: '3', at, click: 'three' })
    expect(clicksOf(await open())).toEqual(['one', 'three'])
    expect(errors).toEqual([])
  })

  it('sets aside what it cannot read, says so, and goes on with the rest', async () => {
    const inbox = await open()
    await inbox.keep({ id: '1', at, click: 'one' })
    const odd = ['no json', '{"id":"2","at":"2026-11-20T06:00:00.000Z","click":7}', '[]']
    await appendFile(path(), odd.map((line) => `${line}\n`).join(''))
    expect(clicksOf(await open())).toEqual(['one'])
    const aside = join(folder, 'inbox', 'slack.unreadable.jsonl')
    expect((await readFile(aside, 'utf8')).trim().split('\n')).toEqual(odd)
    expect(errors).toEqual([expect.objectContaining({ lines: 3, file: aside })])
    await open()
    expect(errors).toHaveLength(1)
  })

  it('refuses a click that it cannot write down, and takes it when it can again', async () => {
    const inbox = await open()
    const keep = () => inbox.keep({ id: '1', at, click: 'one' })
    await rename(join(folder, 'inbox'), join(folder, 'away'))
    const both = await Promise.allSettled([keep(), keep()])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await rename(join(folder, 'away'), join(folder, 'inbox'))
    expect(await keep()).toBe(true)
    expect(clicksOf(await open())).toEqual(['one'])
  })

  it('never loses what was kept and not handled, whatever comes at once and wherever it is cut', async () => {
    const step = fc.record({ id: fc.integer({ min: 0, max: 9 }), isDone: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(40), async (steps, torn) => {
        await rm(join(folder, 'inbox'), { recursive: true, force: true })
        const inbox = await open()
        const open_ = new Set<string>()
        await Promise.all(
          steps.map(({ id, isDone }) => {
            const name = String(id)
            if (isDone) {
              open_.delete(name)
              return inbox.done(name)
            }
            open_.add(name)
            return inbox.keep({ id: name, at, click: name })
          }),
        )
        const whole = await readFile(path(), 'utf8')
        await writeFile(
          path(),
          whole + '{"id":"torn","at":"2026-11-20T06:00:00.000Z","click":"t'.slice(0, torn),
        )
        expect(new Set(clicksOf(await open()))).toEqual(open_)
      }),
      { numRuns: 60 },
    )
  })
})
