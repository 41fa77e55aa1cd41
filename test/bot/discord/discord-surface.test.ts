import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ComponentType, PermissionFlagsBits as bits } from 'discord.js'
import type { Place, Sent } from '../../../src/bot/chat/chat-surface.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { discordRest } from '../../../src/bot/discord/discord-client.ts'
import { nobody, type DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { discordSurface } from '../../../src/bot/discord/discord-surface.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Fault } from '../../fakes/discord/faults.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
const clock = { now: () => new Date() }
const since = new Date(Date.now() - 60_000)

let discord: DiscordApi
beforeEach(async () => {
  discord = await openDiscordApi(clock)
})
afterEach(() => discord.stop())

function surface({ apiUrl = discord.url, token = discord.token, timeoutMs = 600_000 } = {}) {
  const breaker = openBreaker({ clock, log: silent })
  return discordSurface({
    rest: discordRest(token, { apiUrl, breaker, timeoutMs }),
    bot: discord.ids.application,
    draw: (_, __, room) => says(JSON.stringify(room)),
    guildOf: () => discord.ids.guild,
  })
}

function says(content: string, more: Partial<DiscordMessage> = {}): DiscordMessage {
  const components = [{ type: ComponentType.TextDisplay as const, content }]
  return { components, files: [], thread: null, calls: nobody, ...more }
}

/** As most cards are: everything in one frame. */
function framed(...texts: readonly string[]): DiscordMessage {
  const components = texts.map((content) => ({ type: ComponentType.TextDisplay as const, content }))
  return { ...says(''), components: [{ type: ComponentType.Container, components }] }
}

function pictured(text: string, ...files: DiscordMessage['files']): DiscordMessage {
  const items = files.map(({ name, alt }) => ({
    media: { url: `attachment://${name}` },
    description: alt,
  }))
  const gallery = { type: ComponentType.MediaGallery as const, items }
  return { ...says(text), components: [...says(text).components, gallery], files }
}

const png = (name: string, ...more: readonly number[]) => ({
  name,
  alt: `What ${name} shows`,
  bytes: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, ...more]),
})

const desk = (): Place => ({ channel: discord.ids.channels.desk, thread: null })

/** The remote id of what has been sent. */
function idOf(sent: Sent): string {
  if (sent.kind !== 'sent') throw new Error(`${sent.kind}: ${sent.reason}`)
  return sent.remoteId
}

const posts = 'POST /channels/:id/messages'
const changes = 'PATCH /channels/:id/messages/:id'
const pages = 'GET /channels/:id/messages'
const threads = 'POST /channels/:id/messages/:id/threads'

/** What people read of a channel, oldest first. */
async function textsIn(channel: string): Promise<readonly string[]> {
  const there = await discord.messages(channel)
  return there.map(({ components }) => {
    const [, text = ''] = /"content":"([^"]*)"/.exec(JSON.stringify(components)) ?? []
    return text
  })
}

describe('a new message', () => {
  it('is drawn for the channel that it is to stand in, whose messages it may link to', () => {
    const content = { kind: 'said', lines: [] } as const
    const room = { guild: discord.ids.guild, channel: '1' }
    expect(surface().draw(content, () => null, '1')).toEqual(says(JSON.stringify(room)))
    expect(surface().draw(content, () => null, '@2')).toEqual(says('null'))
  })

  it('stands in the room, pings nobody but those whom it calls, and shows no previews', async () => {
    const { ann, ben } = discord.ids.people
    const drawn = says(`<@${ann}> <@${ben}> @everyone https://example.com`, {
      calls: { users: [ben], roles: [] },
    })
    const id = idOf(await surface().create(desk(), drawn, 'day acme 2026-11-20'))
    const there = await discord.messages(discord.ids.channels.desk)
    expect(there.map((one) => [one.id, one.mentions.map((person) => person.id)])).toEqual([[id, [ben]]])
    const [call] = discord.calls(posts)
    expect(call?.body).toMatchObject({
      flags: 32_768 | 4,
      allowed_mentions: { parse: [], users: [ben], roles: [] },
      enforce_nonce: true,
    })
    expect(call?.agent).toMatch(/^DiscordBot .*Greenroom$/)
  })

  it('is made once, however often the call comes', async () => {
    const room = surface()
    const id = idOf(await room.create(desk(), framed('Card', 'in review'), 'post 1'))
    expect(idOf(await room.create(desk(), framed('Card', 'in review'), 'post 1'))).toBe(id)
    expect(discord.calls(changes)).toEqual([])
    expect(idOf(await room.create(desk(), framed('Card', 'in review'), 'post 2'))).not.toBe(id)
  })

  it('is made in each room where its key stands', async () => {
    const room = surface()
    await room.create(desk(), says('Card'), 'post 1')
    await room.create({ channel: discord.ids.channels.vault, thread: null }, says('Card'), 'post 1')
    const nonces = discord.calls(posts).map(({ body }) => (body as { nonce: string }).nonce)
    expect(new Set(nonces).size).toBe(2)
  })

  it('shows what it is to show now, though a call of before has made it', async () => {
    const room = surface()
    const id = idOf(await room.create(desk(), framed('in review', 'a text'), 'post 1'))
    expect(idOf(await room.create(desk(), framed('approved', 'a text'), 'post 1'))).toBe(id)
    expect(await textsIn(discord.ids.channels.desk)).toEqual(['approved'])
    discord.fault(changes, { kind: 'drop' })
    expect(await room.create(desk(), framed('held', 'a text'), 'post 1')).toMatchObject({ kind: 'unknown' })
  })

  it('reaches a person in their direct channel, which is opened once', async () => {
    const room = surface()
    const place = { channel: `@${discord.ids.people.ann}`, thread: null }
    const id = idOf(await room.create(place, says('Please look', { thread: 'None here' }), 'said 1'))
    await room.create(place, says('Please look again'), 'said 2')
    await room.update({ ...place, remoteId: id }, says('Thank you'))
    const there = await discord.dm(discord.ids.people.ann)
    expect(there.map((one) => one.id)[0]).toBe(id)
    expect(there).toHaveLength(2)
    expect(discord.calls('POST /users/@me/channels')).toHaveLength(1)
    expect(discord.calls(threads)).toEqual([])
  })
})

describe('the thread of a message', () => {
  it('is opened with it, under a name that Discord takes, and what belongs there stands there', async () => {
    const room = surface()
    const name = `${'x'.repeat(99)}😀`
    const thread = idOf(await room.create(desk(), says('Card', { thread: name }), 'post 1'))
    const [call] = discord.calls(threads)
    expect(call?.body).toEqual({ name: 'x'.repeat(99), auto_archive_duration: 10_080 })
    idOf(await room.create({ ...desk(), thread }, says('Line'), 'line 1'))
    expect(await textsIn(thread)).toEqual(['Line'])
    expect(await textsIn(discord.ids.channels.desk)).toEqual(['Card'])
  })

  it.each<Fault>([
    { kind: 'drop' },
    { kind: 'status', status: 500 },
    { kind: 'error', status: 403, code: 50013 },
    { kind: 'rate_limited', retryAfter: 60, scope: 'shared' },
  ])('that could not be opened (%j) is opened once something is to be said there', async (fault) => {
    const room = surface()
    discord.fault(threads, fault)
    const thread = idOf(await room.create(desk(), says('Card', { thread: 'Monday, X' }), 'post 1'))
    if (fault.kind === 'rate_limited') {
      // Whoever was told to wait does not ask again, and has the message said later.
      idOf(await room.create(desk(), says('Card', { thread: 'Monday, Y' }), 'post 2'))
      expect(discord.calls(threads)).toHaveLength(1)
      const sent = await room.create({ ...desk(), thread }, says('Line'), 'line 1')
      expect(sent).toMatchObject({ kind: 'later' })
      expect(discord.calls(threads)).toHaveLength(1)
      return
    }
    idOf(await room.create({ ...desk(), thread }, says('Line'), 'line 1'))
    expect(discord.calls(threads).at(-1)?.body).toMatchObject({ name: 'Monday, X' })
    expect(await textsIn(thread)).toEqual(['Line'])
  })

  it('is opened a moment later where a limit is over in a moment', async () => {
    discord.fault(threads, { kind: 'rate_limited', retryAfter: 0.05, scope: 'user' })
    const thread = idOf(await surface().create(desk(), says('Card', { thread: 'Monday' }), 'post 1'))
    expect(discord.calls(threads).map(({ body }) => body)).toEqual([
      expect.objectContaining({ name: 'Monday' }),
      expect.objectContaining({ name: 'Monday' }),
    ])
    expect(await textsIn(thread)).toEqual([])
  })

  it('may have been opened by an answer that got lost', async () => {
    discord.fault(threads, { kind: 'lost_answer' })
    const room = surface()
    const thread = idOf(await room.create(desk(), says('Card', { thread: 'Monday' }), 'post 1'))
    idOf(await room.create({ ...desk(), thread }, says('Line'), 'line 1'))
    expect(discord.calls(threads)).toHaveLength(1)
  })

  it('is opened after a restart as well, under a name that fits any', async () => {
    const thread = idOf(await surface().create(desk(), says('Card'), 'post 1'))
    idOf(await surface().create({ ...desk(), thread }, says('Line'), 'line 1'))
    expect(discord.calls(threads).at(-1)?.body).toMatchObject({ name: 'Notes' })
  })

  it('that could not be opened in time leaves nothing half said', async () => {
    const room = surface()
    const thread = idOf(await room.create(desk(), says('Card'), 'post 1'))
    discord.fault(threads, { kind: 'lost_answer' })
    const sent = await room.create({ ...desk(), thread }, says('Line'), 'line 1')
    expect(sent).toMatchObject({ kind: 'later' })
    idOf(await room.create({ ...desk(), thread }, says('Line'), 'line 1'))
    expect(await textsIn(thread)).toEqual(['Line'])
  })

  it('is opened again where it was archived, to be changed and to be said something in', async () => {
    const room = surface()
    const thread = idOf(await room.create(desk(), says('Card', { thread: 'Monday' }), 'post 1'))
    const place = { ...desk(), thread }
    const remoteId = idOf(await room.create(place, says('Line'), 'line 1'))
    await discord.archive(thread)
    idOf(await room.update({ ...place, remoteId }, says('Changed')))
    await discord.archive(thread)
    idOf(await room.create(place, says('Next'), 'line 2'))
    expect(await textsIn(thread)).toEqual(['Changed', 'Next'])
  })

  it('stays as it is where somebody has locked it, and does not shut the room', async () => {
    const room = surface()
    const thread = idOf(await room.create(desk(), says('Card', { thread: 'Monday' }), 'post 1'))
    const place = { ...desk(), thread }
    const remoteId = idOf(await room.create(place, says('Line'), 'line 1'))
    await discord.archive(thread, true)
    expect(await room.update({ ...place, remoteId }, says('Changed'))).toMatchObject({ kind: 'refused' })
    expect(await room.create(place, says('Next'), 'line 2')).toMatchObject({ kind: 'refused' })
  })

  it('that was deleted takes its lines along, and nothing else', async () => {
    const room = surface()
    const thread = idOf(await room.create(desk(), says('Card', { thread: 'Monday' }), 'post 1'))
    const place = { ...desk(), thread }
    const remoteId = idOf(await room.create(place, says('Line'), 'line 1'))
    await discord.removeChannel(thread)
    expect(await room.update({ ...place, remoteId }, says('Changed'))).toMatchObject({ kind: 'gone' })
    expect(await room.find(place, 'line 1', since)).toEqual({ kind: 'absent' })
    discord.fault(threads, { kind: 'error', status: 400, code: 160_004 })
    expect(await room.create(place, says('Next'), 'line 2')).toMatchObject({ kind: 'refused' })
    idOf(await room.update({ ...desk(), remoteId: thread }, says('Card, changed')))
  })

  it('of a message that was deleted cannot be opened: the message is gone', async () => {
    const thread = idOf(await surface().create(desk(), says('Card'), 'post 1'))
    await discord.remove(thread)
    const sent = await surface().create({ ...desk(), thread }, says('Line'), 'line 1')
    expect(sent).toMatchObject({ kind: 'gone' })
  })
})

describe('a change', () => {
  it('replaces what the message says, and nothing is posted', async () => {
    const id = idOf(await surface().create(desk(), says('Draft'), 'post 1'))
    const sent = await surface().update({ ...desk(), remoteId: id }, says('Approved'))
    expect(sent).toEqual({ kind: 'sent', remoteId: id })
    expect(await textsIn(discord.ids.channels.desk)).toEqual(['Approved'])
    expect(discord.calls(changes)[0]?.body).toMatchObject({ allowed_mentions: { parse: [] } })
  })

  it('of a message that somebody deleted is told as gone', async () => {
    const id = idOf(await surface().create(desk(), says('Draft'), 'post 1'))
    await discord.remove(id)
    const sent = await surface().update({ ...desk(), remoteId: id }, says('Approved'))
    expect(sent).toMatchObject({ kind: 'gone' })
  })
})

describe('pictures', () => {
  const one = png('one.png', 1)
  const two = png('two.png', 2, 2)

  async function attachments() {
    const [message] = await discord.messages(discord.ids.channels.desk)
    return (message?.attachments ?? []).map(({ id, filename, description }) => ({
      id,
      filename,
      description,
      bytes: [...(discord.upload(id)?.bytes ?? [])],
    }))
  }
  const seen = async () =>
    (await attachments()).map(({ filename, description, bytes }) => ({ filename, description, bytes }))
  const as = ({ name, alt, bytes }: typeof one) => ({
    filename: name,
    description: alt,
    bytes: [...bytes],
  })

  it('come with the message, each with its text for people who cannot see it', async () => {
    idOf(await surface().create(desk(), pictured('Card', one, two), 'post 1'))
    expect(await seen()).toEqual([as(one), as(two)])
    expect(discord.calls(posts)[0]?.files.map(({ type }) => type)).toEqual(['image/png', 'image/png'])
  })

  it('that the message has already are not uploaded again', async () => {
    const remoteId = idOf(await surface().create(desk(), pictured('Card', one, two), 'post 1'))
    const before = await attachments()
    idOf(await surface().update({ ...desk(), remoteId }, pictured('Approved', one, two)))
    expect(await attachments()).toEqual(before)
    expect(discord.calls(changes)[0]?.files).toEqual([])
    expect(await textsIn(discord.ids.channels.desk)).toEqual(['Approved'])
  })

  it('come, go and change with the message', async () => {
    const remoteId = idOf(await surface().create(desk(), pictured('Card', one), 'post 1'))
    const place = { ...desk(), remoteId }
    idOf(await surface().update(place, pictured('Card', two, one)))
    expect((await seen()).toSorted((a, b) => a.filename.localeCompare(b.filename))).toEqual([
      as(one),
      as(two),
    ])
    expect(discord.calls(changes)[0]?.files.map(({ name }) => name)).toEqual(['two.png'])
    const other = png('one.png', 3, 3, 3)
    idOf(await surface().update(place, pictured('Card', other)))
    expect(await seen()).toEqual([as(other)])
    idOf(await surface().update(place, says('No picture any more')))
    expect(await seen()).toEqual([])
  })

  it('are all uploaded again where it cannot be told which are there, or where Discord does not take those', async () => {
    const remoteId = idOf(await surface().create(desk(), pictured('Card', one), 'post 1'))
    const place = { ...desk(), remoteId }
    discord.fault('GET /channels/:id/messages/:id', { kind: 'status', status: 500 })
    idOf(await surface().update(place, pictured('Again', one)))
    discord.fault(changes, { kind: 'error', status: 400, code: 50_035 })
    idOf(await surface().update(place, pictured('And again', one)))
    expect(await seen()).toEqual([as(one)])
    expect(discord.calls(changes).map(({ files }) => files.length)).toEqual([1, 0, 1])
  })
})

describe('looking a message up', () => {
  it.each<[string, DiscordMessage]>([
    ['of one component', says('Card')],
    ['in a frame', framed('Card', 'more', 'and more')],
    ['with a picture', pictured('Card', png('one.png'))],
  ])('finds one %s though its answer got lost', async (_, drawn) => {
    discord.fault(posts, { kind: 'lost_answer' })
    const room = surface()
    expect(await room.create(desk(), drawn, 'post 1')).toMatchObject({ kind: 'unknown' })
    const [message] = await discord.messages(discord.ids.channels.desk)
    expect(await room.find(desk(), 'post 1', since)).toEqual({ kind: 'there', remoteId: message?.id })
    expect(await room.find(desk(), 'post 2', since)).toEqual({ kind: 'absent' })
  })

  it('is sure that what never arrived is absent', async () => {
    discord.fault(posts, { kind: 'drop' })
    const room = surface()
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'unknown' })
    expect(await room.find(desk(), 'post 1', since)).toEqual({ kind: 'absent' })
  })

  it('reads every page, of a channel, of a thread, of a direct channel', async () => {
    const room = surface()
    const thread = idOf(await room.create(desk(), says('First', { thread: 'First' }), 'first'))
    const reply = idOf(await room.create({ ...desk(), thread }, says('Line'), 'line 1'))
    const direct = { channel: `@${discord.ids.people.ben}`, thread: null }
    const note = idOf(await room.create(direct, says('Note'), 'said 1'))
    for (let count = 0; count < 105; count++) {
      await discord.say(discord.ids.channels.desk, discord.ids.people.ann, `talk ${count}`)
      await discord.say(thread, discord.ids.people.ann, `talk ${count}`)
    }
    const last = idOf(await room.create({ ...desk(), thread }, says('Last'), 'line 2'))
    expect(await room.find(desk(), 'first', since)).toEqual({ kind: 'there', remoteId: thread })
    expect(discord.calls(pages)).toHaveLength(2)
    const inThread = { ...desk(), thread }
    expect(await room.find(inThread, 'line 1', since)).toEqual({ kind: 'there', remoteId: reply })
    expect(await room.find(inThread, 'line 2', since)).toEqual({ kind: 'there', remoteId: last })
    expect(await room.find(direct, 'said 1', since)).toEqual({ kind: 'there', remoteId: note })
  })

  it('allows for a clock that is ahead by nearly an hour, and reads no further back', async () => {
    const room = surface()
    idOf(await room.create(desk(), says('Card'), 'post 1'))
    for (let count = 0; count < 200; count++)
      await discord.say(discord.ids.channels.desk, discord.ids.people.ann, `talk ${count}`)
    const soon = new Date(Date.now() + 3_500_000)
    expect(await room.find(desk(), 'post 1', soon)).toMatchObject({ kind: 'there' })
    expect(discord.calls(pages)).toHaveLength(3)
    const late = new Date(Date.now() + 3_700_000)
    expect(await room.find(desk(), 'post 1', late)).toEqual({ kind: 'absent' })
    expect(discord.calls(pages)).toHaveLength(4)
  })

  it('is not taken in by a message of somebody else that bears our marks', async () => {
    const room = discordSurface({
      rest: discordRest(discord.token, { apiUrl: discord.url, breaker: openBreaker({ clock, log: silent }) }),
      bot: discord.ids.people.robin,
      draw: () => says(''),
      guildOf: () => null,
    })
    idOf(await room.create(desk(), says('Card'), 'post 1'))
    expect(await room.find(desk(), 'post 1', since)).toEqual({ kind: 'absent' })
    expect(await surface().find(desk(), 'post 1', since)).toMatchObject({ kind: 'there' })
  })

  it.each<Fault>([
    { kind: 'status', status: 500 },
    { kind: 'rate_limited', retryAfter: 7, scope: 'user' },
    { kind: 'drop' },
    { kind: 'garbage' },
    { kind: 'half_answer' },
    { kind: 'error', status: 403, code: 50001 },
    { kind: 'error', status: 404, code: 10003 },
  ])('cannot tell when it meets %j, on the first page or the last', async (fault) => {
    discord.fault(pages, fault)
    expect(await surface().find(desk(), 'post 1', since)).toMatchObject({ kind: 'unclear' })
    for (let count = 0; count < 101; count++)
      await discord.say(discord.ids.channels.desk, discord.ids.people.ann, 'talk')
    let page = 0
    discord.misbehave(({ route }) => (route === pages && page++ === 1 ? fault : null))
    expect(await surface().find(desk(), 'post 1', since)).toMatchObject({ kind: 'unclear' })
  })

  it('cannot tell in a room that looks empty only to whoever may not read what was said', async () => {
    const room = surface()
    const place = { channel: discord.ids.channels.vault, thread: null }
    const { application } = discord.ids
    await discord.overwrite(place.channel, application, {
      allow: bits.ViewChannel,
      deny: bits.ReadMessageHistory,
    })
    const before = new Date()
    expect(await room.find(place, 'post 1', before)).toEqual({ kind: 'absent' })
    discord.fault(posts, { kind: 'lost_answer' })
    expect(await room.create(place, says('Card'), 'post 1')).toMatchObject({ kind: 'unknown' })
    expect(await room.find(place, 'post 1', before)).toMatchObject({
      kind: 'unclear',
      reason: expect.stringContaining('Read Message History'),
    })
    await discord.overwrite(place.channel, application, { allow: bits.ViewChannel })
    expect(await room.find(place, 'post 1', before)).toMatchObject({ kind: 'there' })
  })

  it('in a thread that is not there finds nothing', async () => {
    const place = { ...desk(), thread: '790000000000000001' }
    expect(await surface().find(place, 'line 1', since)).toEqual({ kind: 'absent' })
  })
})

describe('an answer', () => {
  const cases: readonly [Fault, Partial<Record<keyof Sent | 'afterMs' | 'reason', unknown>>][] = [
    [
      { kind: 'rate_limited', retryAfter: 7, scope: 'user' },
      { kind: 'later', afterMs: 7000 },
    ],
    [
      { kind: 'rate_limited', retryAfter: 7, scope: 'shared' },
      { kind: 'later', afterMs: 7000 },
    ],
    [
      { kind: 'rate_limited', retryAfter: 7, scope: 'global' },
      { kind: 'later', afterMs: 7000 },
    ],
    [
      { kind: 'rate_limited', retryAfter: 1000, scope: 'cloudflare' },
      { kind: 'later', afterMs: 1_000_000 },
    ],
    [{ kind: 'status', status: 500 }, { kind: 'unknown' }],
    [{ kind: 'status', status: 503 }, { kind: 'unknown' }],
    [{ kind: 'status', status: 403 }, { kind: 'later' }],
    [{ kind: 'status', status: 413 }, { kind: 'refused' }],
    [{ kind: 'drop' }, { kind: 'unknown' }],
    [{ kind: 'lost_answer' }, { kind: 'unknown' }],
    [{ kind: 'lost_behind_502' }, { kind: 'unknown' }],
    [{ kind: 'half_answer' }, { kind: 'unknown' }],
    [{ kind: 'error', status: 404, code: 10008 }, { kind: 'gone' }],
    [{ kind: 'error', status: 403, code: 50005 }, { kind: 'gone' }],
    [{ kind: 'error', status: 400, code: 50035 }, { kind: 'refused' }],
    [{ kind: 'error', status: 400, code: 987_654 }, { kind: 'refused' }],
    [{ kind: 'error', status: 400, code: 30046 }, { kind: 'later' }],
    [
      { kind: 'error', status: 404, code: 10003 },
      { kind: 'shut_out', reason: expect.stringContaining('Copy Channel ID') },
    ],
    [
      { kind: 'error', status: 403, code: 50001 },
      { kind: 'shut_out', reason: expect.stringContaining('open the invitation') },
    ],
    [
      { kind: 'error', status: 403, code: 50013 },
      { kind: 'shut_out', reason: expect.stringContaining('Edit Channel, Permissions') },
    ],
    [{ kind: 'error', status: 403, code: 987_654 }, { kind: 'shut_out' }],
    [
      { kind: 'error', status: 401, code: 0 },
      { kind: 'shut_out', reason: expect.stringContaining('DISCORD_TOKEN') },
    ],
  ]

  it.each(cases)('%j to a new message means %j', async (fault, meaning) => {
    discord.fault(posts, fault)
    expect(await surface().create(desk(), says('Card'), 'post 1')).toMatchObject(meaning)
    expect(discord.calls(posts)).toHaveLength(1)
  })

  it.each(cases)('%j to a change means %j', async (fault, meaning) => {
    const remoteId = idOf(await surface().create(desk(), says('Card'), 'post 1'))
    discord.fault(changes, fault)
    expect(await surface().update({ ...desk(), remoteId }, says('Card'))).toMatchObject(meaning)
    expect(discord.calls(changes)).toHaveLength(1)
  })

  it('that says nothing of the message leaves open whether there is one', async () => {
    discord.fault(posts, { kind: 'garbage' })
    expect(await surface().create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'unknown' })
  })

  it.each<Fault>([{ kind: 'hang' }, { kind: 'hang_after' }])(
    'that does not come in time (%j) leaves open what has happened',
    async (fault) => {
      discord.fault(posts, fault)
      const sent = await surface({ timeoutMs: 100 }).create(desk(), says('Card'), 'post 1')
      expect(sent).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('timeout') })
    },
  )

  it('to the opening of a direct channel that got lost is a definite no', async () => {
    discord.fault('POST /users/@me/channels', { kind: 'lost_answer' })
    const place = { channel: `@${discord.ids.people.ann}`, thread: null }
    const room = surface()
    expect(await room.create(place, says('Note'), 'said 1')).toMatchObject({ kind: 'later' })
    idOf(await room.create(place, says('Note'), 'said 1'))
    expect(await discord.dm(discord.ids.people.ann)).toHaveLength(1)
  })

  it('of a person who takes no direct messages says what they have to allow', async () => {
    discord.shutDirect(discord.ids.people.ann)
    const place = { channel: `@${discord.ids.people.ann}`, thread: null }
    const sent = await surface().create(place, says('Note'), 'said 1')
    expect(sent).toMatchObject({ kind: 'shut_out', reason: expect.stringContaining('Direct Messages') })
  })

  it('from a room that the bot may not see, or not write to, says what to click', async () => {
    const { elsewhere, vault } = discord.ids.channels
    const hidden = await surface().create({ channel: elsewhere, thread: null }, says('Card'), 'post 1')
    expect(hidden).toMatchObject({ kind: 'shut_out', reason: expect.stringContaining('invitation') })
    await discord.overwrite(vault, discord.ids.application, {
      allow: bits.ViewChannel,
      deny: bits.SendMessages,
    })
    const mute = await surface().create({ channel: vault, thread: null }, says('Card'), 'post 1')
    expect(mute).toMatchObject({ kind: 'shut_out', reason: expect.stringContaining('Send Messages') })
  })

  it('to a bad token says where to get a new one, never the token; and once all is well again, all is well', async () => {
    const bad = await surface({ token: 'MTIz.wrong.token' }).create(desk(), says('Card'), 'post 1')
    expect(bad).toMatchObject({ kind: 'shut_out', reason: expect.stringContaining('Reset Token') })
    expect(JSON.stringify(bad)).not.toContain('wrong')
    const room = surface()
    discord.fault(posts, { kind: 'error', status: 401, code: 0 })
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'shut_out' })
    idOf(await room.create(desk(), says('Card'), 'post 1'))
  })
})

describe('a limit that Discord has announced', () => {
  it('is kept without asking: no call is made before its time', async () => {
    const room = surface()
    discord.fault(posts, { kind: 'rate_limited', retryAfter: 30, scope: 'user' })
    await room.create(desk(), says('Card'), 'post 1')
    const sent = await room.create(desk(), says('Card'), 'post 1')
    expect(sent).toMatchObject({ kind: 'later' })
    expect(sent.kind === 'later' && sent.afterMs).toBeGreaterThan(25_000)
    expect(discord.calls(posts)).toHaveLength(1)
    // Another route has a limit of its own.
    expect(await room.find(desk(), 'post 1', since)).toEqual({ kind: 'absent' })
  })

  it('is kept by everything that calls, where it is for everything', async () => {
    const room = surface()
    discord.fault(posts, { kind: 'rate_limited', retryAfter: 30, scope: 'global' })
    await room.create(desk(), says('Card'), 'post 1')
    expect(await room.find(desk(), 'post 1', since)).toMatchObject({ kind: 'unclear' })
    expect(await room.update({ ...desk(), remoteId: '1' }, says('Card'))).toMatchObject({ kind: 'later' })
    expect(discord.calls()).toHaveLength(1)
  })
})

describe('a Discord that cannot be reached', () => {
  it('because nobody listens has taken nothing', async () => {
    const { port, close } = await listening()
    await close()
    for (const host of ['127.0.0.1', 'localhost'])
      expect(
        await surface({ apiUrl: `http://${host}:${port}/api` }).create(desk(), says('Card'), 'post 1'),
      ).toMatchObject({ kind: 'later', reason: expect.stringContaining('cannot be reached') })
  })

  it('because its name leads nowhere has taken nothing', async () => {
    const room = surface({ apiUrl: 'https://discord.invalid/api' })
    expect(await room.create(desk(), says('Card'), 'post 1')).toMatchObject({ kind: 'later' })
  })

  it('in the middle of a handshake is not known to have taken nothing', async () => {
    const { port, close } = await listening()
    const room = surface({ apiUrl: `https://127.0.0.1:${port}/api` })
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
