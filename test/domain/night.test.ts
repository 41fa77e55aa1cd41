import { describe, expect, it } from '@jest/globals'
import { isNight, nightfall, spokenAt } from '../../src/domain/night.ts'

const zone = 'Europe/Berlin'
const at = (text: string) => new Date(text)

describe('the night', () => {
  it.each([
    ['2026-11-20T19:59:59Z', false],
    ['2026-11-20T20:00:00Z', true],
    ['2026-11-20T06:59:59Z', true],
    ['2026-11-20T07:00:00Z', false],
    // The clock has been put back, and so has the morning.
    ['2026-10-24T06:00:00Z', false],
    ['2026-10-25T06:30:00Z', true],
  ])('lasts from nine in the evening until eight in the morning, by the wall: %s is %p', (text, expected) => {
    expect(isNight(at(text), zone)).toBe(expected)
  })

  it('falls at nine of the same day', () => {
    expect(nightfall(at('2026-11-20T09:00:00Z'), zone)).toEqual(at('2026-11-20T20:00:00Z'))
  })

  it.each<[string, string, string | null, string]>([
    ['by day: then', '2026-11-20T12:00:00Z', null, '2026-11-20T12:00:00Z'],
    ['at night: in the morning', '2026-11-20T23:00:00Z', null, '2026-11-21T07:00:00Z'],
    ['after midnight: that morning', '2026-11-21T02:00:00Z', '2026-11-21T08:00:00Z', '2026-11-21T07:00:00Z'],
    [
      'with an end soon after the morning: in the evening',
      '2026-11-21T02:00:00Z',
      '2026-11-21T07:59:00Z',
      '2026-11-20T19:00:00Z',
    ],
    [
      'so late that it may not be done in time: as at night',
      '2026-11-20T19:30:00Z',
      null,
      '2026-11-21T07:00:00Z',
    ],
    ['over a change of the clock: by the wall', '2026-10-24T22:00:00Z', null, '2026-10-25T07:00:00Z'],
  ])('moves what is to be said %s', (_, due, end, expected) => {
    expect(spokenAt(at(due), zone, end === null ? null : at(end))).toEqual(at(expected))
  })
})
