import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isSameAccount, type Account, type Brand } from '../../src/domain/brand.ts'
import { calendarFor, type CalendarRequest, type PlannedPost } from '../../src/domain/calendar.ts'
import { postId } from '../../src/domain/calendar/days.ts'
import { repeatGaps } from '../../src/domain/calendar/variation.ts'
import { addDays, dayMs, hourMs, instantOf, isoWeekOf, slotAt, weekdayOf } from '../../src/domain/slot.ts'
import { angles } from '../../src/domain/vocabulary.ts'
import { aBrand, anAccount } from '../given.ts'

type Existing = CalendarRequest['existing']
const month = { from: '2026-11-20', days: 30, existing: [] as Existing }
const kinds = ['angle', 'hook', 'format', 'cta'] as const

function planFor(brand: Brand, request: Partial<CalendarRequest> = {}): readonly PlannedPost[] {
  return calendarFor({ brand, ...month, ...request })
}

function standing(posts: readonly PlannedPost[], status: Existing[number]['status'] = 'planned'): Existing {
  return posts.map((post) => ({ ...post, status }))
}

function ofAccount(posts: readonly PlannedPost[], account: Account): readonly PlannedPost[] {
  return posts.filter((post) => isSameAccount(post.account, account))
}

function only(settings: Partial<Account>): Brand {
  return aBrand({ accounts: [anAccount(settings)] })
}

function datesOf(posts: readonly PlannedPost[]): readonly string[] {
  return posts.map(({ slot }) => slot.date)
}

describe('the days of an account', () => {
  it('are all days where it posts daily, at its own time in the zone of the brand', () => {
    const posts = planFor(only({ postsPerWeek: 7, postingTime: '09:00' }))
    expect(datesOf(posts)).toEqual(Array.from({ length: 30 }, (_, index) => addDays('2026-11-20', index)))
    expect(new Set(posts.map(({ slot }) => `${slot.time} ${slot.zone}`))).toEqual(
      new Set(['09:00 Europe/Berlin']),
    )
    for (const post of posts) expect(post.dueAt).toEqual(instantOf(post.slot))
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('are exactly %i different ones of every whole week', (postsPerWeek) => {
    for (const network of ['x', 'linkedin'] as const) {
      const posts = planFor(only({ network, postsPerWeek, minSpacingHours: 1 }), {
        from: '2026-11-02',
        days: 28,
      })
      const weeks = grouped(datesOf(posts), isoWeekOf)
      expect([...weeks.values()].map((dates) => new Set(dates).size)).toEqual(Array(4).fill(postsPerWeek))
      expect(posts).toHaveLength(4 * postsPerWeek)
    }
  })

  it.each([
    ['more than one a day is one a day', 21, 28],
    ['none a week is none', 0, 0],
  ])('%s', (_name, postsPerWeek, count) => {
    expect(planFor(only({ postsPerWeek }), { from: '2026-11-02', days: 28 })).toHaveLength(count)
  })

  it('are business days first where people read at work', () => {
    for (const postsPerWeek of [1, 2, 3, 4, 5]) {
      const posts = planFor(only({ network: 'linkedin', postsPerWeek }))
      expect(datesOf(posts).filter((date) => weekdayOf(date) > 5)).toEqual([])
    }
  })

  it('are spread over the whole week elsewhere', () => {
    const posts = planFor(only({ network: 'x', postsPerWeek: 5 }), { from: '2026-11-02', days: 7 })
    expect(datesOf(posts).map(weekdayOf)).toEqual([1, 2, 4, 5, 7])
  })

  it('leave out what has passed already on the first day', () => {
    const brand = only({ postingTime: '09:00' })
    const after = instantOf({ date: '2026-11-20', time: '09:00', zone: 'Europe/Berlin' })
    expect(planFor(brand, { after })[0]?.slot.date).toBe('2026-11-21')
    expect(planFor(brand, { after: new Date(after.getTime() - 1) })[0]?.slot.date).toBe('2026-11-20')
  })

  it.each([
    ['spring', '2027-03-20'],
    ['autumn', '2026-10-15'],
  ])('keep their local time when the clocks change in %s', (_name, from) => {
    const posts = planFor(only({ postingTime: '09:00' }), { from })
    const instants = posts.map(({ dueAt }) => dueAt.toISOString().slice(11, 16))
    expect(posts).toHaveLength(30)
    expect(new Set(instants)).toEqual(new Set(['07:00', '08:00']))
    for (const { dueAt, slot } of posts) expect(slotAt(dueAt, 'Europe/Berlin')).toEqual(slot)
  })

  it('take a learned time over the time of the account', () => {
    const account = anAccount()
    const posts = planFor(aBrand(), { learned: [{ account, time: '12:15' }] })
    expect(new Set(ofAccount(posts, account).map(({ slot }) => slot.time))).toEqual(new Set(['12:15']))
    expect(posts.filter(({ slot }) => slot.time === '12:15')).toHaveLength(30)
  })

  it('keep the minimum spacing to each other', () => {
    expect(planFor(only({ minSpacingHours: 24 }))).toHaveLength(30)
    const posts = planFor(only({ postsPerWeek: 7, minSpacingHours: 47 }))
    expect(posts).toHaveLength(15)
    for (const [index, post] of posts.entries()) {
      const next = posts[index + 1]
      if (next) expect(+next.dueAt - +post.dueAt).toBeGreaterThanOrEqual(47 * hourMs)
    }
  })

  it.each([
    ['before', '2026-11-22T13:30:00Z', ['2026-11-23']],
    ['after', '2026-11-24T02:30:00Z', ['2026-11-23']],
    ['on both sides', '2026-11-23T15:00:00Z', ['2026-11-23', '2026-11-24']],
  ])('keep the minimum spacing to a post that stands %s', (_name, instant, lost) => {
    const brand = only({ minSpacingHours: 20, postingTime: '09:00' })
    const [other] = planFor(brand, { from: '2026-12-30', days: 1 })
    if (!other) throw new Error('no post')
    const dueAt = new Date(instant)
    const existing = standing([{ ...other, slot: slotAt(dueAt, 'Europe/Berlin'), dueAt }])
    const span = { from: '2026-11-21', days: 5 }
    const dates = datesOf(planFor(brand, { ...span, existing }))
    const taken = dateOf(existing)
    const expected = datesOf(planFor(brand, span)).filter((date) => !lost.includes(date) && date !== taken)
    expect(dates).toEqual(expected)
    const unbound = only({ minSpacingHours: 1, postingTime: '09:00' })
    expect(datesOf(planFor(unbound, { ...span, existing }))).toEqual(
      datesOf(planFor(unbound, span)).filter((date) => date !== taken),
    )
  })

  it('do not keep clear of a post that was rejected or has expired, but its own day stays spent', () => {
    const brand = only({ minSpacingHours: 30, postsPerWeek: 7, postingTime: '09:00' })
    const [post] = planFor(brand, { from: '2026-11-21', days: 1 })
    if (!post) throw new Error('no post')
    const datesAround = (status: Existing[number]['status']): readonly string[] =>
      datesOf(planFor(brand, { days: 3, existing: standing([post], status) }))
    expect(datesAround('planned')).toEqual([])
    expect(datesAround('rejected')).toEqual(['2026-11-20', '2026-11-22'])
    expect(datesAround('expired')).toEqual(['2026-11-20', '2026-11-22'])
  })

  it('do not outgrow the week when a post was moved into it', () => {
    const brand = only({ network: 'linkedin', postsPerWeek: 5, minSpacingHours: 1 })
    const [friday] = planFor(brand, { from: '2026-11-20', days: 1 })
    if (!friday) throw new Error('no post')
    const slot = { ...friday.slot, date: '2026-11-28' }
    const existing = standing([{ ...friday, slot, dueAt: instantOf(slot) }])
    const dates = datesOf(planFor(brand, { from: '2026-11-20', days: 10, existing }))
    expect(dates).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'])
  })
})

describe('planning again', () => {
  const brand = aBrand()
  const plan = planFor(brand)

  it('finds nothing to add', () => {
    expect(planFor(brand, { existing: standing(plan) })).toEqual([])
  })

  it.each(['rejected', 'expired', 'published', 'held'] as const)(
    'brings nothing back that is %s',
    (status) => {
      expect(planFor(brand, { existing: standing(plan, status) })).toEqual([])
    },
  )

  it('from a later day adds the days that are new and nothing else', () => {
    const later = planFor(brand, { from: '2026-11-30', existing: standing(plan) })
    expect(later[0]?.slot.date).toBe('2026-12-20')
    expect(new Set(datesOf(later)).size).toBe(10)
  })

  it('fills the gaps of a plan that was interrupted, and only those', () => {
    const kept = plan.filter((_post, index) => index % 3 !== 0)
    const added = planFor(brand, { existing: standing(kept) })
    const ids = (posts: readonly PlannedPost[]) => posts.map(({ id }) => id).toSorted()
    expect(ids([...kept, ...added])).toEqual(ids(plan))
  })

  it('does not refill a day from which a post was moved into another week', () => {
    const brand = only({ postsPerWeek: 3, minSpacingHours: 1 })
    const posts = planFor(brand)
    const moved = posts.map((post, index) => {
      const slot = { ...post.slot, date: '2026-12-31' }
      return index === 0 ? { ...post, slot, dueAt: instantOf(slot) } : post
    })
    expect(planFor(brand, { existing: standing(moved) })).toEqual([])
  })

  it('gives the same plan for the same request, and another for another brand', () => {
    expect(planFor(brand)).toEqual(plan)
    const briefs = (posts: readonly PlannedPost[]) => posts.map((post) => JSON.stringify(post.brief))
    const other = briefs(planFor(aBrand({ id: 'another' })))
    expect(briefs(plan).filter((brief, index) => brief === other[index]).length).toBeLessThan(5)
  })
})

describe('ids', () => {
  it('name network and day, and fit into any button beside a verb and a slot', () => {
    expect(postId('quayside-bicycles', anAccount(), '2026-11-20')).toMatch(/^x-2026-11-20-[0-9a-f]{8}$/)
    const longest = postId(
      'b'.repeat(60),
      { network: 'google_business', handle: 'h'.repeat(200) },
      '2026-11-20',
    )
    expect(longest.length).toBeLessThanOrEqual(35)
  })

  it('are different for other brands, accounts and days', () => {
    const ids = ['one', 'two'].flatMap((brand) =>
      ['@a.b', '@a_b', '北', '南'].flatMap((handle) =>
        ['2026-11-20', '2026-11-21'].map((date) => postId(brand, anAccount({ handle }), date)),
      ),
    )
    expect(new Set(ids).size).toBe(16)
  })
})

const anyBrand = fc
  .record({
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
    ctas: fc.integer({ min: 0, max: 7 }),
    accounts: fc.array(
      fc.record({
        network: fc.constantFrom('x', 'linkedin', 'facebook', 'bluesky' as const),
        postsPerWeek: fc.integer({ min: 1, max: 9 }),
        minSpacingHours: fc.integer({ min: 0, max: 60 }),
        postingTime: fc.constantFrom('00:15', '02:30', '09:00', '23:45'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    timeZone: fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Pacific/Auckland', 'UTC'),
  })
  .map(({ weights, ctas, accounts, timeZone }) =>
    aBrand({
      timeZone,
      pillars: weights.map((weight, index) => ({ id: `p${index}`, name: '', weight, topics: [] })),
      ctas: Array.from({ length: ctas }, (_, index) => `Call ${index}`),
      accounts: accounts.map((one, index) => anAccount({ ...one, handle: `@h${index}` })),
    }),
  )
const anySpan = fc.record({
  from: fc.integer({ min: 0, max: 800 }).map((day) => addDays('2026-01-01', day)),
  days: fc.constantFrom(7, 28, 29, 30, 31),
})

describe('any plan', () => {
  it('gives each account of each pillar its share of the span, less than one post off', () => {
    fc.assert(
      fc.property(anyBrand, anySpan, (brand, span) => {
        const plan = planFor(brand, span)
        const sum = brand.pillars.reduce((total, { weight }) => total + weight, 0)
        for (const account of brand.accounts) {
          const mine = ofAccount(plan, account)
          for (const { id, weight } of brand.pillars) {
            const count = mine.filter(({ brief }) => brief.pillar === id).length
            expect(Math.abs(count - (mine.length * weight) / sum)).toBeLessThan(1)
          }
        }
      }),
    )
  })

  it('gives the brand of each pillar its share of the span, less than two posts off', () => {
    fc.assert(
      fc.property(anyBrand, anySpan, (brand, span) => {
        const plan = planFor(brand, span)
        const sum = brand.pillars.reduce((total, { weight }) => total + weight, 0)
        for (const { id, weight } of brand.pillars) {
          const count = plan.filter(({ brief }) => brief.pillar === id).length
          expect(Math.abs(count - (plan.length * weight) / sum)).toBeLessThan(2)
        }
      }),
    )
  })

  it('repeats no angle, hook, format or call to action of an account within its distance', () => {
    fc.assert(
      fc.property(anyBrand, anySpan, (brand, { from }) => {
        const first = planFor(brand, { from })
        // The next month follows on without a seam.
        const second = planFor(brand, { from: addDays(from, 30), existing: standing(first) })
        for (const account of brand.accounts) {
          const mine = ofAccount([...first, ...second], account)
          for (const kind of kinds) expectDistance(mine, kind, brand)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('has at most one post of an account a day, within its frequency and spacing, whatever stands already', () => {
    fc.assert(
      fc.property(anyBrand, anySpan, fc.infiniteStream(fc.boolean()), (brand, span, keep) => {
        const before = planFor(brand, { ...span, days: 31 }).filter(() => keep.next().value)
        const moved = before.map((post, index) => {
          const slot = { ...post.slot, date: addDays(post.slot.date, index % 5 === 0 ? 1 : 0) }
          return { ...post, slot, dueAt: instantOf(slot) }
        })
        const added = planFor(brand, { ...span, existing: standing(moved) })
        const all = [...moved, ...added]
        for (const account of brand.accounts) {
          const mine = ofAccount(all, account)
          for (const post of ofAccount(added, account)) {
            const others = mine.filter((one) => one !== post)
            expect(datesOf(others)).not.toContain(post.slot.date)
            for (const { dueAt } of others) {
              expect(Math.abs(+dueAt - +post.dueAt)).toBeGreaterThanOrEqual(account.minSpacingHours * hourMs)
            }
            const week = datesOf(mine).filter((date) => isoWeekOf(date) === isoWeekOf(post.slot.date))
            expect(week.length).toBeLessThanOrEqual(account.postsPerWeek)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('never needs the time of day at which it is made: every slot lies in its span', () => {
    fc.assert(
      fc.property(anyBrand, anySpan, (brand, span) => {
        for (const { slot, dueAt } of planFor(brand, span)) {
          expect(slot.date >= span.from && slot.date < addDays(span.from, span.days)).toBe(true)
          expect(Math.abs(+dueAt - Date.parse(`${slot.date}T${slot.time}Z`))).toBeLessThanOrEqual(dayMs)
        }
      }),
    )
  })
})

describe('a month of three accounts', () => {
  const plan = planFor(aBrand())
  const days = [...grouped(plan, ({ slot }) => slot.date).values()]

  it('gives different accounts different angles on each day, and different pillars on nearly every day', () => {
    const shared = (kind: 'angle' | 'pillar') =>
      days.filter((posts) => new Set(posts.map(({ brief }) => brief[kind])).size < posts.length)
    expect(shared('angle')).toEqual([])
    expect(shared('pillar').length).toBeLessThanOrEqual(2)
  })

  it('never gives an account the same pillar twice running', () => {
    for (const account of aBrand().accounts) {
      const pillars = ofAccount(plan, account).map(({ brief }) => brief.pillar)
      expect(pillars.filter((pillar, index) => pillar === pillars[index - 1])).toEqual([])
    }
  })

  it('meets no pillar with the same angle twice in an account while there are others', () => {
    for (const account of aBrand().accounts) {
      const pairs = ofAccount(plan, account).map(({ brief }) => `${brief.pillar} ${brief.angle}`)
      expect(new Set(pairs).size).toBe(pairs.length)
    }
  })

  it('gives a rehearsed and a lasting pillar mix: a heavy pillar comes evenly, not in a heap', () => {
    const pillars = ['rare', 'heavy'].map((id) => ({
      id,
      name: id,
      weight: id === 'heavy' ? 5 : 1,
      topics: [],
    }))
    const posts = planFor(aBrand({ pillars, accounts: [anAccount()] }))
    const at = posts.flatMap(({ brief }, index) => (brief.pillar === 'rare' ? [index] : []))
    expect(at).toHaveLength(5)
    for (const [index, place] of at.entries())
      expect(Math.abs(place - (index * 6 + 3))).toBeLessThanOrEqual(2)
  })

  it('works with a single pillar, a single call to action, and none', () => {
    const pillars = [{ id: 'one', name: 'One', weight: 1, topics: [] }]
    expect(new Set(planFor(aBrand({ pillars, ctas: ['Go'] })).map(({ brief }) => brief.cta))).toEqual(
      new Set(['Go']),
    )
    expect(planFor(aBrand({ pillars, ctas: [] }))[0]?.brief.cta).toBe('')
  })

  it('counts what stands already towards the share of each pillar', () => {
    const pillars = ['heavy', 'middle', 'rare'].map((id, index) => ({
      id,
      name: id,
      weight: 3 - index,
      topics: [],
    }))
    const brand = aBrand({ pillars, accounts: [anAccount()] })
    const before = planFor(brand, { days: 8 }).map((post, index) => ({
      ...post,
      brief: { ...post.brief, pillar: index < 5 ? 'rare' : 'heavy' },
    }))
    const all = [...before, ...planFor(brand, { existing: standing(before) })]
    const counts = grouped(all, ({ brief }) => brief.pillar)
    expect(pillars.map(({ id }) => counts.get(id)?.length)).toEqual([15, 10, 5])
  })

  it('treats pillars alike where none has any weight', () => {
    const pillars = ['one', 'two', 'three'].map((id) => ({ id, name: id, weight: 0, topics: [] }))
    const posts = planFor(aBrand({ pillars, accounts: [anAccount()] }))
    expect([...grouped(posts, ({ brief }) => brief.pillar).values()].map(({ length }) => length)).toEqual([
      10, 10, 10,
    ])
  })

  it('mends a mix that has gone wrong, as far as the open days can', () => {
    const brand = only({})
    const standingPosts = planFor(brand, { days: 10 }).map((post) => ({
      ...post,
      brief: { ...post.brief, pillar: 'product' },
    }))
    const added = planFor(brand, { existing: standing(standingPosts) })
    const counts = grouped(added, ({ brief }) => brief.pillar)
    expect(counts.get('product')).toBeUndefined()
    expect([...counts.values()].map((posts) => posts.length)).toEqual([4, 4, 4, 4, 4])
  })
})

function dateOf(existing: Existing): string | undefined {
  return existing[0]?.slot.date
}

function expectDistance(posts: readonly PlannedPost[], kind: (typeof kinds)[number], brand: Brand): void {
  const size = { angle: angles.length, hook: 10, format: 6, cta: brand.ctas.length }[kind]
  const gap = Math.max(0, Math.min(repeatGaps[kind], size - 1))
  const words = posts.map(({ brief }) => brief[kind])
  const repeats = words.filter((word, index) => words.slice(Math.max(0, index - gap), index).includes(word))
  expect(repeats).toEqual([])
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  return new Map(values.map((value) => [keyOf(value), values.filter((one) => keyOf(one) === keyOf(value))]))
}
