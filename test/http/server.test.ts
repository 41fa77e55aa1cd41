import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Post } from '../../src/domain/post.ts'
import { openHttp } from '../../src/http/server.tsx'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'
import { key, openRoom, wellVitals, type Room } from './room.ts'

const home = `/b/${harbour.id}`

let desk: Desk
let room: Room

beforeAll(async () => {
  desk = await openDesk()
  await desk.draft()
  room = await openRoom(desk.deps)
})

afterAll(() => room.stop())

describe('the door', () => {
  it('stays shut without the key, and says where the link is', async () => {
    for (const path of [
      '/',
      home,
      '/live?brand=x',
      '/posts/p1',
      '/?key=wrong',
      '/?key=',
      `${home}?key=${encodeURIComponent(key)}`,
    ]) {
      const response = await fetch(`${room.base}${path}`, { redirect: 'manual' })
      expect([path, response.status]).toEqual([path, 401])
      const page = await response.text()
      expect(page).toContain('Greenroom is locked')
      expect(page).not.toContain(harbour.name)
    }
  })

  it('stays shut for addresses that two parsers read differently', async () => {
    for (const path of [
      `${home}/reports/..\\..\\..\\assets/x.png`,
      '/posts/p1/..\\..\\assets\\',
      '//',
      '//[',
    ]) {
      expect([path, await statusAt(room.port, path)]).toEqual([path, 401])
    }
  })

  it('opens with the key: a cookie that no script reads and no other site sends, and a clean address', async () => {
    const response = await fetch(`${room.base}/?key=${encodeURIComponent(key)}`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).not.toContain(encodeURIComponent(key))
  })

  it('takes a cookie of another key for none', async () => {
    const response = await room.ask(home, { headers: { cookie: `greenroom_key_${room.port}=made-up` } })
    expect(response.status).toBe(401)
  })

  it.each(['evil.example', `evil.example:1`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example`])(
    'answers under no name but its own: %s',
    async (host) => {
      const { status, body } = await withHost(room.port, host)
      expect(status).toBe(403)
      expect(body).toContain(`Greenroom answers only at http://127.0.0.1:${room.port}`)
    },
  )

  it('answers as localhost as well', async () => {
    expect((await withHost(room.port, `localhost:${room.port}`)).status).toBe(401)
  })

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['an origin that is withheld', { origin: 'null' }],
    ['no origin', { origin: '' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port, as browsers say it', { 'sec-fetch-site': 'same-site' }],
    [
      'another origin that says it is ours',
      { origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('does nothing that comes from %s', async (_name, headers) => {
    const post = await desk.post('x')
    const response = await room.ask(`/posts/${post.id}/approve`, { form: { version: '1' }, headers })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('another page than Greenroom’s own')
    expect((await desk.post('x')).status).toBe('in_review')
  })

  it('sends its rules with every answer, errors and pictures included', async () => {
    for (const path of [home, '/nowhere', '/health', '/assets/icon.svg', `${home}/reports/2026-W01`]) {
      const { headers } = await room.ask(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect([path, policy.includes("default-src 'none'"), policy.includes('unsafe')]).toEqual([
        path,
        true,
        false,
      ])
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  it('shows no inline script or style, which its own rules would stop', async () => {
    const post = await desk.post('x')
    for (const path of [
      home,
      `${home}/schedule`,
      `${home}/brand`,
      `/posts/${post.id}`,
      `/posts/${post.id}/edit`,
    ]) {
      const page = await (await room.ask(path)).text()
      expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/)
    }
  })
})

describe('what is asked of it', () => {
  let post: Post

  beforeEach(async () => {
    post = await desk.post('x')
    room.be(harbour.id, 'Ann Lee')
  })

  it('works without a script: a form, a redirect back, and the answer shown once', async () => {
    const fields = { version: String(post.version), back: home }
    const response = await room.ask(`/posts/${post.id}/approve`, { form: fields })
    expect([response.status, response.headers.get('location')]).toEqual([303, home])
    expect(await (await room.ask(home)).text()).toContain('Approved. It goes out Fri 20 Nov, 12:00.')
    expect(await (await room.ask(home)).text()).not.toContain('Approved. It goes out')
  })

  it('answers a double click twice, and decides once', async () => {
    const form = { version: String(post.version) }
    await room.ask(`/posts/${post.id}/undo`, { form })
    const answers = await Promise.all(
      [1, 2].map(() => room.ask(`/posts/${post.id}/approve`, { form, json: true })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const said = await Promise.all(
      answers.map(async (one) => ((await one.json()) as { sentence: string }).sentence),
    )
    expect(said.join(' ')).toContain('approved already. Latest: Ann Lee approved version 1 on the web page.')
  })

  it('sends nobody elsewhere', async () => {
    for (const back of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '/x\r\nset-cookie: a=b',
      'javascript:alert(1)',
    ]) {
      const response = await room.ask(`/posts/${post.id}/undo`, { form: { version: '99', back } })
      expect([back, response.status, response.headers.get('location')]).toEqual([back, 303, '/'])
    }
  })

  it('refuses an over-long edit on the form itself, and keeps what was typed', async () => {
    const text = `${'word '.repeat(70)}<b>end</b>`
    const response = await room.ask(`/posts/${post.id}/edit`, {
      form: { version: '1', variant: 'a', 'text-a': text },
    })
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain('shorten it by')
    expect(page).toContain('word word word')
    expect(page).not.toContain('<b>end</b>')
  })

  it('does not drop a second variant that was changed as well', async () => {
    const form = { version: '1', variant: 'a', 'text-a': 'One.', 'text-b': 'Two.' }
    const response = await room.ask(`/posts/${post.id}/edit`, { form, json: true })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      sentence: expect.stringContaining('You also changed variant B'),
    })
  })

  it('counts as the network counts', async () => {
    const response = await room.ask(`/posts/${post.id}/count`, { form: { text: 'naïve 👩‍👩‍👧' }, json: true })
    expect(await response.json()).toEqual({ count: 11, limit: 280, unit: 'characters' })
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['a post that is not there', '/posts/nobody/approve', { version: '1' }, 404],
    ['an id that is none', '/posts/..%2f..%2fetc/approve', { version: '1' }, 404],
    ['a verb that is none', '/posts/ID/publish', { version: '1' }, 422],
    ['a verb from the prototype', '/posts/ID/constructor', { version: '1' }, 422],
    ['no version', '/posts/ID/approve', {}, 422],
    ['a stale version', '/posts/ID/approve', { version: '77' }, 409],
    ['a brand that is not there', '/b/nobody/approve_all', {}, 404],
    ['a desk verb that is none', `${home}/explode`, {}, 422],
    ['a reviewer who is not there', `${home}/who`, { who: 'Mallory' }, 403],
    ['a day that does not exist', '/posts/ID/reslot', { version: '1', at: '2026-02-30T10:00' }, 422],
    ['a rejection without a reason', '/posts/ID/reject', { version: '1' }, 422],
  ])('answers %s with one sentence and no stack', async (_name, path, form, status) => {
    const response = await room.ask(path.replace('ID', post.id), { form, json: true })
    expect(response.status).toBe(status)
    const { sentence } = (await response.json()) as { sentence: string }
    expect(sentence.length).toBeGreaterThan(10)
    expect(sentence).not.toMatch(/\bat .*\.tsx?:|Error:/)
  })

  it('answers what cannot be read', async () => {
    for (const type of ['text/plain', 'application/json', 'multipart/form-data']) {
      const response = await room.ask(`/posts/${post.id}/approve`, {
        form: { version: '1' },
        headers: { 'content-type': type },
      })
      expect([type, response.status >= 400 && response.status < 500]).toEqual([type, true])
      expect(await response.text()).toContain('Reload the page and try again.')
    }
    const huge = await room.ask(`/posts/${post.id}/edit`, {
      form: { version: '1', variant: 'a', 'text-a': 'x'.repeat(1_600_000) },
    })
    expect(huge.status).toBe(413)
    expect(await huge.text()).toContain('far longer than any post')
    const deep = await room.ask(`/posts/${post.id}/edit?version=%FF&arg=%00`)
    expect(deep.status).toBeLessThan(500)
    for (const path of [
      '/%',
      '/b/%E0%A4%A',
      `${home}/schedule?from=yesterday`,
      `${home}/schedule?from=0000-01-01`,
      `${home}/reports/..%2f..`,
      `${home}/reports/%00`,
      `${home}/reports/2026-W46%00/x.png`,
    ]) {
      const response = await room.ask(path)
      expect([path, response.status >= 400 && response.status < 500]).toEqual([path, true])
    }
    expect(desk.errors).toEqual([])
  })

  it('shows what came from outside as text', async () => {
    const nasty = '<img src=x onerror=alert(1)> &amp; "quoted" \u202eevil'
    await room.ask(`/posts/${post.id}/hold`, { form: { version: String(post.version), reason: nasty } })
    const page = await (await room.ask(`/posts/${post.id}`)).text()
    expect(page).not.toContain('<img src=x')
    expect(page).toContain('&lt;img src=x onerror=alert(1)>')
    expect(page).toContain('U+202E right-to-left override')
    expect(page).not.toContain('\u202e')
  })

  it('tells a bug with an id that is in the log', async () => {
    const broken = await openRoom({
      ...desk.deps,
      brands: {
        all: () => {
          throw new Error('secret detail')
        },
        get: () => null,
      },
    })
    const response = await broken.ask('/')
    const page = await response.text()
    expect(response.status).toBe(500)
    expect(page).not.toContain('secret detail')
    const logged = desk.errors.at(-1) as { errorId: string }
    expect(page).toContain(logged.errorId)
    await broken.stop()
  })
})

describe('living with it', () => {
  it('says at once that something changed, to who looks at that brand', async () => {
    const response = await room.ask(`/live?brand=${harbour.id}`)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    await desk.deps.store.putNotice({ brand: 'another', key: 'of-another', text: 'n', at: new Date(0) })
    await desk.deps.store.putNotice({ brand: harbour.id, key: 'mended', text: 'n', at: new Date(0) })
    let heard = ''
    while (!heard.includes('mended')) heard += (await reader?.read())?.value ?? ''
    expect(heard).toContain('event: change')
    expect(heard).not.toContain('of-another')
    await reader?.cancel()
  })

  it('stops at once, though somebody is listening', async () => {
    const other = await openRoom(desk.deps)
    await other.ask(`/live?brand=${harbour.id}`)
    await other.stop()
    await expect(fetch(other.base)).rejects.toThrow()
  })

  it('that is about to end decides nothing more, says so, and is looked at as before', async () => {
    const other = await openRoom(desk.deps)
    other.close()
    const response = await other.ask(`/b/${harbour.id}/freeze`, { form: {}, json: true })
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('about to end')])
    expect((await desk.deps.store.freezes()).length).toBe(0)
    expect((await other.ask(`/b/${harbour.id}`)).status).toBe(200)
    await other.stop()
  })

  it('opens behind a proxy under the name that it was told, with a cookie for that name alone', async () => {
    const front = new URL('https://desk.example.com')
    const http = await openHttp({
      deps: desk.deps,
      vitals: wellVitals,
      port: 0,
      key,
      front,
      assets: room.assets,
    })
    expect(http.url).toBe(`https://desk.example.com/?key=${encodeURIComponent(key)}`)
    const { status, cookie } = await withHost(http.port, front.host, new URL(http.url).search)
    expect([status, cookie]).toEqual([
      303,
      expect.stringMatching(/^greenroom_key=.*; HttpOnly; Secure; SameSite=Strict$/),
    ])
    await http.stop()
  })

  it('says in one sentence that the port is taken, and how to choose another', async () => {
    const open = { deps: desk.deps, vitals: wellVitals, key, assets: room.assets }
    await expect(openHttp({ ...open, port: room.port })).rejects.toThrow(
      `Port ${room.port} is taken by another program`,
    )
  })
})

function withHost(
  port: number,
  host: string,
  query = '',
): Promise<{ status: number; body: string; cookie: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: `/${query}`, headers: { host } }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (body += piece))
      const [cookie] = response.headers['set-cookie'] ?? []
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, cookie }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** As it stands: `fetch` would tidy the path up. */
function statusAt(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}
