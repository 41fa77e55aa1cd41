import { describe, expect, it } from '@jest/globals'
import { mostInvalid, openBreaker, windowMs } from '../../../src/bot/discord/breaker.ts'

const api = 'https://discord.com/api/v10'

function breakerAt(start = 0) {
  let now = start
  const logged: string[] = []
  const log = { info: () => {}, warn: () => {}, error: (_: object, words: string) => void logged.push(words) }
  const breaker = openBreaker({ clock: { now: () => new Date(now) }, log })
  const answer = (status: number, headers: Record<string, string> = {}, path = '/channels/1/messages') =>
    breaker.note('POST', `${api}${path}`, { status, headers: new Headers(headers) })
  return {
    answer,
    logged,
    pass: (ms: number) => {
      now += ms
    },
    waitMs: (path = '/channels/1/messages', method = 'POST') =>
      breaker.objection(method, `${api}${path}`)?.waitMs ?? 0,
    why: () => breaker.objection('GET', `${api}/users/@me`)?.message,
  }
}

const user = { 'x-ratelimit-scope': 'user' }

describe('the breaker', () => {
  it.each([
    [401, {}],
    [403, {}],
    [429, user],
    [429, {}],
  ])('opens long before Discord shuts us out: after 1,000 answers with %i %j', (status, headers) => {
    const { answer, waitMs, logged, why, pass } = breakerAt()
    for (let count = 1; count < mostInvalid; count++) answer(status, headers)
    expect([why(), logged]).toEqual([undefined, []])
    answer(status, headers)
    expect(waitMs()).toBe(windowMs)
    expect(why()).toContain('1000 calls')
    expect(logged).toEqual([expect.stringContaining('no calls to Discord for ten minutes')])
    pass(windowMs - 1)
    expect(waitMs()).toBe(1)
    pass(1)
    expect(waitMs()).toBe(0)
  })

  it.each([
    [200, {}],
    [400, {}],
    [404, {}],
    [500, {}],
    [429, { 'x-ratelimit-scope': 'shared' }],
  ])('does not count what Discord does not count: %i %j', (status, headers) => {
    const { answer, waitMs } = breakerAt()
    for (let count = 0; count < 2 * mostInvalid; count++) answer(status, headers)
    expect(waitMs()).toBe(0)
  })

  it('lets no ten minutes see more than its number, however they come', () => {
    const { answer, waitMs, pass } = breakerAt()
    const at: number[] = []
    let now = 0
    for (let count = 0; count < 20_000; count++) {
      if (waitMs() === 0) {
        answer(403)
        at.push(now)
      }
      const step = count % 3 === 0 ? 700 : 150
      pass(step)
      now += step
    }
    const most = Math.max(
      ...at.map((from) => at.filter((one) => one >= from && one < from + windowMs).length),
    )
    expect(most).toBeLessThanOrEqual(mostInvalid)
    expect(at.length).toBeGreaterThan(2 * mostInvalid)
  })

  it('is not opened by what is spread over a day', () => {
    const { answer, waitMs, pass, logged } = breakerAt()
    for (let count = 0; count < 3 * mostInvalid; count++) {
      answer(403)
      pass(1000)
    }
    expect([waitMs(), logged]).toEqual([0, []])
  })
})

describe('a limit', () => {
  it('is kept to the millisecond, for its route, whichever message it is about', () => {
    const { answer, waitMs, pass } = breakerAt()
    answer(429, { ...user, 'retry-after': '2' }, '/channels/1/messages/10/threads')
    expect(waitMs('/channels/1/messages/11/threads')).toBe(2000)
    expect(waitMs('/channels/1/messages')).toBe(0)
    expect(waitMs('/channels/2/messages/11/threads')).toBe(0)
    expect(waitMs('/channels/1/messages/11/threads', 'PATCH')).toBe(0)
    pass(1999)
    expect(waitMs('/channels/1/messages/12/threads')).toBe(1)
    pass(1)
    expect(waitMs('/channels/1/messages/12/threads')).toBe(0)
  })

  it('of the bot is kept by all its calls, but not by its answers to clicks, which do not count', () => {
    const { answer, waitMs } = breakerAt()
    answer(429, { 'x-ratelimit-scope': 'global', 'x-ratelimit-global': 'true', 'retry-after': '3' })
    expect(waitMs('/users/@me', 'GET')).toBe(3000)
    expect(waitMs('/interactions/1/token/callback')).toBe(0)
    expect(waitMs('/webhooks/1/token')).toBe(0)
  })

  it('of what stands before the API is kept by everything', () => {
    const { answer, waitMs } = breakerAt()
    answer(429, { 'retry-after': '3' })
    expect(waitMs('/users/@me', 'GET')).toBe(3000)
    expect(waitMs('/interactions/1/token/callback')).toBe(3000)
  })

  it.each([
    ['1e20', 3_600_000],
    ['soon', 0],
    ['-5', 0],
  ])('of %s that nobody means holds nothing up for long', (seconds, ms) => {
    const { answer, waitMs } = breakerAt()
    answer(429, { ...user, 'retry-after': seconds })
    expect(waitMs()).toBe(ms)
  })
})
