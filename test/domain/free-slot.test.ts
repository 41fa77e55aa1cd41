import { describe, expect, it } from '@jest/globals'
import { nextFreeSlot } from '../../src/domain/free-slot.ts'
import type { Post, PostStatus } from '../../src/domain/post.ts'
import { addDays, instantOf, type Slot } from '../../src/domain/slot.ts'
import { anAccount, aPost } from '../given.ts'

const zone = 'Europe/Berlin'

/** The account posts at 09:00, seven times a week unless said otherwise. */
function offered(
  after: string,
  {
    posts = [],
    account = anAccount({ minSpacingHours: 10 }),
    days,
  }: Partial<Parameters<typeof nextFreeSlot>[0]> = {},
): string | null {
  const [date = '', time = ''] = after.split(' ')
  const slot = nextFreeSlot({
    account,
    zone,
    after: instantOf({ date, time, zone }),
    posts,
    ...(days === undefined ? {} : { days }),
  })
  return slot && `${slot.date} ${slot.time}`
}

function at(
  date: string,
  {
    time = '09:00',
    status = 'in_review',
    handle = '@quayside',
  }: { time?: string; status?: PostStatus; handle?: string } = {},
): Post {
  const slot: Slot = { date, time, zone }
  return { ...aPost(status), account: { network: 'x', handle }, slot, dueAt: instantOf(slot) }
}

describe('the next free slot', () => {
  it("is today's own, where it is still ahead", () => {
    expect(offered('2026-11-20 08:00')).toBe('2026-11-20 09:00')
  })

  it('is far enough ahead to be clicked on', () => {
    expect(offered('2026-11-20 08:45')).toBe('2026-11-20 09:00')
    expect(offered('2026-11-20 08:46')).toBe('2026-11-20 09:30')
  })

  it('is later today on a half hour, where the own time has passed', () => {
    expect(offered('2026-11-20 09:01')).toBe('2026-11-20 09:30')
    expect(offered('2026-11-20 09:16')).toBe('2026-11-20 10:00')
  })

  it('is never one that has passed, in the hour that daylight saving repeats', () => {
    const account = anAccount({ postingTime: '00:30', minSpacingHours: 10 })
    // Ten past two for the second time; half past two means the first.
    const after = new Date('2026-10-25T01:10:00Z')
    const slot = nextFreeSlot({ account, zone, after, posts: [] })
    expect(slot && instantOf(slot).getTime()).toBeGreaterThan(after.getTime())
  })

  it('is tomorrow, where today is over', () => {
    expect(offered('2026-11-20 20:45')).toBe('2026-11-20 21:00')
    expect(offered('2026-11-20 20:46')).toBe('2026-11-21 09:00')
    expect(offered('2026-11-20 23:50')).toBe('2026-11-21 09:00')
  })

  it('is not on a day that another live post of the account has', () => {
    const account = anAccount({ minSpacingHours: 1 })
    const posts = [at('2026-11-20', { time: '18:00' }), at('2026-11-21', { status: 'published' })]
    expect(offered('2026-11-20 07:00', { posts, account })).toBe('2026-11-22 09:00')
  })

  it('is not within the minimum spacing of another live post, before or after', () => {
    const account = anAccount({ minSpacingHours: 20 })
    expect(offered('2026-11-20 07:00', { posts: [at('2026-11-19', { time: '13:01' })], account })).toBe(
      '2026-11-21 09:00',
    )
    expect(offered('2026-11-20 07:00', { posts: [at('2026-11-19', { time: '13:00' })], account })).toBe(
      '2026-11-20 09:00',
    )
    expect(offered('2026-11-20 07:00', { posts: [at('2026-11-21', { time: '04:59' })], account })).toBe(
      '2026-11-22 09:00',
    )
  })

  it.each(['rejected', 'expired'] as const)('may be that of a post that is %s', (status) => {
    expect(offered('2026-11-20 07:00', { posts: [at('2026-11-20', { status })] })).toBe('2026-11-20 09:00')
  })

  it('may be that of another account', () => {
    expect(offered('2026-11-20 07:00', { posts: [at('2026-11-20', { handle: '@other' })] })).toBe(
      '2026-11-20 09:00',
    )
  })

  it('keeps the weekly frequency: a full week is passed over', () => {
    const account = anAccount({ postsPerWeek: 2, minSpacingHours: 1 })
    const posts = [at('2026-11-16'), at('2026-11-18')]
    expect(offered('2026-11-20 07:00', { posts, account })).toBe('2026-11-23 09:00')
    expect(offered('2026-11-20 07:00', { posts: posts.slice(1), account })).toBe('2026-11-20 09:00')
  })

  it('is none where the days that were asked about hold none', () => {
    const posts = [at('2026-11-20'), at('2026-11-21')]
    expect(offered('2026-11-20 07:00', { posts, days: 2 })).toBeNull()
    expect(offered('2026-11-20 07:00', { posts, days: 3 })).toBe('2026-11-22 09:00')
  })

  it('is beside a post that is only planned, a minimum spacing later, where every day near has its post', () => {
    const month = Array.from({ length: 35 }, (_, day) =>
      at(addDays('2026-11-20', day), { status: 'planned' }),
    )
    const account = anAccount({ minSpacingHours: 4 })
    expect(offered('2026-11-20 20:50', { posts: month, account })).toBe('2026-11-21 13:00')
    expect(offered('2026-11-20 09:30', { posts: month, account })).toBe('2026-11-20 13:00')
    // Too far apart for one day: the first day without a post.
    const far = anAccount({ minSpacingHours: 13 })
    expect(offered('2026-11-20 20:50', { posts: month.slice(0, 10), account: far })).toBe('2026-11-30 09:00')
    // A day with a post that is written is not shared.
    const written = month.map((post, day) => (day === 1 ? at('2026-11-21') : post))
    expect(offered('2026-11-20 20:50', { posts: written, account })).toBe('2026-11-22 13:00')
    // A free day near is worth waiting for.
    const gap = month.filter(({ slot }) => slot.date !== '2026-11-22')
    expect(offered('2026-11-20 20:50', { posts: gap, account })).toBe('2026-11-22 09:00')
  })

  it('keeps the local time across a change of the clocks', () => {
    expect(offered('2026-10-24 21:30')).toBe('2026-10-25 09:00')
    expect(offered('2027-03-27 21:30')).toBe('2027-03-28 09:00')
  })
})
