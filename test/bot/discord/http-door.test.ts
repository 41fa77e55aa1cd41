import { afterEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import fc from 'fast-check'
import type { Interaction } from '../../fakes/discord/state.ts'
import { openRig, people, saidBy, statusOf, valueOf, type Rig } from './rig.ts'

let rig: Rig
afterEach(() => rig.stop())

async function approve(): Promise<Interaction> {
  rig = await openRig({ http: true })
  const button = valueOf('approve', await rig.desk.post('x'))
  return rig.discord.press({ who: people.ann, message: await rig.card(button), button })
}

const post = (interaction: Interaction | 'ping', posting?: object) =>
  rig.discord.post(rig.address(), interaction, posting)
/** In seconds, from the time of now. */
const ahead = (seconds: number) => String(Math.floor(rig.desk.deps.clock.now().getTime() / 1000) + seconds)
const isUndecided = async () => expect(await statusOf(rig, await rig.desk.post('x'))).toBe('in_review')

describe('a request that Discord has signed', () => {
  it('proves the address to Discord', async () => {
    rig = await openRig({ http: true })
    const response = await post('ping')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ type: 1 })
  })

  it('is taken with 202 and nothing else, and answered over REST', async () => {
    const press = await approve()
    const response = await post(press)
    expect([response.status, await response.text()]).toEqual([202, ''])
    expect(await saidBy(rig.discord, press)).toEqual(['Approved. It goes out Fri 20 Nov, 12:00.'])
  })

  it.each([-301, 61, -86_400, 86_400])('%d seconds from now is turned away', async (seconds) => {
    const press = await approve()
    expect((await post(press, { timestamp: ahead(seconds) })).status).toBe(401)
    await isUndecided()
  })

  it.each([-299, 59])('%d seconds from now is taken', async (seconds) => {
    const press = await approve()
    expect((await post(press, { timestamp: ahead(seconds) })).status).toBe(202)
  })

  it.each(['', 'x', '-1', '1e9', ' 1763615400', '1763615400.5', '9'.repeat(13)])(
    'of a time like %j is turned away',
    async (timestamp) => {
      const press = await approve()
      expect((await post(press, { timestamp })).status).toBe(401)
      await isUndecided()
    },
  )

  it('that cannot be written down is not taken, so that Discord tells whoever clicked', async () => {
    const press = await approve()
    const folder = dirname(rig.journal)
    await rename(folder, `${folder}-away`)
    expect((await post(press)).status).toBe(500)
    await rename(`${folder}-away`, folder)
    await isUndecided()
    expect((await post(press)).status).toBe(202)
    await saidBy(rig.discord, press)
  })
})

describe('a request that Discord has not signed', () => {
  it('is turned away: with a signature of something else, of nothing, of another length, or none', async () => {
    const press = await approve()
    const signature = '0'.repeat(128)
    for (const bad of [signature, 'f'.repeat(128), '0'.repeat(126), '0'.repeat(130), 'x'.repeat(128), ''])
      expect((await post(press, { signature: bad })).status).toBe(401)
    const unsigned = await fetch(rig.address(), { method: 'POST', body: JSON.stringify(press.raw) })
    expect(unsigned.status).toBe(401)
    await isUndecided()
  })

  it('is turned away where a signed one was changed by a letter', async () => {
    const press = await approve()
    const signed = await signedFor(press)
    const changed = signed.body.replace('approve', 'appr0ve')
    expect((await fetch(rig.address(), { ...signed, body: changed })).status).toBe(401)
    const timestamp = String(Number(signed.headers['x-signature-timestamp']) + 1)
    const moved = { ...signed.headers, 'x-signature-timestamp': timestamp }
    expect((await fetch(rig.address(), { ...signed, headers: moved })).status).toBe(401)
    expect((await fetch(rig.address(), signed)).status).toBe(202)
  })

  /** As Discord sends it, caught on its way. */
  async function signedFor(press: Interaction) {
    const caught: { headers: Record<string, string>; body: string }[] = []
    const server = createServer((asked, response) => {
      const chunks: Buffer[] = []
      asked.on('data', (chunk: Buffer) => chunks.push(chunk))
      asked.on('end', () => {
        const names = ['content-type', 'x-signature-ed25519', 'x-signature-timestamp']
        const headers = Object.fromEntries(names.map((name) => [name, String(asked.headers[name])]))
        caught.push({ headers, body: Buffer.concat(chunks).toString() })
        response.writeHead(202).end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await rig.discord.post(`http://127.0.0.1:${port}/`, press)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    return { method: 'POST', headers: {} as Record<string, string>, body: '', ...caught[0] }
  }
})

describe('what cannot be from Discord is turned away', () => {
  it.each([
    ['another path', 404, (url: string) => fetch(url.replace('/discord/interactions', '/'))],
    ['another method', 405, (url: string) => fetch(url)],
    ['no time', 401, (url: string) => fetch(url, { method: 'POST', body: '{}' })],
  ])('%s', async (_, status, ask) => {
    rig = await openRig({ http: true })
    expect((await ask(rig.address())).status).toBe(status)
  })

  it.each([true, false])('a body of over a megabyte, its length announced: %j', async (isAnnounced) => {
    rig = await openRig({ http: true })
    const body = 'x'.repeat(1_000_001)
    const headers = {
      'x-signature-ed25519': '0'.repeat(128),
      'x-signature-timestamp': ahead(0),
      ...(isAnnounced ? { 'content-length': String(body.length) } : {}),
    }
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(rig.address(), { method: 'POST', headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      // The connection may be cut while the rest is still being written.
      sent.on('error', (error: NodeJS.ErrnoException) =>
        ['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? undefined : reject(error),
      )
      // In two pieces it is sent without its length.
      if (!isAnnounced) sent.write(body.slice(0, 10))
      sent.end(isAnnounced ? body : body.slice(10))
    })
    expect(status).toBe(413)
  })

  it('whatever is signed, nothing breaks and nothing is decided', async () => {
    const press = await approve()
    const bent = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...Object.keys(press.raw)), fc.jsonValue()),
      fc
        .tuple(
          fc.constantFrom('data', 'message', 'member', 'token', 'id', 'type', 'guild_id'),
          // With another text as its token or id it would be another press, as good as the first.
          fc.jsonValue().filter((value) => typeof value !== 'string'),
        )
        .map(([name, value]) => ({ ...press.raw, [name]: value })),
    )
    await fc.assert(
      fc.asyncProperty(bent, async (raw) => {
        const { status } = await post({ ...press, raw: raw as Interaction['raw'] })
        expect([200, 202]).toContain(status)
      }),
      { numRuns: 60 },
    )
    await isUndecided()
    expect((await post(press)).status).toBe(202)
    await saidBy(rig.discord, press)
    rig.discord.forgive()
  })
})

describe('a stop', () => {
  const signed = `x-signature-timestamp: 1795151400\r\nx-signature-ed25519: ${'0'.repeat(128)}\r\n`

  it.each([
    ['says nothing', ''],
    ['never ends its request', 'POST /discord/interactions HTTP/1.1\r\nhost: a\r\n'],
    [
      'never sends its body',
      `POST /discord/interactions HTTP/1.1\r\nhost: a\r\n${signed}content-length: 9\r\n\r\n`,
    ],
  ])('does not wait for somebody who connects and %s', async (_, text) => {
    rig = await openRig({ http: true })
    const second = await rig.open({ http: true })
    const socket = connect(second.port ?? 0, '127.0.0.1')
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    await once(socket, 'connect')
    socket.resume()
    socket.write(text)
    // Once this has its answer, the other connection is known.
    await fetch(rig.address())
    await second.stop()
    await closed
  })
})
