import { afterEach, describe, expect, it } from '@jest/globals'
import { readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { encodePress } from '../../../src/bot/action.ts'
import { buttonPress, homeOpened } from '../../fakes/slack/envelopes.ts'
import { openRig, type Rig } from './rig.ts'
import { stalledStore } from '../stalled-store.ts'

let rig: Rig
afterEach(() => rig.stop())

function press(value = 'forged') {
  return buttonPress({ who: { id: rig.api.people.ann }, value, responseUrl: rig.slack.responseUrl('here') })
}

async function approval() {
  const { id, version } = await rig.desk.post('x')
  return { id, value: encodePress({ verb: 'approve', postId: id, version, arg: null }) }
}

async function decisions(postId: string): Promise<number> {
  return (await rig.desk.deps.store.history(postId)).filter(({ event }) => event.type === 'approved').length
}

describe('two sockets', () => {
  it('are both open, and health says so', async () => {
    rig = await openRig()
    expect(rig.slack.live()).toBe(2)
    await rig.slack.until(() => rig.health.at(-1)?.live === 2)
    expect(rig.health.at(-1)).toEqual({ live: 2, of: 2, problem: null })
  })

  it('lose no click while each is renewed in turn, twenty times', async () => {
    rig = await openRig()
    for (let round = 0; round < 20; round++) {
      rig.slack.refresh(0)
      // The other one takes clicks until the first is back.
      await rig.slack.send('interactive', press()).acked
      await rig.slack.until(() => rig.slack.opens() === 3 + round && rig.slack.live() === 2)
    }
    await rig.slack.until(() => rig.slack.said.length === 20)
  })

  it('come back when both are cut off, and after every kind of answer to asking for a new one', async () => {
    rig = await openRig()
    rig.slack.refuseOpens(
      { status: 500, body: {} },
      { status: 429, retryAfter: 0, body: {} },
      { body: { ok: false, error: 'internal_error' } },
      { body: { ok: false, error: 'invalid_auth' } },
      { body: { ok: true } },
      { body: { ok: true, url: 'ws://127.0.0.1:1/' } },
    )
    rig.slack.drop(0)
    rig.slack.drop(1)
    // Two at the start, six refused, two that went well.
    await rig.slack.until(() => rig.slack.opens() === 10 && rig.slack.live() === 2)
    await rig.slack.send('interactive', press()).acked
    expect(rig.health.map(({ problem }) => problem)).toContain(
      'SLACK_APP_TOKEN is not valid (any more): make a new one under Basic Information.',
    )
    await rig.slack.until(() => rig.health.at(-1)?.live === 2)
    expect(rig.health.at(-1)?.problem).toBeNull()
  })

  it('wait where they are told to for longer than a timer can', async () => {
    rig = await openRig()
    const opens = rig.slack.opens()
    rig.slack.refuseOpens({ status: 429, retryAfter: 3_000_000, body: {} })
    rig.slack.drop(0)
    await rig.slack.until(() => rig.slack.opens() === opens + 1)
    // The other one would have come back many times by now, did it not wait.
    for (let click = 0; click < 50; click++) await rig.slack.send('interactive', press()).acked
    expect(rig.slack.opens()).toBe(opens + 1)
  })

  it('are given up and opened anew where Slack says no hello', async () => {
    rig = await openRig({ helloMs: 50 })
    const opens = rig.slack.opens()
    rig.slack.hush(1)
    rig.slack.drop(0)
    await rig.slack.until(() => rig.slack.opens() >= opens + 2 && rig.slack.live() === 2)
    await rig.slack.until(() => rig.health.at(-1)?.live === 2)
    expect(rig.health.map(({ problem }) => problem)).toContain(
      'The socket was closed before Slack said hello.',
    )
  })

  it('survive messages that make no sense', async () => {
    rig = await openRig()
    for (const text of [
      'null',
      '7',
      '"x"',
      '[]',
      '{}',
      '{"type":"events_api"}',
      '{"type":"events_api","payload":{}}',
      'no json',
      '{"type":"interactive","payload":null}',
      '{"type":"interactive","payload":{"type":"block_actions"}}',
      '{"type":"slash_commands","payload":{"command":"/greenroom"}}',
    ])
      rig.slack.sendText(text)
    await rig.slack.send('interactive', press()).acked
    expect(rig.slack.live()).toBe(2)
  })
})

describe('a redelivered envelope', () => {
  it('is one decision and one answer, when it comes after the decision', async () => {
    rig = await openRig()
    const { id, value } = await approval()
    const sent = rig.slack.send('interactive', press(value))
    await sent.acked
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(await rig.slack.redeliver(sent)).toEqual({})
    await rig.slack.send('interactive', press()).acked
    await rig.slack.until(() => rig.slack.said.length === 2)
    expect(await decisions(id)).toBe(1)
    expect(rig.slack.said.map(({ body }) => String(body.text))).toEqual([
      expect.stringContaining('Approved.'),
      expect.stringContaining('not one of ours'),
    ])
  })

  it('is one decision and one answer, when it comes while the first is being decided', async () => {
    const store = stalledStore()
    rig = await openRig({ store: store.of })
    const { id, value } = await approval()
    store.stall()
    const sent = rig.slack.send('interactive', press(value))
    await sent.acked
    await rig.slack.redeliver(sent)
    store.goOn()
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(await decisions(id)).toBe(1)
  })

  it('does not make the first look handled before it is', async () => {
    const store = stalledStore()
    rig = await openRig({ store: store.of })
    const { value } = await approval()
    store.stall('hearPress')
    const click = press(value)
    const sent = rig.slack.send('interactive', click)
    await sent.acked
    await store.reached()
    await rig.slack.redeliver(sent)
    await rig.slack.send('interactive', press()).acked
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(await readFile(rig.journal, 'utf8')).toContain(click.trigger_id)
    store.goOn()
    await rig.slack.until(() => rig.slack.said.length === 2)
  })
})

describe('the acknowledgement', () => {
  it('does not come where the click cannot be written down; when it can again, the same click is taken', async () => {
    rig = await openRig()
    const { id, value } = await approval()
    const folder = dirname(rig.journal)
    await rename(folder, `${folder}-away`)
    const sent = rig.slack.send('interactive', press(value))
    let isAcked = false
    void sent.acked.then(() => (isAcked = true))
    // What comes later over the same socket is taken, so the first has been looked at.
    await rig.slack.send('events_api', homeOpened({ id: rig.api.people.ann })).acked
    await rig.slack.until(() => rig.api.home(rig.api.people.ann) !== null)
    expect(isAcked).toBe(false)
    expect(await decisions(id)).toBe(0)
    await rename(`${folder}-away`, folder)
    await rig.slack.redeliver(sent)
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(await decisions(id)).toBe(1)
  })

  it('waits for no call of the Web API', async () => {
    rig = await openRig()
    const { value } = await approval()
    rig.api.misbehave(() => ({ kind: 'hang' }))
    await rig.slack.send('interactive', press(value)).acked
    expect(rig.slack.said).toHaveLength(0)
    rig.api.misbehave(null)
  })
})
