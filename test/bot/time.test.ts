import { describe, expect, it } from '@jest/globals'
import { dayWords, left, moment, relative } from '../../src/bot/time.ts'

const now = new Date('2026-11-20T12:00:00Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)

describe('time in words', () => {
  it.each([
    [40, 'in under a minute'],
    [-20, 'just now'],
    [12 * 60, 'in 12 min'],
    [3 * 3600, 'in 3 h'],
    [-26 * 3600, '26 h ago'],
    [2 * 86_400, 'in 2 days'],
    [-9 * 86_400, '9 days ago'],
  ])('%i s from now is %j', (seconds, words) => {
    expect(relative(after(seconds), now)).toBe(words)
  })

  it.each([
    [1000, 'a few seconds left'],
    [21_000, 'about 25 s left'],
    [61_000, 'about 2 min left'],
  ])('%i ms are %j', (ms, words) => {
    expect(left(ms)).toBe(words)
  })

  it('names a day by what it is from here', () => {
    expect(
      ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-27'].map((date) => dayWords(date, '2026-11-20')),
    ).toEqual(['Yesterday', 'Today', 'Tomorrow', 'Friday 27 November'])
  })

  it('leaves the date out today, and reads the clock of the zone that is asked for', () => {
    expect(moment(now, 'Europe/Berlin', now)).toBe('13:00')
    expect(moment(after(86_400), 'Asia/Kathmandu', now)).toBe('Sat 21 Nov, 17:45')
  })
})
