import { describe, expect, it } from '@jest/globals'
import type { Draft, Post } from '../../src/domain/post.ts'
import { remindersDue, saidMark, type Place } from '../../src/domain/reminders.ts'
import { slotAt } from '../../src/domain/slot.ts'
import { aDraft, aFinding, aPost, aVariant } from '../given.ts'
import {
  ann,
  ben,
  berlin,
  brandOf,
  cleo,
  dov,
  listen,
  people,
  room,
  waiting,
  type Heard,
} from './listening.ts'

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
    const brand = brandOf([ann, ben, cleo, dov], [room], 'Ben')
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
    const heard = listen(
      brandOf([ann], [room], 'Ann'),
      [post],
      '2026-11-20T08:00:00Z',
      '2026-11-20T18:00:00Z',
    )
    expect(told(heard, 'UTC')).toEqual([
      '20 12:00 C1: thread a',
      '20 13:30 @UANN: direct a',
      '20 15:00 @UANN: escalation a',
    ])
  })

  it('are said together where there is little time, but not in the first half hour', () => {
    const post = waiting('a', '2026-11-20T10:00:00Z', '2026-11-20T10:40:00Z')
    const heard = listen(
      brandOf([ann, ben], [room], 'Ben'),
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
    const heard = listen(
      brandOf([ann], [room], 'Ann'),
      [post],
      '2026-11-19T14:00:00Z',
      '2026-11-20T12:00:00Z',
    )
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

  it('call a role in its room, and once more in place of each alone', () => {
    const discord: Place = { surface: 'discord', channel: '9' }
    const team = { name: 'Team', roles: ['approver'], surface: 'discord', id: '900' } as const
    const lookers = { name: 'Lookers', roles: ['viewer'], surface: 'discord', id: '901' } as const
    const post = waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T16:00:00Z')
    const brand = { ...brandOf([ann], [room, discord]), groups: [team, lookers] }
    const heard = listen(brand, [post], '2026-11-20T08:00:00Z', '2026-11-20T18:00:00Z')
    expect(told(heard, 'UTC')).toEqual([
      '20 12:00 C1: thread a',
      '20 12:00 9: thread a',
      '20 13:30 9: direct a',
      '20 13:30 @UANN: direct a',
    ])
    expect(heard.map(({ reminder: { people: one, groups } }) => [one, groups])).toEqual([
      [[{ name: 'Ann', call: 'UANN' }], [{ name: 'Team', call: null }]],
      [[{ name: 'Ann', call: null }], [{ name: 'Team', call: '900' }]],
      [[], [{ name: 'Team', call: '900' }]],
      [[], []],
    ])
  })

  it('name a role in its night, and do not call it', () => {
    const discord: Place = { surface: 'discord', channel: '9' }
    const timeZone = 'America/Los_Angeles'
    const far = { name: 'Far', roles: ['approver'], surface: 'discord', id: '900', timeZone } as const
    const near = { ...ben, ids: { discord: '22' } }
    const post = waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T13:00:00Z')
    const brand = { ...brandOf([near], [discord]), groups: [far] }
    const [first, ...rest] = listen(brand, [post], '2026-11-20T08:00:00Z', '2026-11-20T13:00:00Z')
    expect(first?.reminder.people).toEqual([{ name: 'Ben', call: '22' }])
    expect(first?.reminder.groups).toEqual([{ name: 'Far', call: null }])
    expect(rest.map(({ reminder: { place } }) => place.channel)).toEqual(['@22'])
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
    const heard = listen(
      brandOf([ann], [room], 'Ann'),
      [post],
      '2026-11-20T04:00:00Z',
      '2026-11-21T20:00:00Z',
    )
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
    const discord: Place = { surface: 'discord', channel: '9' }
    const post = waiting('a', '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z')
    const places = (rooms: Place[]) =>
      listen(brandOf([ann, ben], rooms), [post], '2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z').map(
        ({ reminder: { place } }) => `${place.surface} ${place.channel}`,
      )
    expect(places([discord, room])).toEqual(['discord 9', 'slack C1', 'slack @UANN', 'discord @22'])
    expect(places([discord])).toEqual(['discord 9', 'discord @22'])
    expect(places([])).toEqual([])
  })
})
