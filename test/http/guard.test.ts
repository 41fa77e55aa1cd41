import { describe, expect, it } from '@jest/globals'
import { turnedAway } from '../../src/http/guard.ts'

describe('the host of a request', () => {
  const asked = (host: string, port: number) =>
    turnedAway({ method: 'GET', host, origin: undefined, fetchSite: undefined }, port, null)

  it('may lack the port where browsers leave it out, and only there', () => {
    expect(asked('127.0.0.1', 80)).toBeNull()
    expect(asked('localhost:80', 80)).toBeNull()
    expect(asked('evil.example', 80)).not.toBeNull()
    expect(asked('127.0.0.1', 3131)).not.toBeNull()
  })
})

describe('behind a front', () => {
  const front = new URL('https://desk.example.com')
  const asked = (over: Partial<Parameters<typeof turnedAway>[0]>) =>
    turnedAway(
      { method: 'POST', host: front.host, origin: undefined, fetchSite: undefined, ...over },
      3131,
      front,
    )

  it('is open under the name of the front, and at home still', () => {
    expect(asked({ method: 'GET' })).toBeNull()
    expect(asked({ method: 'GET', host: '127.0.0.1:3131' })).toBeNull()
    expect(asked({ method: 'GET', host: 'evil.example' })).toContain(front.origin)
  })

  it('takes what comes from the page of the front, by its scheme as well', () => {
    expect(asked({ origin: 'https://desk.example.com' })).toBeNull()
    expect(asked({ origin: 'https://desk.example.com', fetchSite: 'same-origin' })).toBeNull()
    expect(asked({ origin: 'http://desk.example.com' })).not.toBeNull()
    expect(asked({ origin: 'https://evil.example' })).not.toBeNull()
    expect(asked({ origin: 'http://127.0.0.1:3131' })).not.toBeNull()
  })
})
