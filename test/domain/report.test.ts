import { describe, expect, it } from '@jest/globals'
import { chainStart } from '../../src/domain/audit.ts'
import type { Command } from '../../src/domain/command.ts'
import { contentHash, contentOf, chosenVariant, draftOf, type Post } from '../../src/domain/post.ts'
import { buildReport, ctr, engagementRate, type DayFigures } from '../../src/domain/report.ts'
import { median } from '../../src/domain/report/reviewing.ts'
import { addDays } from '../../src/domain/slot.ts'
import { ann, brand, told, type ToldPost } from './told-post.ts'

const monday = '2026-11-09'
const now = new Date('2026-11-16T08:00:00Z')
const desk = { kind: 'system', id: 'desk' } as const

describe('figures', () => {
  it('are summed for the week and the week before, and no other day counts', () => {
    const report = reportOf(
      [],
      [
        figures('p1', addDays(monday, -8), 1000, 100, 10),
        figures('p1', addDays(monday, -7), 10, 3, 1),
        figures('p1', addDays(monday, -1), 20, 4, 2),
        figures('p1', monday, 100, 20, 5),
        figures('p2', addDays(monday, 6), 200, 30, 6),
        figures('p2', addDays(monday, 7), 5000, 500, 50),
      ],
    )
    expect(report.total).toEqual({ impressions: 300, engagements: 50, clicks: 11 })
    expect(report.before).toEqual({ impressions: 30, engagements: 7, clicks: 3 })
  })

  it('stand beside the same weekday of the week before, Monday first', () => {
    const report = reportOf([], [figures('p', '2026-11-12', 9, 2, 1), figures('p', '2026-11-05', 8, 1, 0)])
    expect(report.byDay.map(({ date }) => date)).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n)))
    expect(report.byDay[3]).toEqual({
      date: '2026-11-12',
      now: { impressions: 9, engagements: 2, clicks: 1 },
      before: { impressions: 8, engagements: 1, clicks: 0 },
    })
  })

  it('name every network of the brand, and one whose account is gone but whose figures are not', () => {
    const report = reportOf([], [{ ...figures('p', monday, 9, 2, 1), network: 'linkedin' }])
    expect(report.byNetwork.map(({ network, now }) => [network, now.impressions])).toEqual([
      ['x', 0],
      ['linkedin', 9],
    ])
  })

  it('have no rate where nothing was seen', () => {
    expect(ctr({ impressions: 0, engagements: 0, clicks: 0 })).toBeNull()
    expect(engagementRate({ impressions: 0, engagements: 0, clicks: 0 })).toBeNull()
    expect(ctr({ impressions: 200, engagements: 0, clicks: 3 })).toBe(0.015)
    expect(engagementRate({ impressions: 200, engagements: 50, clicks: 3 })).toBe(0.25)
  })

  it('mark the report as simulated as soon as one of them is, or one post', () => {
    expect(reportOf([], []).simulated).toBe(false)
    expect(reportOf([], [{ ...figures('p', monday, 1, 1, 1), simulated: true }]).simulated).toBe(true)
    const before = { ...figures('p', addDays(monday, -1), 1, 1, 1), simulated: true }
    expect(reportOf([], [before]).simulated).toBe(true)
    expect(reportOf([told('p', monday, [], { simulated: true })], []).simulated).toBe(true)
  })
})

describe('best and worst post', () => {
  const posts = ['a', 'b', 'c', 'd'].map((id) => told(id, monday, [['08:00:00', approve]]))

  it('go by engagements per impression', () => {
    const report = reportOf(posts, [
      figures('a', monday, 1000, 50, 1),
      figures('b', monday, 400, 40, 1),
      figures('c', monday, 800, 8, 1),
    ])
    expect(report.best).toMatchObject({ postId: 'b', engagements: 40, text: 'Text a of b' })
    expect(report.worst).toMatchObject({ postId: 'c' })
  })

  it('leave out a post that was seen less than a quarter as often as the median one', () => {
    const report = reportOf(posts, [
      figures('a', monday, 1000, 50, 1),
      figures('b', monday, 1000, 40, 1),
      figures('c', monday, 249, 249, 1),
      figures('d', monday, 1000, 30, 1),
    ])
    expect(report.best?.postId).toBe('a')
    expect(report.worst?.postId).toBe('d')
  })

  it('have no worst where there is only one, and neither where there are no figures', () => {
    const one = reportOf(posts, [figures('a', monday, 10, 5, 1)])
    expect([one.best?.postId, one.worst]).toEqual(['a', null])
    const none = reportOf(posts, [])
    expect([none.best, none.worst]).toEqual([null, null])
  })
})

describe('best times', () => {
  it('are mean engagements by local hour over four weeks, of hours with at least two posts', () => {
    const posts = [
      told('n1', addDays(monday, -21), []),
      told('n2', addDays(monday, -7), []),
      told('e1', monday, [], { time: '18:30' }),
      told('e2', addDays(monday, 1), [], { time: '18:00' }),
      told('lone', monday, [], { time: '21:00' }),
    ]
    const report = reportOf(
      posts,
      posts.map(({ post }) => figures(post.id, post.slot.date, 100, post.id.startsWith('n') ? 10 : 31, 1)),
    )
    expect(report.bestTimes).toEqual([
      { network: 'x', hour: 18, posts: 2, engagements: 31 },
      { network: 'x', hour: 12, posts: 2, engagements: 10 },
    ])
  })
})

describe('reliability', () => {
  it('calls a post on time that was live within 60 s of its slot, and late after that', () => {
    expect(reliability(sent('12:00:00', '12:01:00', published))).toEqual({ ...nothing, onTime: 1 })
    expect(reliability(sent('12:00:00', '12:01:01', published))).toEqual({ ...nothing, late: 1 })
  })

  it('takes a post that was found live later for live since its attempt', () => {
    const post = sent('12:00:30', '12:00:55', unknown, ['12:30:00', found])
    expect(reliability(post)).toEqual({ ...nothing, onTime: 1 })
    expect(reliability(sent('12:02:00', '12:02:30', unknown, ['12:30:00', found]))).toEqual({
      ...nothing,
      late: 1,
    })
  })

  it('counts what is not known to be live as unknown, and what the network refused as failed', () => {
    expect(reliability(sent('12:00:00', '12:00:20', unknown))).toEqual({ ...nothing, unknown: 1 })
    expect(reliability(sent('12:00:00', '12:00:20', refused))).toEqual({ ...nothing, failed: 1 })
  })

  it('counts an approved post that the desk missed as failed, also after it expired', () => {
    const missed = told('p', monday, [
      ['08:00:00', approve],
      ['13:30:00', withhold],
    ])
    const expired = told('p', monday, [
      ['08:00:00', approve],
      ['13:30:00', withhold],
      ['2026-11-12T09:00:00', expire],
    ])
    expect([missed.post.status, expired.post.status]).toEqual(['held', 'expired'])
    expect(reliability(missed)).toEqual({ ...nothing, failed: 1 })
    expect(reliability(expired)).toEqual({ ...nothing, failed: 1 })
  })

  it('does not count a missed post that somebody gave a new slot, and that expired there', () => {
    const slot = { date: '2026-11-13', time: '12:00', zone: brand.timeZone }
    const move = (post: Post): Command => ({
      type: 'reslot',
      actor: ann,
      version: post.version,
      slot,
      variants: draftOf(post)?.variants ?? [],
    })
    const moved = told('p', monday, [
      ['08:00:00', approve],
      ['13:30:00', withhold],
      ['14:00:00', move],
      ['2026-11-12T15:00:00', expire],
    ])
    expect(moved.post.status).toBe('expired')
    expect(reliability(moved)).toEqual(nothing)
  })

  it('counts an approved post that still waits as late', () => {
    expect(reliability(told('p', monday, [['08:00:00', approve]]))).toEqual({ ...nothing, late: 1 })
  })

  it('does not count posts that were never meant to go out, or that a person put on hold', () => {
    const posts = [
      told('a', monday, []),
      told('b', monday, [['08:00:00', reject('off_brand')]]),
      told('c', monday, [
        ['08:00:00', approve],
        ['09:00:00', hold],
      ]),
      told('d', monday, [], { drafted: false }),
    ]
    expect(reportOf(posts, []).reliability).toEqual(nothing)
  })

  it('counts only posts whose slot lies in the week', () => {
    for (const day of [-1, 7]) {
      expect(reliability(sentOn(addDays(monday, day)))).toEqual(nothing)
    }
    expect(reliability(sentOn(addDays(monday, 6)))).toEqual({ ...nothing, onTime: 1 })
  })
})

describe('reviewing', () => {
  it('takes the median time from the first draft to the first decision', () => {
    const posts = [
      told('a', monday, [['07:10:00', approve]]),
      told('b', monday, [['07:20:00', reject('off_brand')]]),
      told('c', monday, [['09:00:00', approve]]),
      told('d', monday, [['07:30:00', edit]]),
    ]
    expect(reportOf(posts, []).reviewing.medianMinutesToDecision).toBe(20)
    expect(reportOf([], []).reviewing.medianMinutesToDecision).toBeNull()
  })

  it('tells posts approved untouched from those that were edited', () => {
    const posts = [
      told('a', monday, [['07:10:00', approve]]),
      told('b', monday, [
        ['07:20:00', edit],
        ['07:30:00', approveAs('p-ben')],
      ]),
      told('c', monday, [
        ['07:10:00', approve],
        ['07:20:00', undo],
      ]),
    ]
    expect(reportOf(posts, []).reviewing).toMatchObject({ approvedUntouched: 1, edited: 1 })
  })

  it('counts rejections with their reasons, most frequent first, without those that were undone', () => {
    const posts = [
      told('a', monday, [['07:10:00', reject('off_brand')]]),
      told('b', monday, [['07:10:00', reject('too_long')]]),
      told('c', monday, [['07:10:00', reject('too_long')]]),
      told('d', monday, [
        ['07:10:00', reject('boring')],
        ['07:20:00', undo],
      ]),
    ]
    const { rejected, rejectionReasons } = reportOf(posts, []).reviewing
    expect(rejected).toBe(3)
    expect(rejectionReasons).toEqual([
      { reason: 'too_long', count: 2 },
      { reason: 'off_brand', count: 1 },
    ])
  })

  it('counts what expired', () => {
    const post = told('a', monday, [['23:00:00', expire]], { drafted: false })
    expect(reportOf([post], []).reviewing.expired).toBe(1)
  })

  it('has the mean of the two in the middle as the median of an even number', () => {
    expect([median([]), median([3]), median([9, 1]), median([5, 1, 3])]).toEqual([null, 3, 5, 3])
  })
})

it('carries week, zone, model cost and the head of the audit chain', () => {
  expect(reportOf([], [])).toMatchObject({
    brand: brand.id,
    brandName: brand.name,
    week: '2026-W46',
    from: monday,
    to: '2026-11-15',
    zone: 'Europe/Berlin',
    modelCostUsd: 1.25,
    auditHead: 'ab'.repeat(32),
    auditEntries: 7,
  })
})

const nothing = { onTime: 0, late: 0, failed: 0, unknown: 0 }

function reportOf(posts: readonly ToldPost[], metrics: readonly DayFigures[]) {
  return buildReport({
    brand,
    monday,
    now,
    posts: posts.map(({ post }) => post),
    histories: new Map(posts.map(({ post, history }) => [post.id, history])),
    metrics,
    modelCostUsd: 1.25,
    auditHead: { ...chainStart, seq: 7, hash: 'ab'.repeat(32) },
  })
}

function reliability(post: ToldPost) {
  return reportOf([post], []).reliability
}

function figures(
  postId: string,
  day: string,
  impressions: number,
  engagements: number,
  clicks: number,
): DayFigures {
  return { postId, network: 'x', day, impressions, engagements, clicks, simulated: false }
}

type Make = (post: Post) => Command

function sent(begun: string, answered: string, outcome: Make, ...more: readonly (readonly [string, Make])[]) {
  return told('p', monday, [['08:00:00', approve], [begun, beginSend], [answered, outcome], ...more])
}

function sentOn(date: string) {
  return told('p', date, [
    ['08:00:00', approve],
    ['12:00:00', beginSend],
    ['12:00:05', published],
  ])
}

function approve({ version }: Post): Command {
  return { type: 'approve', actor: ann, version }
}

function approveAs(id: string): Make {
  return ({ version }) => ({ type: 'approve', actor: { ...ann, id }, version })
}

function undo({ version }: Post): Command {
  return { type: 'undo', actor: ann, version }
}

function reject(reason: string): Make {
  return ({ version }) => ({ type: 'reject', actor: ann, version, reason, note: null })
}

function edit(post: Post): Command {
  if (post.status !== 'in_review') throw new Error('not in review')
  return {
    type: 'edit',
    actor: ann,
    version: post.version,
    variant: { ...chosenVariant(post), text: 'Better' },
  }
}

function beginSend(post: Post): Command {
  if (post.status !== 'approved') throw new Error('not approved')
  return { type: 'begin_send', actor: desk, hash: contentHash(contentOf(post)), timeoutMs: 30_000 }
}

function hold({ version }: Post): Command {
  return { type: 'hold', actor: ann, version, reason: 'later' }
}

function withhold(): Command {
  return { type: 'withhold', actor: desk }
}

function expire(): Command {
  return { type: 'expire', actor: desk }
}

function published(): Command {
  return { type: 'record_outcome', actor: desk, fence: 1, outcome: { kind: 'published', remote } }
}

function unknown(): Command {
  return { type: 'record_outcome', actor: desk, fence: 1, outcome: { kind: 'unknown', reason: 'timeout' } }
}

function refused(): Command {
  return {
    type: 'record_outcome',
    actor: desk,
    fence: 1,
    outcome: { kind: 'refused', reason: '400', retryAt: null },
  }
}

function found(): Command {
  return { type: 'settle', actor: desk, fence: 1, lookup: { kind: 'live', remote } }
}

const remote = { id: '1', permalink: null }
