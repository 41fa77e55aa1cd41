import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { verify, createPublicKey } from 'node:crypto'
import { Routes } from 'discord.js'
import { afterEach, describe, expect, it } from '@jest/globals'
import { answer, button, keepClients, message, row, text } from './clients.ts'
import type { DiscordApi } from './discord-api.ts'
import type { Interaction, Message } from './state.ts'

const clients = keepClients()
afterEach(clients.close)

/** A desk with one message that has buttons and a menu. */
async function desk(options: Parameters<typeof clients.open>[0] = {}) {
  const discord = await clients.open(options)
  const rest = clients.rest(discord)
  const { application, channels, people } = discord.ids
  const select = { type: 3, custom_id: 'more', options: [{ label: 'Why', value: 'why:1' }] }
  const body = message(row(button('Approve'), button('Held', { disabled: true })), row(select))
  const { id } = (await rest.post(Routes.channelMessages(channels.desk), { body })) as Message
  return {
    discord,
    who: people.ann,
    message: id,
    room: channels.desk,
    press: () => discord.press({ who: people.ann, message: id, button: 'Approve' }),
    call: (one: Interaction, type: number, data?: object) =>
      rest.post(Routes.interactionCallback(one.id, one.token), {
        body: { type, ...(data ? { data } : {}) },
        auth: false,
      }),
    tell: (one: Interaction, data: object) =>
      rest.post(Routes.webhook(application, one.token), {
        body: { ...answer(text('more')), ...data },
        auth: false,
      }),
    edit: (one: Interaction, data: object, which = '@original') =>
      rest.patch(Routes.webhookMessage(application, one.token, which), { body: data, auth: false }),
  }
}

async function register(discord: DiscordApi): Promise<void> {
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: name, ...more })
  const approve = {
    type: 1,
    name: 'approve',
    description: 'Approve a post',
    options: [option('post', { required: true, autocomplete: true }), option('who', { type: 6 })],
  }
  const report = {
    type: 1,
    name: 'report',
    description: 'A report',
    options: [option('week', { choices: [{ name: 'This', value: 'this' }] })],
  }
  const body = [{ name: 'greenroom', description: 'The desk', options: [approve, report] }]
  await clients.rest(discord).put(Routes.applicationCommands(discord.ids.application), { body })
}

describe('what people do in the stand-in for Discord', () => {
  it('is a press of what they see, in the shape that Discord has', async () => {
    const { discord, press, who, message: id, room } = await desk({ reviewers: ['ann'] })
    expect((await press()).raw).toMatchObject({
      type: 3,
      application_id: discord.ids.application,
      guild_id: discord.ids.guild,
      channel_id: room,
      member: { roles: [discord.ids.roles.reviewers], user: { id: who, username: 'ann' } },
      message: { id, author: { id: discord.ids.application } },
      data: { component_type: 2, custom_id: 'Approve' },
      context: 0,
    })
    await expect(discord.press({ who, message: id, button: 'Nope' })).rejects.toThrow(
      'no button Nope, but Approve, Held',
    )
    await expect(discord.press({ who, message: id, button: 'Held' })).rejects.toThrow("can't be pressed")
    const forged = await discord.press({ who, message: id, button: 'gr:forged', isForged: true })
    expect(forged.raw).toMatchObject({ data: { custom_id: 'gr:forged' } })
  })

  it('is a choice among the options of a menu', async () => {
    const { discord, who, message: id } = await desk()
    const chosen = await discord.choose({ who, message: id, values: ['Why'] })
    expect(chosen.raw).toMatchObject({ data: { custom_id: 'more', component_type: 3, values: ['why:1'] } })
    await expect(discord.choose({ who, message: id, values: ['Nope'] })).rejects.toThrow(
      'no option Nope, but Why',
    )
  })

  it('is no choice where it is what the menu shows as chosen already, until its message is drawn anew', async () => {
    const { discord, who, message: id, room, call } = await desk()
    const why = () => discord.choose({ who, message: id, values: ['Why'] })
    const chosen = await why()
    await call(chosen, 6)
    await expect(why()).rejects.toThrow('Why is chosen already')
    await discord.choose({ who: discord.ids.people.ben, message: id, values: ['Why'] })
    const forged = await discord.choose({ who, message: id, values: ['Why'], isForged: true })
    await call(forged, 7)
    await why()
    await clients.rest(discord).patch(Routes.channelMessage(room, id), { body: { flags: 32_768 } })
    await why()
  })

  it('comes from strangers, bots, other guilds and direct messages too', async () => {
    const { discord, message: id } = await desk()
    const { people, otherGuild } = discord.ids
    const by = (who: string, guild?: string | null) =>
      discord.press({ who, message: id, button: 'Approve', ...(guild === undefined ? {} : { guild }) })
    expect((await by(people.robin)).raw).toMatchObject({ member: { user: { bot: true } } })
    expect((await by(people.stella, otherGuild)).raw).toMatchObject({ guild_id: otherGuild })
    const direct = await by(people.ben, null)
    expect(direct.raw).toMatchObject({ user: { id: people.ben }, context: 1 })
    expect(direct.raw).not.toHaveProperty('member')
  })

  it('is a subcommand with typed options that was registered', async () => {
    const { discord, who } = await desk()
    await expect(discord.run({ who, words: 'approve' })).rejects.toThrow('no command /greenroom')
    await register(discord)
    const { ben } = discord.ids.people
    const one = await discord.run({ who, words: 'approve', options: { post: 'p1', who: ben } })
    expect(one.raw).toMatchObject({
      type: 2,
      data: {
        name: 'greenroom',
        options: [
          {
            type: 1,
            name: 'approve',
            options: [
              { name: 'post', type: 3, value: 'p1' },
              { type: 6, value: ben },
            ],
          },
        ],
        resolved: { users: { [ben]: { username: 'ben' } } },
      },
    })
    await expect(discord.run({ who, words: 'approve' })).rejects.toThrow('/greenroom approve needs post')
    await expect(discord.run({ who, words: 'report', options: { week: 'last' } })).rejects.toThrow(
      'last is no choice',
    )
    await expect(discord.run({ who, words: 'reprot' })).rejects.toThrow('has no reprot, but approve, report')
  })

  it('is the typing of an option, which is answered with choices and nothing else', async () => {
    const { discord, who, call } = await desk()
    await register(discord)
    const typing = await discord.run({ who, words: 'approve', options: { post: 'p' }, focused: 'post' })
    expect(typing.raw).toMatchObject({
      type: 4,
      data: { options: [{ options: [{ name: 'post', focused: true }] }] },
    })
    await expect(call(typing, 5)).rejects.toMatchObject({ code: 50035 })
    expect(discord.forgive()).toEqual(['callback 5 does not fit interaction 4'])
    const choices = [{ name: 'Post 1', value: 'p1' }]
    await call(typing, 8, { choices })
    expect(await discord.answered(typing)).toEqual({ type: 8, data: { choices } })
  })

  it('is the filling of a modal, by its rules', async () => {
    const { discord, press, who, call, message: id } = await desk()
    const pressed = await press()
    const label = (component: object) => ({ type: 18, label: 'x', component })
    const note = { type: 4, custom_id: 'note', style: 2, max_length: 10, value: 'was' }
    const reason = {
      type: 21,
      custom_id: 'reason',
      options: [
        { label: 'Off', value: 'off' },
        { label: 'Late', value: 'late' },
      ],
    }
    const file = { type: 19, custom_id: 'file', required: false }
    await call(pressed, 9, {
      custom_id: 'form',
      title: 'Reject',
      components: [note, reason, file].map(label),
    })
    const bytes = Buffer.from('long text')
    const sent = await discord.submit({
      who,
      of: pressed,
      values: { reason: 'late', file: [{ name: 'a.txt', type: 'text/plain', bytes }] },
    })
    const { data } = sent.raw as {
      data: { components: { component: { values: string[] } }[]; resolved: object }
    }
    const [upload = ''] = data.components[2]?.component.values ?? []
    expect(sent.raw).toMatchObject({
      type: 5,
      message: { id },
      data: {
        custom_id: 'form',
        components: [
          { type: 18, component: { type: 4, custom_id: 'note', value: 'was' } },
          { component: { type: 21, custom_id: 'reason', value: 'late' } },
          { component: { type: 19, custom_id: 'file' } },
        ],
        resolved: { attachments: { [upload]: { filename: 'a.txt', size: bytes.length } } },
      },
    })
    const { url } = (data.resolved as { attachments: Record<string, { url: string }> }).attachments[
      upload
    ] ?? { url: '' }
    expect(await (await fetch(url)).text()).toBe('long text')
    const filled = (values: Record<string, string>) => discord.submit({ who, of: pressed, values })
    await expect(filled({})).rejects.toThrow('reason must be filled')
    await expect(filled({ reason: 'never' })).rejects.toThrow('never is no option of reason')
    await expect(filled({ reason: 'off', note: 'far too long' })).rejects.toThrow(
      'note does not take so much',
    )
    await call(sent, 6)
    const again = await filled({ reason: 'off' })
    const form = { custom_id: 'x', title: 'x', components: [label(note)] }
    await expect(call(again, 9, form)).rejects.toMatchObject({ code: 50035 })
    expect(discord.forgive()).toEqual(['callback 9 does not fit interaction 5'])
  })
})

describe('answers to what people do in the stand-in for Discord', () => {
  it('are deferred, given by a change of the original, and followed up, for that person alone', async () => {
    const { discord, press, who, call, tell, edit, room } = await desk()
    const one = await press()
    await call(one, 5, { flags: 64 })
    expect(await discord.told(one)).toEqual([])
    await edit(one, answer(text('done')))
    await tell(one, { flags: 32_832 })
    await edit(one, answer(text('changed')))
    const seen = [{ flags: 32_832, components: [text('changed')] }, { components: [text('more')] }]
    expect(await discord.told(one)).toMatchObject(seen)
    expect(discord.private(who)).toMatchObject(seen)
    expect(await discord.messages(room)).toHaveLength(1)
  })

  it('are taken back before they were given, whereupon what follows decides for itself who sees it', async () => {
    const { discord, press, call, tell, room } = await desk()
    const one = await press()
    await call(one, 5, { flags: 64 })
    const { application } = discord.ids
    await clients
      .rest(discord)
      .delete(Routes.webhookMessage(application, one.token, '@original'), { auth: false })
    await tell(one, {})
    expect(await discord.messages(room)).toHaveLength(2)
  })

  it('take the place of the message that was pressed', async () => {
    const { discord, press, call, edit, message: id, room } = await desk()
    const [deferred, direct] = [await press(), await press()]
    await call(deferred, 6)
    await edit(deferred, answer(row(button('Undo'))))
    expect(await discord.messages(room)).toMatchObject([
      { id, components: [{ components: [{ label: 'Undo' }] }] },
    ])
    await call(direct, 7, answer(text('over')))
    expect(await discord.messages(room)).toMatchObject([{ id, components: [text('over')] }])
  })

  it('can be pressed in turn, by who was told them only', async () => {
    const { discord, press, who, call } = await desk()
    const one = await press()
    await call(one, 4, { ...answer(row(button('Yes, approve'))), flags: 32_832 })
    const [told] = await discord.told(one)
    const asked = { message: told?.id ?? '', button: 'Yes, approve' }
    await expect(discord.press({ who: discord.ids.people.ben, ...asked })).rejects.toThrow('somebody else')
    const sure = await discord.press({ who, ...asked })
    await call(sure, 7, answer(text('approved')))
    expect(await discord.told(one)).toMatchObject([{ components: [text('approved')], flags: 32_832 }])
  })

  it('are taken once', async () => {
    const { press, call } = await desk()
    const one = await press()
    const both = await Promise.allSettled([call(one, 6), call(one, 6)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(call(one, 5)).rejects.toMatchObject({ code: 40060 })
  })

  it('come too late after three seconds, and by its token after fifteen minutes', async () => {
    let now = Date.parse('2026-11-20T06:00:00Z')
    const { discord, press, call, tell, edit } = await desk({ now: () => new Date(now) })
    const [late, taken] = [await press(), await press()]
    await call(taken, 5, { flags: 64 })
    now += 3001
    await expect(call(late, 5)).rejects.toMatchObject({ code: 10062 })
    await expect(edit(late, answer(text('x')))).rejects.toMatchObject({ code: 10015 })
    now += 15 * 60_000
    await expect(edit(taken, answer(text('x')))).rejects.toMatchObject({ code: 50027 })
    await expect(tell(taken, {})).rejects.toMatchObject({ code: 50027 })
    expect(await discord.told(taken)).toEqual([])
  })

  it('are held against the same rules', async () => {
    const { discord, press, call } = await desk()
    await expect(call(await press(), 4, { content: 'hi' })).rejects.toMatchObject({ code: 50035 })
    await expect(call(await press(), 12)).rejects.toMatchObject({ code: 50035 })
    expect(discord.forgive().join('\n')).toContain('could ping')
  })
})

describe('the requests of the stand-in for Discord', () => {
  it('are signed with its key, or not; and what they are answered counts', async () => {
    const { discord, press } = await desk()
    const key = createPublicKey({
      key: Buffer.concat([
        Buffer.from('302a300506032b6570032100', 'hex'),
        Buffer.from(discord.publicKey, 'hex'),
      ]),
      format: 'der',
      type: 'spki',
    })
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        const { 'x-signature-timestamp': at, 'x-signature-ed25519': signature } = request.headers
        const isGood = verify(
          null,
          Buffer.from(`${String(at)}${body}`),
          key,
          Buffer.from(String(signature), 'hex'),
        )
        response.writeHead(isGood ? 200 : 401, { 'x-at': String(at) })
        response.end(isGood ? JSON.stringify(body === '{"type":1}' ? { type: 1 } : { type: 6 }) : '')
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    expect(await (await discord.post(url, 'ping')).json()).toEqual({ type: 1 })
    const bad = await press()
    expect((await discord.post(url, bad, { signature: '00'.repeat(64) })).status).toBe(401)
    expect(bad.callback).toBeNull()
    const old = await discord.post(url, await press(), { timestamp: '1700000000' })
    expect([old.status, old.headers.get('x-at')]).toEqual([200, '1700000000'])
    const good = await press()
    await discord.post(url, good)
    expect(good.callback).toEqual({ type: 6 })
    server.closeAllConnections()
    server.close()
  })
})
