import { describe, expect, it } from '@jest/globals'
import { turnedAway } from '../../src/http/guard.ts'

describe('the host of a request', () => {
  const asked = (host: string, port: number) =>
    turnedAway({ method: 'GET', host, origin: undefined, fetchSite: undefined }, port)

  it('may lack the port where browsers leave it out, and only there', () => {
    expect(asked('127.0.0.1', 80)).toBeNull()
    expect(asked('localhost:80', 80)).toBeNull()
    expect(asked('evil.example', 80)).not.toBeNull()
    expect(asked('127.0.0.1', 3131)).not.toBeNull()
  })
})
