import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isNight } from '../../src/domain/night.ts'
import { hourMs, minuteMs } from '../../src/domain/slot.ts'
import { policy } from '../given.ts'
import { ann, ben, brandOf, listen, room, waiting } from './listening.ts'

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'UTC',
]
/** Days around changes of the clock, and a plain one. */
const days = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
  '2026-06-15',
]

const quarterMs = 15 * minuteMs

describe('reminders, whatever the zones and the days', () => {
  const zone = fc.constantFrom(...zones)
  const span = fc.record({
    startMin: fc.integer({ min: -24 * 60, max: 24 * 60 }),
    lengthMin: fc.integer({ min: 5, max: 47 * 60 }),
  })
  const spans = fc.array(span, { minLength: 1, maxLength: 4 })

  it('are never said at night, never twice, never too late, and always where there was a day to say them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...days), zone, zone, spans, (day, annsZone, bensZone, drawn) => {
        const noonMs = Date.parse(`${day}T12:00:00Z`)
        const iso = (ms: number) => new Date(ms).toISOString()
        const posts = drawn.map(({ startMin, lengthMin }, index) => {
          const sinceMs = noonMs + startMin * minuteMs
          return waiting(`p${index}`, iso(sinceMs), iso(sinceMs + lengthMin * minuteMs))
        })
        const brand = brandOf(
          [
            { ...ann, timeZone: annsZone },
            { ...ben, timeZone: bensZone },
          ],
          [room],
          'Ben',
        )
        const [fromMs, toMs] = [noonMs - 24 * hourMs, noonMs + 72 * hourMs]
        // Throws where anything is said twice.
        const heard = listen(brand, posts, iso(fromMs), iso(toMs), quarterMs)
        const zoneOf = new Map([
          ['@UANN', annsZone],
          ['@UBEN', bensZone],
          ['UANN', annsZone],
          ['UBEN', bensZone],
        ])
        for (const { at, reminder } of heard) {
          const hearers = [reminder.place.channel, ...reminder.people.map(({ call }) => call ?? '')]
          const asleep = hearers.filter((id) => isNight(at, zoneOf.get(id) ?? 'Etc/GMT') && zoneOf.has(id))
          expect(asleep).toEqual([])
          expect(at < reminder.until).toBe(true)
          for (const { wait } of reminder.topics) expect(at < (wait.until ?? at)).toBe(true)
        }
        for (const post of posts.filter((_, index) => (drawn[index]?.lengthMin ?? 0) >= 60)) {
          const sinceMs = (post.status === 'in_review' ? post.expiresAt.getTime() : 0) - policy.expireAfterMs
          for (const channel of ['@UANN', '@UBEN']) {
            const own = zoneOf.get(channel) ?? ''
            const hasDay = Array.from(
              { length: (toMs - fromMs) / quarterMs },
              (_, step) => fromMs + step * quarterMs,
            )
              .filter((ms) => ms >= sinceMs + 30 * minuteMs && ms < post.dueAt.getTime())
              .some((ms) => !isNight(new Date(ms), own))
            const isTold = heard.some(
              ({ reminder: { place, topics } }) =>
                place.channel === channel && topics.some(({ wait }) => wait.post.id === post.id),
            )
            expect([post.id, channel, isTold]).toEqual([post.id, channel, hasDay])
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
