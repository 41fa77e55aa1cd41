import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { changesIn, chunks, fit } from '../../../src/bot/chat/cut.ts'
import { hostileText } from './hostile.ts'

describe('fitting', () => {
  it('cuts between graphemes and says so', () => {
    expect(fit('short', 5)).toBe('short')
    expect(fit('a bit longer', 6)).toBe('a bit…')
    expect(fit('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15)).toBe('👩‍👩‍👧‍👦…')
    expect(fit('👩‍👩‍👧‍👦', 5)).toBe('…')
    expect(fit(`e${'\u0301'.repeat(300)}`, 100)).toHaveLength(100)
  })

  it('never exceeds what it is given, and leaves alone what fits', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 3000 }), (text, max) => {
        const fitted = fit(text, max)
        expect(fitted.length).toBeLessThanOrEqual(max)
        if (text.length <= max) expect(fitted).toBe(text)
        else expect(text.startsWith(fitted.slice(0, -1))).toBe(true)
      }),
    )
  })

  it('splits into pieces that make the whole again', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 50, max: 3000 }), (text, max) => {
        const pieces = chunks(text, max)
        expect(pieces.join('')).toBe(text)
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(max)
      }),
    )
  })

  it('keeps of what stayed the same only how it begins and ends', () => {
    const same = 'word '.repeat(100).trim()
    expect(
      changesIn(
        [
          { kind: 'same', text: `${same} last` },
          { kind: 'added', text: same },
        ],
        20,
      ),
    ).toEqual([
      { kind: 'same', text: expect.stringMatching(/^(?:word ?){12}… .{40,50} last$/) },
      { kind: 'added', text: 'word word word word…' },
    ])
    expect(changesIn([{ kind: 'same', text: 'short' }], 20)).toEqual([{ kind: 'same', text: 'short' }])
  })
})
