import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Place, Sent } from '../../../src/bot/chat/chat-surface.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import type { SlackMessage } from '../../../src/bot/slack/slack-message.ts'
import { slackSurface } from '../../../src/bot/slack/slack-surface.ts'
import type { Fault } from '../../fakes/slack/fault-proxy.ts'
import { openSlackApi, type SlackApi } from '../../fakes/slack/web-api.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
const since = new Date(Date.now() - 60_000)

let slack: SlackApi
beforeEach(async () => {
  slack = await openSlackApi()
})
afterEach(() => slack.stop())

function surface({ apiUrl = slack.url, token = slack.botToken, timeoutMs = 600_000 } = {}) {
  const client = slackClient(token, { apiUrl, log: silent, timeoutMs })
  const { workspace } = slack
  return slackSurface({
    client,
    draw: (_, __, room) => says(JSON.stringify(room)),
    workspace,
    timeoutMs,
  })
}

function says(text: string): SlackMessage {
  return { kind: 'blocks', text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] }
}

const picture: SlackMessage = {
  kind: 'file',
  title: 'Engagements by day',
  alt: 'A line that rises from Tuesday on.',
  bytes: new Uint8Array([137, 80, 78, 71, 0, 255]),
}

const desk = (): Place => ({ channel: slack.channels.desk, thread: null })

/** The remote id of what has been sent. */
function idOf(sent: Sent): string {
  if (sent.kind !== 'sent') throw new Error(`${sent.kind}: ${sent.reason}`)
  return sent.remoteId
}

describe('a new message', () => {
  it('is drawn for the channel that it is to stand in, whose messages it may link to', () => {
    const drawn = surface().draw({ kind: 'said', lines: [] }, () => null, slack.channels.desk)
    expect(drawn).toMatchObject({
      text: JSON.stringify({ channel: slack.channels.desk, teamUrl: 'https://north-harbour.slack.com/' }),
    })
  })

  it('stands in the room, with its key where only the API shows it', async () => {
    const id = idOf(await surface().create(desk(), says('Good morning'), 'day acme 2026-11-20'))
    expect(await slack.messages(slack.channels.desk)).toMatchObject([
      {
        ts: id,
        text: 'Good morning',
        blocks: [{ type: 'section' }],
        metadata: {
          event_type: 'greenroom_message',
          event_payload: { key: 'day acme 2026-11-20' },
        },
      },
    ])
  })

  it('unfurls nothing and makes no mentions of names', async () => {
    await surface().create(desk(), says('https://example.com @here'), 'k')
    const [call] = slack.calls('chat.postMessage')
    expect(call?.args).toMatchObject({ unfurl_links: false, unfurl_media: false })
    expect(call?.args).not.toHaveProperty('link_names')
    expect(call?.args).not.toHaveProperty('parse')
  })

  it('goes into the thread of another', async () => {
    const thread = idOf(await surface().create(desk(), says('Card'), 'post 1'))
    const id = idOf(await surface().create({ ...desk(), thread }, says('Line'), 'line 1'))
    expect(await slack.thread(slack.channels.desk, thread)).toMatchObject([{ ts: id, text: 'Line' }])
    expect(await slack.messages(slack.channels.desk)).toHaveLength(1)
  })

  it('reaches a person in their direct channel, which is opened once', async () => {
    const room = surface()
    const place = { channel: `@${slack.people.ann}`, thread: null }
    const id = idOf(await room.create(place, says('Please look'), 'said 1'))
    await room.create(place, says('Please look again'), 'said 2')
    await room.update({ ...place, remoteId: id }, says('Thank you'))
    expect(await slack.dm(slack.people.ann)).toMatchObject([
      { text: 'Thank you' },
      { text: 'Please look again' },
    ])
    expect(slack.calls('conversations.open')).toHaveLength(1)
  })
})

describe('a change', () => {
  it('replaces what the message says, and nothing is posted', async () => {
    const id = idOf(await surface().create(desk(), says('Draft'), 'post 1'))
    expect(await surface().update({ ...desk(), remoteId: id }, says('Approved'))).toEqual({
      kind: 'sent',
      remoteId: id,
      lacks: null,
    })
    expect(await slack.messages(slack.channels.desk)).toMatchObject([{ ts: id, text: 'Approved' }])
  })

  it('of a message that somebody deleted is told as gone', async () => {
    const id = idOf(await surface().create(desk(), says('Draft'), 'post 1'))
    await slack.remove(slack.channels.desk, id)
    expect(await surface().update({ ...desk(), remoteId: id }, says('Approved'))).toMatchObject({
      kind: 'gone',
    })
  })

  it('of a picture is none: it stays as it was uploaded', async () => {
    const sent = await surface().update({ ...desk(), remoteId: 'F1' }, picture)
    expect(sent).toEqual({ kind: 'sent', remoteId: 'F1' })
    expect(slack.calls()).toEqual([])
  })
})

describe('a picture', () => {
  const key = 'chart acme 2026-W47 0'
  let thread: string
  beforeEach(async () => {
    thread = idOf(await surface().create(desk(), says('Report'), 'report acme 2026-W47'))
  })
  const place = (): Place => ({ ...desk(), thread })

  it('comes into the thread with its title and its text for people who cannot see it', async () => {
    idOf(await surface().create(place(), picture, key))
    expect(await slack.thread(slack.channels.desk, thread)).toMatchObject([
      {
        files: [
          {
            name: 'chart-acme-2026-W47-0.png',
            title: 'Engagements by day',
            alt_txt: 'A line that rises from Tuesday on.',
            size: 6,
          },
        ],
      },
    ])
  })

  it.each<[string, Fault]>([
    ['files.getUploadURLExternal', { kind: 'lost_answer' }],
    ['files.getUploadURLExternal', { kind: 'status', status: 503 }],
    ['upload', { kind: 'drop' }],
    ['upload', { kind: 'lost_answer' }],
    ['upload', { kind: 'status', status: 500 }],
  ])('is to be sent again if %s fails with %j: nothing has been shown yet', async (method, fault) => {
    slack.fault(method, fault)
    expect(await surface().create(place(), picture, key)).toMatchObject({ kind: 'later' })
    expect(await slack.thread(slack.channels.desk, thread)).toEqual([])
  })

  it('whose last answer got lost is found by the name of its file', async () => {
    slack.fault('files.completeUploadExternal', { kind: 'lost_answer' })
    const room = surface()
    expect(await room.create(place(), picture, key)).toMatchObject({ kind: 'unknown' })
    const found = await room.find(place(), key, since)
    const [message] = await slack.thread(slack.channels.desk, thread)
    expect(found).toEqual({ kind: 'there', remoteId: message?.files?.[0]?.id })
    expect(await room.find(place(), 'chart acme 2026-W47 1', since)).toEqual({ kind: 'absent' })
  })

  it('that the app has no permission for does not shut the room', async () => {
    await slack.stop()
    slack = await openSlackApi(['chat:write'])
    const sent = await surface().create(desk(), picture, key)
    expect(sent).toMatchObject({ kind: 'refused', reason: expect.stringContaining('files:write') })
  })
})

describe('looking a message up', () => {
  it('finds what was posted though its answer got lost', async () => {
    slack.fault('chat.postMessage', { kind: 'lost_answer' })
    const room = surface()
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'unknown' })
    const [message] = await slack.messages(slack.channels.desk)
    expect(await room.find(desk(), 'post 1', since)).toEqual({ kind: 'there', remoteId: message?.ts })
  })

  it('is sure that what never arrived is absent', async () => {
    slack.fault('chat.postMessage', { kind: 'drop' })
    const room = surface()
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'unknown' })
    expect(await room.find(desk(), 'post 1', since)).toEqual({ kind: 'absent' })
  })

  it('reads every page, of a channel, of a thread, of a direct channel', async () => {
    const room = surface()
    const thread = idOf(await room.create(desk(), says('First'), 'first'))
    const reply = idOf(await room.create({ ...desk(), thread }, says('Line'), 'line 1'))
    const direct = { channel: `@${slack.people.ben}`, thread: null }
    const note = idOf(await room.create(direct, says('Note'), 'said 1'))
    for (let count = 0; count < 210; count++) {
      await slack.say(slack.channels.desk, { text: `talk ${count}` })
      await slack.say(slack.channels.desk, { text: `talk ${count}`, thread_ts: thread })
    }
    const last = idOf(await room.create({ ...desk(), thread }, says('Last'), 'line 2'))
    expect(await room.find(desk(), 'first', since)).toEqual({ kind: 'there', remoteId: thread })
    expect(slack.calls('conversations.history')).toHaveLength(2)
    expect(await room.find({ ...desk(), thread }, 'line 1', since)).toEqual({
      kind: 'there',
      remoteId: reply,
    })
    expect(await room.find({ ...desk(), thread }, 'line 2', since)).toEqual({ kind: 'there', remoteId: last })
    expect(await room.find(direct, 'said 1', since)).toEqual({ kind: 'there', remoteId: note })
  })

  it('allows for a clock that is ahead by nearly an hour, and reads no further back', async () => {
    const room = surface()
    const id = idOf(await room.create(desk(), says('Card'), 'post 1'))
    const soon = new Date(Date.now() + 3_500_000)
    expect(await room.find(desk(), 'post 1', soon)).toEqual({ kind: 'there', remoteId: id })
    const late = new Date(Date.now() + 3_700_000)
    expect(await room.find(desk(), 'post 1', late)).toEqual({ kind: 'absent' })
  })

  it('is not taken in by a message of somebody else that bears our key', async () => {
    const metadata = { event_type: 'greenroom_message', event_payload: { key: 'post 1' } }
    await slack.say(slack.channels.desk, { text: 'Trust me', metadata })
    expect(await surface().find(desk(), 'post 1', since)).toEqual({ kind: 'absent' })
  })

  it.each<Fault>([
    { kind: 'status', status: 500 },
    { kind: 'rate_limited', retryAfter: 7 },
    { kind: 'drop' },
    { kind: 'garbage' },
    { kind: 'error', code: 'missing_scope' },
  ])('cannot tell when it meets %j, on the first page or the last', async (fault) => {
    slack.fault('conversations.history', fault)
    expect(await surface().find(desk(), 'post 1', since)).toMatchObject({ kind: 'unclear' })
    for (let count = 0; count < 201; count++) await slack.say(slack.channels.desk, { text: 'talk' })
    let page = 0
    slack.misbehave(({ method }) => (method === 'conversations.history' && page++ === 1 ? fault : null))
    expect(await surface().find(desk(), 'post 1', since)).toMatchObject({ kind: 'unclear' })
  })

  it('in a thread that is not there any more finds nothing', async () => {
    const place = { ...desk(), thread: '1700000000.000001' }
    expect(await surface().find(place, 'line 1', since)).toEqual({ kind: 'absent' })
  })
})

describe('an answer', () => {
  const cases: readonly [Fault, Partial<Record<keyof Sent | 'afterMs' | 'reason', unknown>>][] = [
    [
      { kind: 'rate_limited', retryAfter: 7 },
      { kind: 'later', afterMs: 7000 },
    ],
    [
      { kind: 'rate_limited', retryAfter: 0 },
      { kind: 'later', afterMs: 1000 },
    ],
    [{ kind: 'rate_limited', retryAfter: null }, { kind: 'unknown' }],
    [{ kind: 'error', code: 'ratelimited' }, { kind: 'later' }],
    [{ kind: 'status', status: 500 }, { kind: 'unknown' }],
    [{ kind: 'status', status: 503 }, { kind: 'unknown' }],
    [{ kind: 'status', status: 403 }, { kind: 'later' }],
    [{ kind: 'status', status: 413 }, { kind: 'refused' }],
    [{ kind: 'drop' }, { kind: 'unknown' }],
    [{ kind: 'lost_answer' }, { kind: 'unknown' }],
    [{ kind: 'half_answer' }, { kind: 'unknown' }],
    [{ kind: 'garbage' }, { kind: 'unknown' }],
    [{ kind: 'error', code: 'fatal_error' }, { kind: 'unknown' }],
    [{ kind: 'error', code: 'internal_error' }, { kind: 'unknown' }],
    [{ kind: 'error', code: 'service_unavailable' }, { kind: 'unknown' }],
    [{ kind: 'error', code: 'request_timeout' }, { kind: 'unknown' }],
    [{ kind: 'error', code: 'message_not_found' }, { kind: 'gone' }],
    [{ kind: 'error', code: 'thread_not_found' }, { kind: 'gone' }],
    [{ kind: 'error', code: 'cant_update_message' }, { kind: 'gone' }],
    [{ kind: 'error', code: 'invalid_blocks' }, { kind: 'refused' }],
    [{ kind: 'error', code: 'msg_too_long' }, { kind: 'refused' }],
    [{ kind: 'error', code: 'a_code_of_next_year' }, { kind: 'refused' }],
    [{ kind: 'error', code: 'constructor' }, { kind: 'refused' }],
    [
      { kind: 'error', code: 'not_in_channel' },
      { kind: 'shut_out', reason: expect.stringContaining('/invite @Greenroom') },
    ],
    [{ kind: 'error', code: 'channel_not_found' }, { kind: 'shut_out' }],
    [{ kind: 'error', code: 'is_archived' }, { kind: 'shut_out' }],
    [{ kind: 'error', code: 'restricted_action' }, { kind: 'shut_out' }],
    [
      { kind: 'error', code: 'token_revoked' },
      { kind: 'shut_out', reason: expect.stringContaining('SLACK_BOT_TOKEN') },
    ],
    [{ kind: 'error', code: 'account_inactive' }, { kind: 'shut_out' }],
    [
      { kind: 'error', code: 'missing_scope' },
      { kind: 'shut_out', reason: expect.stringContaining('Reinstall') },
    ],
  ]

  it.each(cases)('%j to a new message means %j', async (fault, meaning) => {
    slack.fault('chat.postMessage', fault)
    expect(await surface().create(desk(), says('Card'), 'post 1')).toMatchObject(meaning)
    expect(slack.calls('chat.postMessage')).toHaveLength(1)
  })

  it.each(cases)('%j to a change means %j', async (fault, meaning) => {
    const id = idOf(await surface().create(desk(), says('Card'), 'post 1'))
    slack.fault('chat.update', fault)
    expect(await surface().update({ ...desk(), remoteId: id }, says('Card'))).toMatchObject(meaning)
    expect(slack.calls('chat.update')).toHaveLength(1)
  })

  it('that does not come in time leaves open what has happened', async () => {
    slack.fault('chat.postMessage', { kind: 'hang' })
    const sent = await surface({ timeoutMs: 100 }).create(desk(), says('Card'), 'post 1')
    expect(sent).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('timeout') })
  })

  it('to the opening of a direct channel that got lost is a definite no', async () => {
    slack.fault('conversations.open', { kind: 'lost_answer' })
    const place = { channel: `@${slack.people.ann}`, thread: null }
    expect(await surface().create(place, says('Note'), 'said 1')).toMatchObject({ kind: 'later' })
    idOf(await surface().create(place, says('Note'), 'said 1'))
    expect(await slack.dm(slack.people.ann)).toHaveLength(1)
  })

  it('from a room without the bot says how to let it in', async () => {
    const shut = { kind: 'shut_out', reason: expect.stringContaining('/invite @Greenroom') }
    const elsewhere = { channel: slack.channels.elsewhere, thread: null }
    expect(await surface().create(elsewhere, says('Card'), 'post 1')).toMatchObject(shut)
    await slack.removeBot(slack.channels.vault)
    const vault = { channel: slack.channels.vault, thread: null }
    expect(await surface().create(vault, says('Card'), 'post 1')).toMatchObject(shut)
  })

  it('to a bad token, a missing scope, an archived room says what to click, and never the token', async () => {
    const bad = await surface({ token: 'xoxb-wrong' }).create(desk(), says('Card'), 'post 1')
    expect(bad).toMatchObject({ kind: 'shut_out', reason: expect.stringContaining('OAuth & Permissions') })
    expect(JSON.stringify(bad)).not.toContain('xoxb-wrong')
    await slack.archive(slack.channels.desk)
    expect(await surface().create(desk(), says('Card'), 'post 1')).toMatchObject({
      kind: 'shut_out',
      reason: expect.stringContaining('archived'),
    })
    await slack.stop()
    slack = await openSlackApi(['files:write'])
    expect(await surface().create(desk(), says('Card'), 'post 1')).toMatchObject({
      kind: 'shut_out',
      reason: expect.stringContaining('Missing: chat:write'),
    })
  })
})

describe('a Slack that cannot be reached', () => {
  it('because nobody listens has taken nothing', async () => {
    const { port, close } = await listening()
    await close()
    for (const host of ['127.0.0.1', 'localhost'])
      expect(
        await surface({ apiUrl: `http://${host}:${port}/api/` }).create(desk(), says('Card'), 'post 1'),
      ).toMatchObject({ kind: 'later', reason: expect.stringContaining('cannot be reached') })
  })

  it('because its name leads nowhere has taken nothing', async () => {
    const room = surface({ apiUrl: 'https://slack.invalid/api/' })
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'later' })
  })

  it('because what answers speaks no TLS has taken nothing', async () => {
    const { port } = new URL(slack.url)
    const room = surface({ apiUrl: `https://127.0.0.1:${port}/api/` })
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'later' })
  })

  it('in the middle of a handshake is not known to have taken nothing', async () => {
    const { port, close } = await listening()
    const room = surface({ apiUrl: `https://127.0.0.1:${port}/api/` })
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'unknown' })
    await close()
  })
})

/** A port on which every connection is closed at once. */
async function listening(): Promise<{ readonly port: number; readonly close: () => Promise<unknown> }> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, close: () => new Promise((resolve) => server.close(resolve)) }
}
