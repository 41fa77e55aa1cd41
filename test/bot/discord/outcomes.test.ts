import { describe, expect, it } from '@jest/globals'
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { Resting } from '../../../src/bot/discord/breaker.ts'
import { codeOf, kinds, shutOut, troubleOf, waitMsOf } from '../../../src/bot/discord/outcomes.ts'

const address = 'https://discord.com/api/v10/webhooks/1/aW50ZXJhY3Rpb246/messages/@original'

function answered(status: number, code: number, message = 'No.'): DiscordAPIError {
  return new DiscordAPIError({ code, message }, code, status, 'POST', address, { body: {}, files: [] })
}

function limited(retryAfter: number, timeToReset = 0): RateLimitError {
  return new RateLimitError({
    retryAfter,
    timeToReset,
    limit: 5,
    method: 'POST',
    hash: 'h',
    url: address,
    route: '/channels/:id/messages',
    majorParameter: '1',
    global: false,
    sublimitTimeout: 0,
    scope: 'user',
  })
}

describe('the codes of Discord', () => {
  it('stand in one table each', () => {
    expect(Object.keys(kinds).filter((code) => code in shutOut)).toEqual([])
  })

  it.each(Object.entries(kinds))('%s means %s', (code, kind) => {
    expect(troubleOf(answered(400, Number(code)))).toMatchObject({
      kind,
      reason: expect.stringContaining(code),
    })
  })

  it.each(Object.entries(shutOut))('%s shuts the room, and the reason says: %s', (code, mend) => {
    expect(troubleOf(answered(403, Number(code)))).toEqual({ kind: 'shut_out', reason: mend })
    // A thing to click or to look up.
    expect(mend).toMatch(/right-click|Edit Channel|open the application|brand file/)
  })

  it('that nobody knows are a definite no, with the words of Discord, shortened', () => {
    const { kind, reason } = troubleOf(answered(400, 50_035, `Invalid Form Body\n${'x'.repeat(10_000)}`))
    expect([kind, reason.length < 400, reason.includes('\n')]).toEqual(['refused', true, false])
    expect(troubleOf(answered(404, 0, '404: Not Found')).kind).toBe('refused')
  })

  it('and an answer without one may say enough by its status', () => {
    expect(troubleOf(answered(413, 0))).toEqual({
      kind: 'refused',
      reason: 'Discord answered that the message is too large.',
    })
  })

  it('are not taken from what has none', () => {
    expect(codeOf(answered(400, 10_008))).toBe(10_008)
    expect(codeOf(new HTTPError(500, 'No', 'POST', address, { body: {}, files: [] }))).toBeNull()
    expect(codeOf(undefined)).toBeNull()
  })

  it.each([undefined, null, 'words', new Error('terminated'), {}])('%p is no answer', (error) => {
    expect(troubleOf(error).kind).toBe('unknown')
  })

  it('come without the address that was called, which lets others answer in our place', () => {
    const errors = [answered(400, 1), answered(401, 0), limited(1), new Error(`Failed to parse ${address}`)]
    for (const error of errors) expect(troubleOf(error).reason).not.toContain('aW50ZXJh')
  })
})

describe('being told to wait', () => {
  it.each([
    [30_000, 0, 30_000],
    [350.2, 0, 351],
    [0, 420, 420],
    [65_000, 64_570, 65_000],
    [0, 0, 1000],
    [-5, -1, 1000],
    [3_600_000, 0, 3_600_000],
    // No answer of Discord, whatever sent it: asked again, it will say so again.
    [1e20, 0, 3_600_000],
    [Number.NaN, Number.NaN, 1000],
  ])('for %d ms, until the bucket is full again in %d ms, is to wait for %d ms', (retry, reset, afterMs) => {
    expect(troubleOf(limited(retry, reset))).toMatchObject({ kind: 'later', afterMs })
    expect(waitMsOf(limited(retry, reset))).toBe(afterMs)
  })

  it('by ourselves is as good as by Discord', () => {
    expect(troubleOf(new Resting('No.', 7))).toEqual({ kind: 'later', afterMs: 7, reason: 'No.' })
    expect(waitMsOf(new Resting('No.', 7))).toBe(7)
    expect(waitMsOf(answered(400, 1))).toBeNull()
  })
})
