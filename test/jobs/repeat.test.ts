import { describe, expect, it } from '@jest/globals'
import { nextRun, type Repeat } from '../../src/jobs/repeat.ts'

const from = (repeat: Repeat, after: string, count = 1) => {
  const runs = [nextRun(repeat, new Date(after))]
  while (runs.length < count) runs.push(nextRun(repeat, runs.at(-1) ?? new Date(after)))
  return runs.map((run) => run.toISOString())
}

describe('a time that comes round', () => {
  it('is today where it is still to come, and tomorrow where it is this very instant', () => {
    const daily = { time: '06:00', zone: 'Asia/Tokyo' }
    expect(from(daily, '2026-11-19T20:59:59Z')).toEqual(['2026-11-19T21:00:00.000Z'])
    expect(from(daily, '2026-11-19T21:00:00Z')).toEqual(['2026-11-20T21:00:00.000Z'])
  })

  it('stays the same on the wall when clocks are set forward and back', () => {
    const daily = { time: '09:00', zone: 'Europe/Berlin' }
    expect(from(daily, '2027-03-27T09:00:00Z', 2)).toEqual([
      '2027-03-28T07:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
    ])
    expect(from(daily, '2026-10-24T09:00:00Z', 2)).toEqual([
      '2026-10-25T08:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ])
  })

  it('comes once on a day that skips it, and once on a day that has it twice', () => {
    const daily = { time: '02:30', zone: 'Europe/Berlin' }
    expect(from(daily, '2027-03-27T12:00:00Z', 2)).toEqual([
      '2027-03-28T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ])
    expect(from(daily, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it('comes on its weekday only, by the calendar of its zone', () => {
    const mondays = { time: '09:00', zone: 'Pacific/Auckland', weekday: 1 }
    // Sunday evening in London is Monday morning in Auckland.
    expect(from(mondays, '2026-11-22T19:59:00Z', 2)).toEqual([
      '2026-11-22T20:00:00.000Z',
      '2026-11-29T20:00:00.000Z',
    ])
  })
})
