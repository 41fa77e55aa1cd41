import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { once } from 'node:events'
import { Routes } from 'discord.js'
import { PermissionFlagsBits as bits } from 'discord-api-types/v10'
import { afterEach, describe, expect, it } from '@jest/globals'
import { keepClients, message, answer, text } from './clients.ts'
import { openTwin } from './twin.ts'
import type { Message } from './state.ts'

const clients = keepClients()
afterEach(clients.close)
const refused = (code: number) => expect.objectContaining({ code })

async function desk(options: Parameters<typeof clients.open>[0] = {}) {
  const discord = await clients.open(options)
  const rest = clients.rest(discord)
  const { channels } = discord.ids
  const send = async (
    channel: string,
    body: object = message(text('hello')),
    files: { name: string; data: Buffer }[] = [],
  ) => (await rest.post(Routes.channelMessages(channel), { body, files })) as Message
  return { discord, rest, send, channels, room: channels.desk }
}

/** Comes true once so many have come. */
function meeting(of: number): { readonly all: Promise<void>; readonly come: () => void } {
  let left = of
  let open = () => {}
  const all = new Promise<void>((resolve) => void (open = resolve))
  return { all, come: () => ((left -= 1) === 0 ? open() : undefined) }
}

describe('messages of the stand-in for Discord', () => {
  it('come on loopback only', async () => {
    const twin = await openTwin('token', {})
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')
    if (outside) {
      const socket = connect({ host: outside.address, port: twin.address.port })
      const [error] = await once(socket, 'error')
      expect(error).toMatchObject({ code: 'ECONNREFUSED' })
    }
    expect(twin.address.address).toBe('127.0.0.1')
    const { discord } = await desk()
    expect(new URL(discord.url).hostname).toBe('127.0.0.1')
    await twin.stop(false)
  })

  it('are refused where Discord would, which is said at the end', async () => {
    const { discord, send, room } = await desk()
    await expect(send(room, { content: 'x' })).rejects.toEqual(refused(50035))
    expect(await discord.messages(room)).toEqual([])
    expect(() => discord.expectValid()).toThrow('allowed_mentions.parse is no empty list')
    expect(discord.forgive()).toHaveLength(2)
    discord.expectValid()
  })

  it('give components their ids back, and the next free ones to those that bring none', async () => {
    const { rest, send, room } = await desk()
    const container = { type: 17, id: 2, components: [text('a'), { ...text('b'), id: 2_000_000_000 }] }
    const { id } = await send(room, message(text('head'), container))
    const read = (await rest.get(Routes.channelMessage(room, id))) as Message
    expect(read.components).toEqual([
      { id: 1, ...text('head') },
      {
        ...container,
        components: [
          { id: 3, ...text('a') },
          { ...text('b'), id: 2_000_000_000 },
        ],
      },
    ])
    expect(read).not.toHaveProperty('nonce')
  })

  it('are made once for one nonce, be it asked at once, and anew after a few minutes', async () => {
    let now = new Date('2026-11-20T06:00:00Z')
    const { discord, send, room } = await desk({ now: () => now })
    const body = message(text('once'))
    const { all, come } = meeting(2)
    discord.misbehave(() => {
      come()
      return { kind: 'delay', until: all }
    })
    const other = clients.rest(discord).post(Routes.channelMessages(room), { body })
    const [first, second] = await Promise.all([send(room, body), other])
    expect(second).toEqual(first)
    discord.misbehave(null)
    now = new Date('2026-11-20T06:10:00Z')
    expect((await send(room, body)).id).not.toBe(first.id)
    expect(await discord.messages(room)).toHaveLength(2)
  })

  it('have ids and times of the given clock', async () => {
    const { rest, send, room } = await desk({ now: () => new Date('2026-11-20T06:00:00Z') })
    const { id, timestamp } = await send(room)
    expect(new Date(timestamp)).toEqual(new Date('2026-11-20T06:00:00Z'))
    const before = String((BigInt(Date.parse('2026-11-20T05:59:59Z')) - 1_420_070_400_000n) << 22n)
    const query = new URLSearchParams({ after: before, limit: '10' })
    expect(await rest.get(Routes.channelMessages(room), { query })).toMatchObject([{ id }])
  })

  it('are read page by page, newest first', async () => {
    const { rest, send, room } = await desk()
    const sent: string[] = []
    for (const word of ['a', 'b', 'c', 'd', 'e']) sent.push((await send(room, message(text(word)))).id)
    const [a, b, c, d, e] = sent
    const page = async (query: Record<string, string | undefined>) => {
      const known = Object.entries(query).map(([name, value]) => [name, value ?? ''])
      const found = await rest.get(Routes.channelMessages(room), { query: new URLSearchParams(known) })
      return (found as readonly Message[]).map(({ id }) => id)
    }
    expect(await page({ limit: '2' })).toEqual([e, d])
    expect(await page({ limit: '2', before: d })).toEqual([c, b])
    expect(await page({ limit: '2', after: a })).toEqual([c, b])
    expect(await page({ limit: '3', around: c })).toEqual([d, c, b])
    expect(await page({})).toHaveLength(5)
  })

  it('change, and stay of Components V2', async () => {
    const { discord, rest, send, room } = await desk()
    const { id } = await send(room)
    const { flags: _, ...body } = answer(text('changed'))
    await rest.patch(Routes.channelMessage(room, id), { body })
    expect(await discord.messages(room)).toMatchObject([{ flags: 32_768, components: [text('changed')] }])
    await rest.patch(Routes.channelMessage(room, id), { body: { ...body, flags: 4 } })
    expect(await discord.messages(room)).toMatchObject([{ flags: 32_772 }])
    const content = { content: 'x', allowed_mentions: { parse: [] } }
    await expect(rest.patch(Routes.channelMessage(room, id), { body: content })).rejects.toEqual(
      refused(50035),
    )
    expect(discord.forgive()).toEqual([expect.stringContaining('content beside Components V2')])
  })

  it('carry files, shown by their components, and keep those that a change lists', async () => {
    const { discord, rest, send, room } = await desk()
    const gallery = { type: 12, items: [{ media: { url: 'attachment://a.png' }, description: 'A harbour' }] }
    const body = {
      ...message(gallery),
      attachments: [{ id: '0', filename: 'a.png', description: 'A harbour' }],
    }
    const bytes = Buffer.from('picture')
    const sent = await send(room, body, [{ name: 'a.png', data: bytes }])
    const [attachment] = sent.attachments
    expect(attachment).toMatchObject({ filename: 'a.png', description: 'A harbour', size: bytes.length })
    expect(discord.upload(attachment?.id ?? '')?.bytes).toEqual(bytes)
    expect(await (await fetch(attachment?.url ?? '')).text()).toBe('picture')
    expect(sent.components).toMatchObject([{ items: [{ media: { attachment_id: attachment?.id } }] }])
    const change = (more: object) =>
      rest.patch(Routes.channelMessage(room, sent.id), { body: { ...answer(gallery), ...more } })
    expect(await change({})).toMatchObject({ attachments: [attachment] })
    expect(await change({ attachments: [{ id: attachment?.id }] })).toMatchObject({
      attachments: [attachment],
    })
    await expect(change({ attachments: [] })).rejects.toEqual(refused(50035))
    expect(discord.forgive()).toEqual(['there is no file a.png to show'])
  })

  it('refuse files that are too big', async () => {
    const { send, room } = await desk()
    const file = { type: 13, file: { url: 'attachment://a.txt' } }
    const body = { ...message(file), attachments: [{ id: '0', filename: 'a.txt' }] }
    const data = Buffer.alloc(10 * 1024 * 1024 + 1)
    await expect(send(room, body, [{ name: 'a.txt', data }])).rejects.toEqual(refused(40005))
  })

  it('have one thread, with their own id, that begins with what Discord says', async () => {
    const { discord, rest, send, room } = await desk()
    const { id } = await send(room)
    const open = () => rest.post(Routes.threads(room, id), { body: { name: 'History' } })
    const [first, second] = await Promise.allSettled([open(), open()])
    expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(open()).rejects.toEqual(refused(160004))
    await send(id, message(text('said')))
    expect(await discord.messages(id)).toMatchObject([{ components: [text('said')] }])
    expect(await rest.get(Routes.channelMessages(id))).toMatchObject([{ type: 0 }, { type: 21 }])
    expect(await rest.get(Routes.channelMessage(room, id))).toMatchObject({
      flags: 32_800,
      thread: { id, name: 'History' },
    })
  })

  it('open an archived thread again, unless it is locked; nothing in it changes meanwhile', async () => {
    const { discord, rest, send, room } = await desk()
    const { id } = await send(room)
    await rest.post(Routes.threads(room, id), { body: { name: 'History' } })
    const said = await send(id)
    await discord.archive(id)
    const change = () => rest.patch(Routes.channelMessage(id, said.id), { body: answer(text('x')) })
    await expect(change()).rejects.toEqual(refused(50083))
    await send(id)
    await change()
    await discord.archive(id, true)
    await expect(send(id)).rejects.toEqual(refused(50083))
  })

  it('go nowhere where the bot may not, or where nothing is', async () => {
    const { discord, rest, send, channels, room } = await desk()
    const { guild, people } = discord.ids
    await expect(send(channels.elsewhere)).rejects.toEqual(refused(50001))
    await send(channels.vault)
    const { id } = await send(room)
    const change = () => rest.patch(Routes.channelMessage(room, id), { body: answer(text('x')) })
    await discord.overwrite(room, guild, { deny: bits.SendMessages })
    await expect(send(room)).rejects.toEqual(refused(50013))
    await change()
    await discord.overwrite(room, guild, {})
    const theirs = await discord.say(room, people.ann, 'hi')
    const other = rest.patch(Routes.channelMessage(room, theirs), { body: answer(text('x')) })
    await expect(other).rejects.toEqual(refused(50005))
    await discord.remove(id)
    await expect(change()).rejects.toEqual(refused(10008))
    await discord.removeChannel(room)
    await expect(change()).rejects.toEqual(refused(10003))
    await discord.leave(discord.ids.application)
    await expect(send(channels.vault)).rejects.toEqual(refused(50001))
  })

  it('are not there for a bot that may not read what was before', async () => {
    const { discord, rest, send, room } = await desk()
    await send(room)
    await discord.overwrite(room, discord.ids.guild, { deny: bits.ReadMessageHistory })
    expect(await rest.get(Routes.channelMessages(room))).toEqual([])
  })

  it('reach one person directly, unless they are closed to it or in no guild of ours', async () => {
    const { discord, rest, send } = await desk()
    const { ann, ben, stella } = discord.ids.people
    const directTo = async (user: string) => {
      const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: user } })) as {
        id: string
      }
      return send(id)
    }
    await directTo(ann)
    expect(await discord.dm(ann)).toMatchObject([{ components: [text('hello')] }])
    discord.shutDirect(ben)
    await expect(directTo(ben)).rejects.toEqual(refused(50007))
    await expect(directTo(stella)).rejects.toEqual(refused(50278))
  })

  it('ping whom they name and may, and roles that everyone may ping', async () => {
    const { discord, send, room } = await desk()
    const { people, roles } = discord.ids
    const { ann, ben } = people
    const allowed_mentions = { parse: [], users: [ann], roles: [roles.reviewers] }
    const words = text(`<@${ann}>, <@${ben}> and <@&${roles.reviewers}>`)
    const ping = () => send(room, { ...message(words), allowed_mentions })
    expect(await ping()).toMatchObject({ mentions: [{ id: ann }], mention_roles: [] })
    discord.describe(roles.reviewers, { mentionable: true })
    expect(await ping()).toMatchObject({ mentions: [{ id: ann }], mention_roles: [roles.reviewers] })
  })

  it('are none where the bot and a person have never written', async () => {
    const { discord } = await desk()
    expect(await discord.dm(discord.ids.people.ann)).toEqual([])
  })

  it('open a thread again that is not locked', async () => {
    const { discord, rest, send, room } = await desk()
    const { id } = await send(room)
    await rest.post(Routes.threads(room, id), { body: { name: 'History' } })
    const open = () => rest.patch(Routes.channel(id), { body: { archived: false } })
    await discord.archive(id)
    expect(await open()).toMatchObject({ thread_metadata: { archived: false } })
    await discord.archive(id, true)
    await expect(open()).rejects.toEqual(refused(50013))
  })
})
