import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { handle } from '../../../src/bot/handle.ts'
import { loadHead } from '../../../src/bot/load.ts'
import { dayMs, hourMs, minuteMs } from '../../../src/domain/slot.ts'
import type { Fault } from '../../fakes/slack/fault-proxy.ts'
import { openRoomBench, type RoomBench } from './room-bench.ts'

let room: RoomBench
beforeEach(async () => {
  room = await openRoomBench()
})
afterEach(() => room.stop())

const head = 'day north-harbour-coffee 2026-01-05'
/** The head of the day, and its cards by the time they are due. */
async function theDay(): Promise<readonly string[]> {
  const ids = await Promise.all((['linkedin', 'x', 'facebook'] as const).map((name) => room.desk.post(name)))
  return [head, ...ids.map(({ id }) => `post ${id} 2026-01-05`)]
}

/** The gaps between calls that show, or that change, a message, in milliseconds. */
function gaps(kind: 'create' | 'update' = 'create'): readonly number[] {
  const times = room.sentAt[kind]
  return times.slice(1).map((at, index) => at - (times[index] ?? 0))
}

function decide(
  verb: 'approve' | 'hold',
  { id, version }: { readonly id: string; readonly version: number },
) {
  const asked = { verb, postId: id, version, reason: 'The photo is missing' }
  return handle(room.desk.deps, { surface: 'web', id: 'Ben Okafor' }, asked)
}

async function cardOf(network: 'x' | 'facebook') {
  const { id } = await room.desk.post(network)
  const there = await room.api.messages(room.api.channels.desk)
  const card = there.find(({ metadata }) => String(metadata?.event_payload.key).includes(id))
  return { ts: card?.ts ?? '', words: JSON.stringify(card?.blocks ?? '') }
}

describe('a room of Slack', () => {
  it('is filled in order when Slack, which was down at the start, is there at last, with what stands by then', async () => {
    await room.desk.draft()
    await room.pass(hourMs)
    await decide('hold', await room.desk.post('x'))
    expect(room.api.calls()).toEqual([])
    room.serve()
    await room.pass(minuteMs)
    expect(await room.keys()).toEqual(await theDay())
    expect((await cardOf('x')).words).toContain('On hold')
    // The fifth says in the card's thread who put it on hold.
    expect(gaps()).toEqual([1000, 1000, 1000, 1000])
    expect(room.api.calls('chat.postMessage')).toHaveLength(5)
  })

  it.each<[string, Fault]>([
    ['cannot be reached', { kind: 'drop' }],
    ['answers with 503', { kind: 'status', status: 503 }],
    ['answers with a page of somebody else', { kind: 'garbage' }],
    ['answers that it is out of order', { kind: 'error', code: 'service_unavailable' }],
  ])('is filled once each after an hour in which Slack %s', async (_, fault) => {
    room.serve()
    await room.desk.draft()
    await room.pass(1500)
    room.api.misbehave(() => fault)
    await room.pass(hourMs)
    room.api.misbehave(null)
    await room.pass(hourMs)
    expect((await room.keys()).toSorted()).toEqual((await theDay()).toSorted())
    expect(await room.notices()).toEqual([])
  })

  it('gets the next call exactly when Retry-After has passed, and not before', async () => {
    room.serve()
    room.api.fault('chat.postMessage', { kind: 'rate_limited', retryAfter: 37 })
    await room.desk.draft()
    await room.pass(minuteMs)
    expect(gaps()).toEqual([37_000, 1000, 1000, 1000])
    expect(await room.keys()).toEqual(await theDay())
  })

  it('changes no card before Retry-After has passed, and then to what stands by then', async () => {
    room.serve()
    await room.desk.draft()
    await room.pass(minuteMs)
    room.api.fault('chat.update', { kind: 'rate_limited', retryAfter: 12 })
    const post = await room.desk.post('x')
    await decide('approve', post)
    await room.pass(5000)
    expect((await cardOf('x')).words).toContain('In review')
    await decide('hold', post)
    await room.pass(5000)
    const { length } = room.sentAt.update
    await room.pass(minuteMs)
    expect(gaps('update')[length - 1]).toBe(12_000)
    expect((await cardOf('x')).words).toContain('On hold')
  })

  it('shows each message once and in order though the answers about all of them were lost', async () => {
    room.serve()
    room.api.fault('chat.postMessage', { kind: 'lost_answer' }, 3)
    room.api.fault('chat.postMessage', { kind: 'half_answer' })
    await room.desk.draft()
    await room.pass(hourMs)
    expect(await room.keys()).toEqual(await theDay())
    expect(room.api.calls('chat.postMessage')).toHaveLength(4)
  })
})

const invite =
  'Greenroom is not in the channel: open the channel in Slack and type /invite @Greenroom. Is the id right that the brand file gives?'
const archived = 'The channel is archived: unarchive it in Slack, or name another room in the brand file.'
const token =
  'Slack does not accept the bot token: at api.slack.com/apps, open the app, OAuth & Permissions, copy the Bot User OAuth Token into SLACK_BOT_TOKEN and start again.'

const shut = (reason: string) =>
  `Nothing can be shown in the room ${room.api.channels.desk} on Slack. ${reason}`

/** Of the head of the day, as the web page and every room show it. */
async function headNotices(): Promise<readonly string[]> {
  const { deps, brand } = room.desk
  const { notices } = await loadHead(deps, brand, await deps.store.posts({ brand: brand.id }))
  return notices.map(({ text }) => text)
}

describe('a room that cannot be written to any more', () => {
  beforeEach(async () => {
    room.serve()
    await room.desk.draft()
    await room.pass(1500)
  })

  it('because the bot was removed: the web page says so, and each approver is told alone, once; all is well again after an invitation', async () => {
    await room.api.removeBot(room.api.channels.desk)
    await room.pass(hourMs)
    expect(await headNotices()).toEqual([shut(invite)])
    for (const who of ['ann', 'ben'] as const)
      expect(await room.alone(who)).toEqual([`North Harbour Coffee: ${shut(invite)}`])
    await room.api.inviteBot(room.api.channels.desk)
    await room.pass(hourMs)
    expect(await room.keys()).toEqual(await theDay())
    expect(await headNotices()).toEqual([])
    expect(await room.alone('ann')).toHaveLength(1)
  })

  it('because it was archived: the web page says so, and each approver is told alone, once', async () => {
    await room.api.archive(room.api.channels.desk)
    await room.pass(4 * hourMs)
    expect(await headNotices()).toEqual([shut(archived)])
    for (const who of ['ann', 'ben'] as const)
      expect(await room.alone(who)).toEqual([`North Harbour Coffee: ${shut(archived)}`])
    // Somebody who has mended it need not wait for long, and nobody is asked every second.
    expect(room.api.calls('chat.postMessage').length).toBeLessThan(40)
  })

  it('because the token was revoked: the web page says so, once; with a new token nobody is told what is over', async () => {
    room.api.misbehave(() => ({ kind: 'error', code: 'token_revoked' }))
    await room.pass(hourMs)
    expect(await headNotices()).toEqual([shut(token)])
    room.api.misbehave(null)
    await room.pass(hourMs)
    expect(await room.keys()).toEqual(await theDay())
    expect(await headNotices()).toEqual([])
    for (const who of ['ann', 'ben'] as const) expect(await room.alone(who)).toEqual([])
  })

  it('is told of again after a start that finds it open again', async () => {
    await room.api.removeBot(room.api.channels.desk)
    await room.pass(minuteMs)
    expect(await headNotices()).toEqual([shut(invite)])
    await room.restart()
    await room.api.inviteBot(room.api.channels.desk)
    await room.pass(minuteMs)
    expect(await room.keys()).toEqual(await theDay())
    expect(await headNotices()).toEqual([])
  })

  it('does not keep a person from being told who alone can be reached', async () => {
    room.api.misbehave(({ method, args }) =>
      method === 'conversations.open' && args.users === room.api.people.ann
        ? { kind: 'error', code: 'user_disabled' }
        : null,
    )
    await room.api.removeBot(room.api.channels.desk)
    await room.pass(hourMs)
    const ann =
      'Ann Lee cannot be told anything alone on Slack. Slack cannot bring a direct message to this person: is their id in the brand file right, and are they still there?'
    expect((await headNotices()).toSorted()).toEqual([ann, shut(invite)].toSorted())
    expect(await room.alone('ben')).toEqual([`North Harbour Coffee: ${shut(invite)}`])
  })
})

describe('a card that somebody deleted', () => {
  it('stays deleted, is told elsewhere, keeps no other card waiting, and comes up again in the morning', async () => {
    room.serve()
    await room.desk.draft()
    await room.pass(minuteMs)
    await room.api.remove(room.api.channels.desk, (await cardOf('x')).ts)
    const post = await room.desk.post('x')
    await decide('hold', post)
    await decide('hold', await room.desk.post('facebook'))
    await room.pass(minuteMs)
    const text =
      'Messages of Greenroom were deleted on Slack, and stay deleted. What still waits is on the web page and in /greenroom queue, and comes up again tomorrow.'
    expect(await headNotices()).toEqual([text])
    for (const who of ['ann', 'ben'] as const)
      expect(await room.alone(who)).toEqual([`North Harbour Coffee: ${text}`])
    expect(await room.keys()).not.toContain(`post ${post.id} 2026-01-05`)
    expect((await cardOf('facebook')).words).toContain('On hold')
    await room.pass(dayMs)
    expect(await room.keys()).toContain(`post ${post.id} 2026-01-06`)
    expect(await headNotices()).toEqual([])
  })
})
