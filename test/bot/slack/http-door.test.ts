import { afterEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import fc from 'fast-check'
import { encodePress } from '../../../src/bot/action.ts'
import { dayMs } from '../../../src/domain/slot.ts'
import { buttonPress, signedBody, signedRequest } from '../../fakes/slack/envelopes.ts'
import { openRig, signed, signingSecret, type Rig } from './rig.ts'

let rig: Rig
afterEach(() => rig.stop())

const form = 'application/x-www-form-urlencoded'
async function openDoor(): Promise<void> {
  rig = await openRig({ http: true })
}

async function approve() {
  const { id, version } = await rig.desk.post('x')
  const value = encodePress({ verb: 'approve', postId: id, version, arg: null })
  return {
    id,
    press: buttonPress({
      who: { id: rig.api.people.ann },
      value,
      responseUrl: rig.slack.responseUrl('http'),
    }),
  }
}

async function statusOf(answer: Promise<Response>): Promise<number> {
  const response = await answer
  await response.arrayBuffer()
  return response.status
}

/** Of the time by which the desk goes. */
const ahead = (ms: number) => new Date(rig.desk.deps.clock.now().getTime() + ms)

describe('a signed request', () => {
  it('that is replayed is one decision and one answer', async () => {
    await openDoor()
    const { id, press } = await approve()
    const recorded = signed(rig, press)
    for (let round = 0; round < 3; round++) expect(await statusOf(fetch(rig.address(), recorded))).toBe(200)
    await rig.slack.until(() => rig.slack.said.length === 1)
    const forged = { ...press, trigger_id: 'next', actions: [{ action_id: 'x', value: 'forged' }] }
    await statusOf(fetch(rig.address(), signed(rig, forged)))
    await rig.slack.until(() => rig.slack.said.length === 2)
    expect(rig.slack.said[1]?.body.text).toContain('not one of ours')
    const history = await rig.desk.deps.store.history(id)
    expect(history.map(({ event }) => event.type).filter((type) => type === 'approved')).toHaveLength(1)
  })

  it('of two minutes ahead, or of six minutes ago, is turned away', async () => {
    await openDoor()
    const { id, press } = await approve()
    for (const at of [ahead(120_000), ahead(-360_000)])
      expect(await statusOf(fetch(rig.address(), signedRequest(signingSecret, press, at)))).toBe(401)
    expect((await rig.desk.deps.store.post(id))?.status).toBe('in_review')
    expect(await statusOf(fetch(rig.address(), signedRequest(signingSecret, press, ahead(30_000))))).toBe(200)
  })

  it('is of the time of the desk, whatever the clock of this machine says', async () => {
    await openDoor()
    const { press } = await approve()
    for (const days of [-1000, 2000]) {
      rig.desk.tick(days * dayMs)
      expect(await statusOf(fetch(rig.address(), signed(rig, press)))).toBe(200)
      const ofThisMachine = signedRequest(signingSecret, press, new Date())
      expect(await statusOf(fetch(rig.address(), ofThisMachine))).toBe(401)
    }
  })

  it('with another signature, or none, is turned away', async () => {
    await openDoor()
    const { press } = await approve()
    const { headers, ...rest } = signed(rig, press)
    const { 'x-slack-signature': _, ...unsigned } = headers
    expect(await statusOf(fetch(rig.address(), signedRequest('another', press, ahead(0))))).toBe(401)
    expect(await statusOf(fetch(rig.address(), { ...rest, headers: unsigned }))).toBe(401)
    const changed = { ...rest, headers, body: rest.body.replace('approve', 'reject') }
    expect(await statusOf(fetch(rig.address(), changed))).toBe(401)
  })

  it('proves the address to Slack', async () => {
    await openDoor()
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
    const response = await fetch(rig.address(), signedBody(signingSecret, body, 'application/json', ahead(0)))
    expect(await response.json()).toEqual({ challenge: 'abc' })
  })
})

describe('what cannot be from Slack is turned away', () => {
  it.each([
    ['another path', 404, (url: string) => fetch(url.replace('/slack/events', '/'))],
    ['another method', 405, (url: string) => fetch(url)],
    ['no time', 401, (url: string) => fetch(url, { method: 'POST', body: '{}' })],
  ])('%s', async (_, status, ask) => {
    await openDoor()
    expect(await statusOf(ask(rig.address()))).toBe(status)
  })

  it.each([true, false])('a body of over a megabyte, its length announced: %j', async (isAnnounced) => {
    await openDoor()
    const { headers, body } = signedBody(signingSecret, `payload=${'x'.repeat(1_000_001)}`, form, ahead(0))
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const length = isAnnounced ? { 'content-length': String(body.length) } : {}
      const sent = request(
        rig.address(),
        { method: 'POST', headers: { ...headers, ...length } },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        },
      )
      // The connection may be cut while the rest is still being written.
      sent.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? undefined : reject(error)))
      // In two pieces it is sent without its length.
      if (!isAnnounced) sent.write(body.slice(0, 10))
      sent.end(isAnnounced ? body : body.slice(10))
    })
    expect(status).toBe(413)
  })

  it.each([['null'], ['payload=null'], ['7'], ['no json'], ['payload=']])('a body of %j', async (body) => {
    await openDoor()
    const type = body.startsWith('payload') ? form : 'application/json'
    const status = await statusOf(fetch(rig.address(), signedBody(signingSecret, body, type, ahead(0))))
    expect(status).toBe(400)
  })

  it('whatever is signed, nothing breaks and nothing is decided', async () => {
    await openDoor()
    const { id, press } = await approve()
    const bent = fc.oneof(
      fc.dictionary(fc.constantFrom(...Object.keys(press), 'command', 'event', 'view'), fc.jsonValue()),
      fc.record({ type: fc.constant('view_submission'), user: fc.jsonValue(), view: fc.jsonValue() }),
      fc.record({
        type: fc.constant('block_actions'),
        user: fc.constant(press.user),
        actions: fc.jsonValue(),
      }),
      fc.record({
        command: fc.string(),
        user_id: fc.jsonValue(),
        text: fc.jsonValue(),
        team_id: fc.string(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(bent, async (payload) => {
        const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`
        // Bolt leaves what it does not know unanswered for three seconds; we do not wait for it.
        const signal = AbortSignal.timeout(50)
        await fetch(rig.address(), { ...signedBody(signingSecret, body, form, ahead(0)), signal }).catch(
          () => undefined,
        )
      }),
      { numRuns: 60 },
    )
    expect((await rig.desk.deps.store.post(id))?.status).toBe('in_review')
    expect(await statusOf(fetch(rig.address(), signed(rig, press)))).toBe(200)
  })
})

describe('a stop', () => {
  const time = 'x-slack-request-timestamp: 1\r\n'

  it.each([
    ['says nothing', ''],
    ['never ends its request', 'POST /slack/events HTTP/1.1\r\nhost: a\r\n'],
    ['never sends its body', `POST /slack/events HTTP/1.1\r\nhost: a\r\n${time}content-length: 9\r\n\r\n`],
  ])('does not wait for somebody who connects and %s', async (_, text) => {
    await openDoor()
    const second = await rig.open({ http: true })
    const socket = connect(second.port ?? 0, '127.0.0.1')
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    await once(socket, 'connect')
    socket.write(text)
    // Once this has its answer, the other connection is known.
    await statusOf(fetch(rig.address()))
    await second.stop()
    await closed
  })
})
