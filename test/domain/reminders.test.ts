import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Brand, Reviewer, Room } from '../../src/domain/brand.ts'
import { isNight } from '../../src/domain/night.ts'
import type { Draft, Post } from '../../src/domain/post.ts'
import { remindersDue, saidMark, type Reminder } from '../../src/domain/reminders.ts'
import { hourMs, minuteMs, slotAt } from '../../src/domain/slot.ts'
import { aBrand, aDraft, aFinding, aPost, aVariant, policy } from '../given.ts'

const room: Room = { surface: 'slack', channel: 'C1' }
const berlin = 'Europe/Berlin'
const ann: Reviewer = { name: 'Ann', roles: ['approver'], ids: { slack: 'UANN' } }
const ben: Reviewer = { name: 'Ben', roles: ['admin'], ids: { slack: 'UBEN', discord: '22' } }
const cleo: Reviewer = { name: 'Cleo', roles: ['editor'], ids: { slack: 'UCLEO' } }
const dov: Reviewer = { name: 'Dov', roles: ['viewer'], ids: { slack: 'UDOV' } }

function brandOf(
  reviewers: readonly Reviewer[],
  settings: Partial<Brand> = {},
  escalateTo: string | null = null,
) {
  return aBrand({ reviewers, rooms: [room], policy: { ...policy, reminders: { escalateTo } }, ...settings })
}

/** In review from `since` on, for a slot at `dueAt`. */
function waiting(
  id: string,
  since: string,
  dueAt: string,
  settings: Partial<Post> & { draft?: Draft } = {},
): Post {
  const { draft, ...rest } = settings
  const expiresAt = new Date(Date.parse(since) + policy.expireAfterMs)
  const fields = { id, dueAt: new Date(dueAt), slot: slotAt(new Date(dueAt), berlin), expiresAt, ...rest }
  return { ...aPost('in_review', draft), ...fields } as Post
}

type Heard = { readonly at: Date; readonly reminder: Reminder }

/** All that is said in a span, minute by minute unless told otherwise, by somebody with a memory. */
function listen(brand: Brand, posts: readonly Post[], from: string, to: string, everyMs = minuteMs) {
  const said = new Set<string>()
  const heard: Heard[] = []
  const end = new Date(to)
  for (let now = new Date(from); now < end; now = new Date(now.getTime() + everyMs)) {
    for (const reminder of remindersDue({ brand, rooms: brand.rooms, posts, people, said, now })) {
      heard.push({ at: now, reminder })
      for (const topic of reminder.topics) {
        const mark = saidMark(reminder.place, topic)
        if (said.has(mark)) throw new Error(`said twice: ${mark}`)
        said.add(mark)
      }
    }
  }
  return heard
}

const people = new Map([
  ['p-ann', 'Ann'],
  ['p-ben', 'Ben'],
])

/** `08:00 C1 thread li`, in the time of `zone`. */
function told(heard: readonly Heard[], zone = berlin): readonly string[] {
  return heard.map(({ at, reminder: { place, topics } }) => {
    const { date, time } = slotAt(at, zone)
    const words = topics.map(({ stage, wait }) => `${stage} ${wait.post.id}`).join(', ')
    return `${date.slice(8)} ${time} ${place.channel}: ${words}`
  })
}

describe('reminders', () => {
  const morning = [
    waiting('li', '2026-11-20T05:00:00Z', '2026-11-20T08:00:00Z'),
    waiting('x', '2026-11-20T05:00:00Z', '2026-11-20T11:15:00Z'),
    waiting('fb', '2026-11-20T05:00:00Z', '2026-11-20T16:30:00Z'),
  ]

  it('of a morning that nobody looks at are few, and each is said in time', () => {
    const brand = brandOf([ann, ben, cleo, dov], {}, 'Ben')
    expect(told(listen(brand, morning, '2026-11-20T05:00:00Z', '2026-11-20T23:00:00Z'))).toEqual([
      '20 08:00 C1: thread li, thread x',
      '20 08:15 @UANN: direct li, direct x',
      '20 08:15 @UBEN: direct li, direct x',
      '20 08:30 @UBEN: escalation li',
      '20 11:15 @UBEN: escalation x',
      '20 11:45 C1: thread fb',
      '20 14:08 @UANN: direct fb',
      '20 14:08 @UBEN: direct fb',
      '20 16:30 @UBEN: escalation fb',
    ])
  })

  it('of a time without a night come at half of it, midway, and an hour before its end', () => {
    const post = waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T16:00:00Z')
    const heard = listen(brandOf([ann], {}, 'Ann'), [post], '2026-11-20T08:00:00Z', '2026-11-20T18:00:00Z')
    expect(told(heard, 'UTC')).toEqual([
      '20 12:00 C1: thread a',
      '20 13:30 @UANN: direct a',
      '20 15:00 @UANN: escalation a',
    ])
  })

  it('are said together where there is little time, but not in the first half hour', () => {
    const post = waiting('a', '2026-11-20T10:00:00Z', '2026-11-20T10:40:00Z')
    const heard = listen(
      brandOf([ann, ben], {}, 'Ben'),
      [post],
      '2026-11-20T10:00:00Z',
      '2026-11-20T12:00:00Z',
    )
    expect(told(heard, 'UTC')).toEqual([
      '20 10:30 C1: thread a',
      '20 10:30 @UANN: direct a',
      '20 10:30 @UBEN: escalation a, direct a',
    ])
    const short = waiting('a', '2026-11-20T10:00:00Z', '2026-11-20T10:20:00Z')
    expect(listen(brandOf([ann]), [short], '2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z')).toEqual([])
  })

  it('are said on the evening before where the morning would be too late', () => {
    const post = waiting('a', '2026-11-19T14:00:00Z', '2026-11-20T06:00:00Z')
    const heard = listen(brandOf([ann], {}, 'Ann'), [post], '2026-11-19T14:00:00Z', '2026-11-20T12:00:00Z')
    expect(told(heard)).toEqual(['19 20:00 C1: thread a', '19 20:00 @UANN: escalation a, direct a'])
  })

  it('are left unsaid where only a night was there to say them', () => {
    const post = waiting('a', '2026-11-20T05:00:00Z', '2026-11-20T06:30:00Z')
    expect(listen(brandOf([ann]), [post], '2026-11-20T05:00:00Z', '2026-11-20T12:00:00Z')).toEqual([])
  })

  it('reach each person by their own day, and call nobody in the room who sleeps', () => {
    const far = { ...ben, timeZone: 'America/Los_Angeles' }
    const post = waiting('a', '2026-11-20T05:00:00Z', '2026-11-20T20:00:00Z')
    const heard = listen(brandOf([ann, far]), [post], '2026-11-20T05:00:00Z', '2026-11-20T23:00:00Z')
    expect(told(heard, 'UTC')).toEqual([
      '20 12:30 C1: thread a',
      '20 15:45 @UANN: direct a',
      '20 16:15 @UBEN: direct a',
    ])
    expect(heard[0]?.reminder.people).toEqual([
      { name: 'Ann', call: 'UANN' },
      { name: 'Ben', call: null },
    ])
  })

  it('wait for the morning of the first who wakes where all sleep', () => {
    const far = { ...ben, timeZone: 'America/Los_Angeles' }
    const post = waiting('a', '2026-11-20T05:00:00Z', '2026-11-20T15:00:00Z')
    const heard = listen(brandOf([far]), [post], '2026-11-20T05:00:00Z', '2026-11-20T23:00:00Z')
    expect(told(heard, 'UTC')).toEqual([])
    const noon = listen(
      brandOf([far]),
      [waiting('a', '2026-11-20T05:00:00Z', '2026-11-20T18:00:00Z')],
      '2026-11-20T05:00:00Z',
      '2026-11-20T23:00:00Z',
    )
    expect(told(noon, 'UTC')).toEqual(['20 16:00 C1: thread a', '20 16:15 @UBEN: direct a'])
  })

  it('go to those who can decide: not to the editor of the words, not to whoever has approved', () => {
    const high = aVariant({ weight: 0.5 })
    const approval = { version: 1, hash: 'h', person: 'p-ann', surface: 'web', at: new Date(0) } as const
    const one = (settings: Partial<Post> & { draft?: Draft }) => {
      const post = waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z', settings)
      const heard = listen(
        brandOf([ann, ben, cleo, dov]),
        [post],
        '2026-11-20T08:00:00Z',
        '2026-11-20T12:00:00Z',
      )
      return heard.map(({ reminder: { place, people: names } }) =>
        `${place.channel} ${names.map(({ name }) => name).join(' ')}`.trim(),
      )
    }
    expect(one({})).toEqual(['C1 Ann Ben', '@UANN', '@UBEN'])
    expect(one({ approvals: [approval], draft: aDraft({ variants: [high] }) })).toEqual(['C1 Ben', '@UBEN'])
    expect(one({ approvals: [{ ...approval, version: 0 }] })).toEqual(['C1 Ann Ben', '@UANN', '@UBEN'])
    expect(one({ draft: aDraft({ editedBy: 'p-ben' }) })).toEqual(['C1 Ann', '@UANN'])
    expect(one({ draft: aDraft({ variants: [aVariant({ editedBy: 'p-ann' })] }) })).toEqual([
      'C1 Ben',
      '@UBEN',
    ])
    const blocked = aVariant({
      findings: [aFinding({ severity: 'block' })],
      risk: { level: 'high', confidence: 0, blocked: true },
    })
    expect(one({ draft: aDraft({ variants: [blocked], editedBy: 'p-ben' }) })).toEqual([
      'C1 Ann Ben Cleo',
      '@UANN',
      '@UBEN',
      '@UCLEO',
    ])
  })

  it.each<[Post['status'], Partial<Post>, readonly string[]]>([
    ['in_review', {}, ['thread', 'direct', 'escalation']],
    ['held', {}, ['thread', 'direct', 'escalation']],
    ['needs_human', {}, ['thread', 'direct', 'escalation']],
    ['needs_human', { left: true }, []],
    ['publish_failed', {}, ['thread', 'direct', 'escalation']],
    ['publish_failed', { retryAt: new Date('2026-11-20T09:00:00Z') }, []],
    ['planned', {}, []],
    ['drafting', {}, []],
    ['draft_failed', {}, []],
    ['approved', {}, []],
    ['rejected', {}, []],
    ['expired', {}, []],
    ['publishing', {}, []],
    ['published', {}, []],
    ['unknown', {}, []],
  ])('are made of a post that waits for somebody: %s %p', (status, settings, stages) => {
    const post = { ...aPost(status), ...settings } as Post
    const heard = listen(brandOf([ann], {}, 'Ann'), [post], '2026-11-20T04:00:00Z', '2026-11-21T20:00:00Z')
    expect(heard.flatMap(({ reminder }) => reminder.topics.map(({ stage }) => stage)).toSorted()).toEqual(
      stages.toSorted(),
    )
  })

  it('go on until its expiry where a post came to wait after its slot', () => {
    const post = waiting('a', '2026-11-20T09:00:00Z', '2026-11-20T08:00:00Z')
    const heard = listen(brandOf([ann]), [post], '2026-11-20T09:00:00Z', '2026-11-22T12:00:00Z')
    expect(told(heard, 'UTC')).toEqual(['21 09:00 C1: thread a', '22 07:00 @UANN: direct a'])
  })

  it('come anew for a new version, and once for each', () => {
    const said = new Set<string>()
    const now = new Date('2026-11-20T11:00:00Z')
    const due = (version: number) =>
      remindersDue({
        brand: brandOf([ann]),
        rooms: [room],
        people,
        said,
        now,
        posts: [waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z', { version })],
      })
    for (const reminder of due(1))
      for (const topic of reminder.topics) said.add(saidMark(reminder.place, topic))
    expect(due(1)).toEqual([])
    expect(due(2)).toHaveLength(2)
  })

  it('are not worth saying once a topic is over or a night begins', () => {
    const brand = brandOf([ann])
    const untilOf = (now: string, dueAt: string) =>
      remindersDue({
        brand,
        rooms: [room],
        people,
        said: new Set(),
        now: new Date(now),
        posts: [waiting('a', '2026-11-20T08:00:00Z', dueAt)],
      }).map(({ until }) => until.toISOString())
    const noon = '2026-11-20T12:00:00.000Z'
    expect(untilOf('2026-11-20T11:30:00Z', noon)).toEqual([noon, noon])
    const nightfall = '2026-11-20T20:00:00.000Z'
    expect(untilOf('2026-11-20T19:30:00Z', '2026-11-20T21:00:00Z')).toEqual([nightfall, nightfall])
  })

  it('use the surface of the first room on which a person has an id, and speak in every room', () => {
    const discord: Room = { surface: 'discord', channel: '9' }
    const post = waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z')
    const places = (rooms: Room[]) =>
      listen(brandOf([ann, ben], { rooms }), [post], '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z').map(
        ({ reminder: { place } }) => `${place.surface} ${place.channel}`,
      )
    expect(places([discord, room])).toEqual(['discord 9', 'slack C1', 'slack @UANN', 'discord @22'])
    expect(places([discord])).toEqual(['discord 9', 'discord @22'])
    expect(places([])).toEqual([])
  })
})

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
          {},
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
      { numRuns: 100 },
    )
  })
})
