import { request } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Trouble } from '../../src/domain/errors.ts'
import type { Health } from '../../src/http/vitals.ts'
import { openDesk } from '../bot/desk.ts'
import { key, openRoom, wellVitals, type Room } from './room.ts'

let room: Room

afterEach(() => room.stop())

async function open(health: Health = { ready: true, reasons: [] }): Promise<void> {
  const { deps } = await openDesk()
  room = await openRoom(deps, { ...wellVitals, health: async () => health })
}

/** `fetch` sets the host itself. */
function statusFor(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: room.port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

const reasons = [{ part: 'clock', reason: 'Nobody runs it.' }] as const

describe('/health', () => {
  it.each<[Health, number, string]>([
    [{ ready: true, reasons: [] }, 200, 'ok'],
    [{ ready: true, reasons }, 200, 'degraded'],
    [{ ready: false, reasons }, 503, 'not ready'],
  ])('tells %j to everybody, with %i', async (health, status, word) => {
    await open(health)
    const response = await fetch(`${room.base}/health`)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ status: word, live: true, ...health })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('is live as long as anybody answers', async () => {
    await open({ ready: false, reasons })
    const response = await fetch(`${room.base}/health/live`)
    expect([response.status, await response.json()]).toEqual([200, { live: true }])
  })
})

describe('a page', () => {
  it('says what the machine lacks, where that is all there is to say', async () => {
    const { deps, errors, brand } = await openDesk()
    room = await openRoom(deps)
    deps.store.posts = () => Promise.reject(new Trouble('The database does not answer right now.'))
    const response = await room.ask(`/b/${brand.id}`)
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('The database does not answer right now.')
    expect(errors).toHaveLength(1)
  })
})

describe('/metrics', () => {
  it('is shown to whoever brings the key, in a header or as the cookie of the page, and in the header under any name', async () => {
    await open()
    const authorization = `Bearer ${key}`
    expect((await room.ask('/metrics')).status).toBe(200)
    const shown = await fetch(`${room.base}/metrics`, { headers: { authorization } })
    expect(await shown.text()).toBe('of_a_test 1\n')
    expect(await statusFor('/metrics', { host: 'bot:3131', authorization })).toBe(200)
  })

  it.each([
    ['no key', {}, 401],
    ['another key', { authorization: 'Bearer guessed' }, 401],
    ['the key of another scheme', { authorization: `Basic ${key}` }, 401],
    ['no key, under another name', { host: 'evil.example' }, 403],
    ['another key, under another name', { host: 'evil.example', authorization: 'Bearer guessed' }, 403],
  ])('is shut for %s', async (_, headers, status) => {
    await open()
    expect(await statusFor('/metrics', headers)).toBe(status)
  })

  it('opens nothing else by its header', async () => {
    await open()
    expect(await statusFor('/', { authorization: `Bearer ${key}` })).toBe(401)
  })
})
