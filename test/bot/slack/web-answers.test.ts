import { describe, expect, it } from '@jest/globals'
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'
import { kinds, shutOut, troubleOf } from '../../../src/bot/slack/web-answers.ts'

const meaningOf = (error: string, more: object = {}) =>
  troubleOf(new WebAPIPlatformError({ ok: false, error, ...more }))

describe('the codes of Slack', () => {
  it('stand in one table each', () => {
    expect(Object.keys(kinds).filter((code) => code in shutOut)).toEqual([])
  })

  it.each(Object.entries(kinds))('%s means %s', (code, kind) => {
    expect(meaningOf(code)).toMatchObject({ kind, reason: expect.stringContaining(code) })
  })

  it.each(Object.entries(shutOut))('%s shuts the room, and the reason says: %s', (code, mend) => {
    expect(meaningOf(code)).toEqual({ kind: 'shut_out', reason: mend })
    // A thing to click, to type, to ask for, or to look up.
    expect(mend).toMatch(
      /type \/invite|unarchive|settings|OAuth & Permissions|ask an administrator|brand file/,
    )
  })

  it('name the scope that is missing', () => {
    expect(meaningOf('missing_scope', { needed: 'chat:write', provided: 'files:write' }).reason).toMatch(
      / Missing: chat:write\.$/,
    )
  })

  it('that nobody knows are a definite no; a body that is no code is no answer', () => {
    expect(meaningOf('a_code_of_next_year').kind).toBe('refused')
    expect(meaningOf('toString').kind).toBe('refused')
    expect(meaningOf('<html>Please wait</html>')).toEqual({
      kind: 'unknown',
      reason: 'No clear answer: Slack answered <html>Please wait</html>.',
    })
    expect(meaningOf(`<html>${'x'.repeat(10_000)}`).reason.length).toBeLessThan(200)
    expect(meaningOf('').kind).toBe('unknown')
  })

  it.each([undefined, null, 'words', new Error('terminated'), {}])('%p is no answer', (error) => {
    expect(troubleOf(error).kind).toBe('unknown')
  })
})

describe('being told to wait', () => {
  it.each([
    [30, 30_000],
    [0, 1000],
    [-5, 1000],
    [3600, 3_600_000],
    // No answer of Slack, whatever sent it: asked again, it will say so again.
    [1e20, 3_600_000],
    [Number.NaN, 1000],
  ])('for %d s is to wait for %d ms', (seconds, afterMs) => {
    expect(troubleOf(new WebAPIRateLimitedError(seconds))).toMatchObject({ kind: 'later', afterMs })
  })
})
