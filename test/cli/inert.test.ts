import { describe, expect, it, jest } from '@jest/globals'
import { processShell } from '../../src/app/process-shell.ts'
import { inert } from '../../src/cli/inert.ts'

describe('text for a terminal', () => {
  it('moves no cursor, sets no title, and turns no line around', () => {
    expect(inert('a\u001b[2Jb\u009b1mc\u0007d\re\u202ef')).toBe(
      'a\\u001b[2Jb\\u009b1mc\\u0007d\\u000de\\u202ef',
    )
  })

  it('keeps lines, tabs, every script and emoji', () => {
    const text = 'one\n\ttwo é 日本 شكرا 👩‍👩‍👧'
    expect(inert(text)).toBe(text)
  })

  it('leaves JSON the same JSON', () => {
    const value = { text: 'a\u009b2Jb\u001b\u202e\u007f' }
    expect(JSON.parse(inert(JSON.stringify(value, null, 2)))).toEqual(value)
  })

  it('is what the process prints', () => {
    const written: string[] = []
    const take = (text: unknown) => written.push(String(text)) > 0
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(take),
    )
    const { out, err } = processShell()
    out('o\u009b2J')
    err('e\u001b[2J')
    for (const spy of spies) spy.mockRestore()
    expect(written).toEqual(['o\\u009b2J\n', 'e\\u001b[2J\n'])
  })
})
