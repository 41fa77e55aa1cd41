import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import {
  addDays,
  dateIn,
  instantOf,
  startOfDay,
  isDate,
  isoWeekOf,
  isZone,
  minuteMs,
  mondayOf,
  mondayOfIsoWeek,
  slotAt,
  weekdayOf,
} from '../../src/domain/slot.ts'

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Santiago',
]
const zone = fc.constantFrom(...zones)
const day = fc.integer({ min: 0, max: 365 * 30 }).map((offset) => addDays('2005-01-01', offset))
const minute = fc
  .integer({ min: 0, max: 1439 })
  .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`)
const instant = fc
  .integer({ min: Date.UTC(2005, 0, 1) / minuteMs, max: Date.UTC(2035, 0, 1) / minuteMs })
  .map((minutes) => new Date(minutes * minuteMs))

describe('the instant of a slot', () => {
  it.each([
    ['winter', '2026-11-20', '09:00', '2026-11-20T08:00:00Z'],
    ['summer', '2026-07-20', '09:00', '2026-07-20T07:00:00Z'],
    ['the day the clocks go forward, before', '2026-03-29', '01:59', '2026-03-29T00:59:00Z'],
    ['the day the clocks go forward, after', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
    [
      'the hour that is skipped, which moves forward by the gap',
      '2026-03-29',
      '02:30',
      '2026-03-29T01:30:00Z',
    ],
    ['the hour that comes twice, which means the first', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
    ['the day the clocks go back, after', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
    ['seconds', '2026-11-20', '09:00:07', '2026-11-20T08:00:07Z'],
  ])('is right in Berlin in %s', (_name, date, time, expected) => {
    expect(instantOf({ date, time, zone: 'Europe/Berlin' })).toEqual(new Date(expected))
  })

  it('reads as asked on the wall clock of its zone, unless that time is skipped', () => {
    fc.assert(
      fc.property(day, minute, zone, (date, time, zone) => {
        const wall = DateTime.fromJSDate(instantOf({ date, time, zone }), { zone })
        const asked = DateTime.fromISO(`${date}T${time}`, { zone })
        const isSkipped = asked.toFormat('yyyy-MM-dd HH:mm') !== `${date} ${time}`
        if (!isSkipped) expect(wall.toFormat('yyyy-MM-dd HH:mm')).toBe(`${date} ${time}`)
        else expect(wall.toMillis()).toBe(asked.toMillis())
      }),
      { numRuns: 500 },
    )
  })

  it('of the start of a day is midnight, or what comes after it where daylight saving skips midnight', () => {
    expect(startOfDay('2026-11-20', 'Europe/Berlin')).toEqual(new Date('2026-11-19T23:00:00Z'))
    expect(startOfDay('2026-09-06', 'America/Santiago')).toEqual(new Date('2026-09-06T04:00:00Z'))
  })

  it('is the earlier one of two that read the same', () => {
    fc.assert(
      fc.property(instant, zone, (instant, zone) => {
        const first = instantOf(slotAt(instant, zone))
        expect(first.getTime()).toBeLessThanOrEqual(instant.getTime())
        expect(slotAt(first, zone)).toEqual(slotAt(instant, zone))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the slot at an instant', () => {
  it('reads the wall clock of the zone, as luxon does', () => {
    fc.assert(
      fc.property(instant, zone, (instant, zone) => {
        const wall = DateTime.fromJSDate(instant, { zone })
        expect(slotAt(instant, zone)).toEqual({ date: wall.toISODate(), time: wall.toFormat('HH:mm'), zone })
        expect(dateIn(instant, zone)).toBe(wall.toISODate())
      }),
      { numRuns: 500 },
    )
  })

  it('has seconds only where there are any', () => {
    expect(slotAt(new Date('2026-11-20T08:00:07.900Z'), 'Europe/Berlin').time).toBe('09:00:07')
    expect(slotAt(new Date('2026-11-20T08:00:00Z'), 'Europe/Berlin').time).toBe('09:00')
  })
})

describe('days and weeks', () => {
  it('agree with luxon on every day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -800, max: 800 }), (date, days) => {
        const other = DateTime.fromISO(date, { zone: 'utc' })
        expect(addDays(date, days)).toBe(other.plus({ days }).toISODate())
        expect(weekdayOf(date)).toBe(other.weekday)
        expect(mondayOf(date)).toBe(other.startOf('week').toISODate())
        expect(isoWeekOf(date)).toBe(other.toFormat("kkkk-'W'WW"))
        expect(mondayOfIsoWeek(isoWeekOf(date))).toBe(mondayOf(date))
      }),
      { numRuns: 500 },
    )
  })

  it.each(['2026-W00', '2026-W54', '2025-W53', '2026-46', '2026-W4', 'W46', ''])(
    'knows no week %p',
    (week) => {
      expect(mondayOfIsoWeek(week)).toBeNull()
    },
  )

  it('knows week 53 of a long year', () => {
    expect(mondayOfIsoWeek('2026-W53')).toBe('2026-12-28')
  })

  it.each([
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '26-11-20',
    '0000-01-01',
    '2026-11-20T00:00',
    '',
  ])('knows no day %p', (date) => expect(isDate(date)).toBe(false))

  it.each(['2026-11-20', '2028-02-29'])('knows the day %p', (date) => expect(isDate(date)).toBe(true))

  it('knows zones from what is none', () => {
    expect(zones.every(isZone)).toBe(true)
    expect(['Europe/Atlantis', '', 'Berlin'].some(isZone)).toBe(false)
  })
})
