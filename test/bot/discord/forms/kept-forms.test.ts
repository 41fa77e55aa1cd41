import { describe, expect, it } from '@jest/globals'
import { KeptForms } from '../../../../src/bot/discord/forms/kept-forms.ts'

const typed = (text: string) => ({ fields: { text }, problem: 'Frozen.' })

describe('what was typed into a form that was refused', () => {
  it('is at hand for whoever typed it, as often as they open the form', () => {
    const kept = new KeptForms()
    const key = kept.keep('1', typed('Mine.'))
    expect(key).toMatch(/^[0-9a-f]{16}$/)
    expect(kept.typed('1', key)).toEqual(typed('Mine.'))
    expect(kept.typed('1', key)).toEqual(typed('Mine.'))
  })

  it('is not at hand for anybody else, nor in another process: they are told where it is', () => {
    const kept = new KeptForms()
    const key = kept.keep('1', typed('Mine.'))
    for (const other of [kept.typed('2', key), new KeptForms().typed('1', key)])
      expect(other).toEqual({ fields: {}, problem: expect.stringContaining('copy it from there') })
  })

  it('is nothing for a form that nothing was typed into', () => {
    expect(new KeptForms().typed('1', null)).toBeNull()
  })

  it('is forgotten, oldest first, once there is too much of it', () => {
    const kept = new KeptForms()
    const keys = Array.from({ length: 100 }, (_, index) =>
      kept.keep('1', typed(String(index % 10).repeat(60_000 + index))),
    )
    const known = keys.filter((key) => kept.typed('1', key)?.problem === 'Frozen.')
    expect(known.length).toBeGreaterThan(70)
    expect(known).toEqual(keys.slice(-known.length))
    expect(known.length).toBeLessThan(100)
  })

  it('counts once what is kept twice', () => {
    const kept = new KeptForms()
    const [first] = Array.from({ length: 200 }, () => kept.keep('1', typed('x'.repeat(60_000))))
    const other = kept.keep('1', typed('y'))
    expect(kept.typed('1', first ?? '')?.problem).toBe('Frozen.')
    expect(kept.typed('1', other)?.problem).toBe('Frozen.')
  })

  it('is kept even where it alone is too much', () => {
    const kept = new KeptForms()
    const key = kept.keep('1', typed('x'.repeat(6_000_000)))
    expect(kept.typed('1', key)?.problem).toBe('Frozen.')
    const next = kept.keep('1', typed('y'))
    expect(kept.typed('1', next)?.problem).toBe('Frozen.')
    expect(kept.typed('1', key)?.problem).not.toBe('Frozen.')
  })
})
