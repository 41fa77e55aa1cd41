import { DiscordAPIError, Routes, RateLimitError } from 'discord.js'
import { PermissionFlagsBits as bits } from 'discord-api-types/v10'
import { afterEach, describe, expect, it } from '@jest/globals'
import { keepClients, message, text } from './clients.ts'
import { specFile } from './openapi.ts'

const clients = keepClients()
afterEach(clients.close)

describe('what the stand-in for Discord tells of itself', () => {
  it('is enough to check a set-up by: application, guild, roles, members and rooms', async () => {
    const discord = await clients.open({ reviewers: ['ann'] })
    const rest = clients.rest(discord)
    const { application, guild, otherGuild, people, roles, channels } = discord.ids
    expect(await rest.get(Routes.currentApplication())).toMatchObject({
      id: application,
      flags: 0,
      verify_key: discord.publicKey,
    })
    expect(await rest.get(Routes.user())).toMatchObject({ id: application, bot: true })
    expect(await rest.get(Routes.userGuilds())).toMatchObject([{ id: guild, name: 'North Harbour' }])
    expect(await rest.get(Routes.guild(guild))).toMatchObject({ id: guild, owner_id: people.uma })
    expect(await rest.get(Routes.guildRoles(guild))).toMatchObject([
      { id: guild, name: '@everyone' },
      { id: roles.greenroom, managed: true },
      { id: roles.reviewers },
    ])
    expect(await rest.get(Routes.guildMember(guild, application))).toMatchObject({ roles: [roles.greenroom] })
    expect(await rest.get(Routes.guildMember(guild, people.ann))).toMatchObject({ roles: [roles.reviewers] })
    expect(await rest.get(Routes.guildMember(guild, people.gus))).toMatchObject({ pending: true })
    expect(await rest.get(Routes.channel(channels.vault))).toMatchObject({
      guild_id: guild,
      permission_overwrites: [
        { id: guild, type: 0, allow: '0', deny: String(bits.ViewChannel) },
        { id: roles.greenroom, allow: String(bits.ViewChannel) },
        { id: roles.reviewers },
      ],
    })
    await expect(rest.get(Routes.guildMember(guild, people.dora))).rejects.toMatchObject({ code: 10007 })
    await expect(rest.get(Routes.guild(otherGuild))).rejects.toMatchObject({ code: 50001 })
    await expect(rest.get(Routes.channel(channels.elsewhere))).rejects.toMatchObject({ code: 50001 })
    await expect(rest.get(Routes.channel('1'))).rejects.toMatchObject({ code: 10003 })
    await expect(rest.get(Routes.user('1'))).rejects.toMatchObject({ code: 10013 })
  })

  it('is only for who has its token', async () => {
    const discord = await clients.open()
    const rest = clients.rest(discord).setToken('another')
    await expect(rest.get(Routes.user())).rejects.toMatchObject({ status: 401 })
    expect(discord.invalidCalls()).toBe(1)
  })

  it('keeps commands with all that was said of them', async () => {
    const discord = await clients.open()
    const rest = clients.rest(discord)
    const { application, guild } = discord.ids
    const body = [
      { name: 'greenroom', description: 'The desk', contexts: [0], default_member_permissions: '0' },
    ]
    await rest.put(Routes.applicationCommands(application), { body })
    expect(await rest.get(Routes.applicationCommands(application))).toMatchObject(body)
    expect(await rest.get(Routes.applicationGuildCommands(application, guild))).toEqual([])
  })

  it('notes what it does not know, and what Discord does not', async () => {
    const discord = await clients.open()
    const rest = clients.rest(discord)
    await expect(rest.get(Routes.guildBans(discord.ids.guild))).rejects.toBeInstanceOf(DiscordAPIError)
    await expect(rest.get('/channels/1/feelings')).rejects.toBeInstanceOf(DiscordAPIError)
    expect(discord.forgive()).toEqual([
      'the stand-in for Discord does not know GET /guilds/:id/bans',
      // Without Discord's own description nobody can tell whether there is such a thing.
      specFile === undefined
        ? 'the stand-in for Discord does not know GET /channels/:id/feelings'
        : 'GET /channels/1/feelings: Discord has no GET /channels/1/feelings',
    ])
  })
})

describe('the faults of the stand-in for Discord', () => {
  const route = 'POST /channels/:id/messages'
  const send = async (
    discord: Awaited<ReturnType<typeof clients.open>>,
    options = {},
    more: { readonly signal?: AbortSignal } = {},
  ) =>
    clients
      .rest(discord, options)
      .post(Routes.channelMessages(discord.ids.channels.desk), { body: message(text('x')), ...more })

  it.each([
    [
      'carries out nothing',
      [{ kind: 'drop' }, { kind: 'status', status: 503 }, { kind: 'error', status: 403, code: 50013 }],
      0,
    ],
    ['carries it out', [{ kind: 'lost_answer' }, { kind: 'half_answer' }, { kind: 'lost_behind_502' }], 1],
  ] as const)('%s where it says so', async (_, faults, made) => {
    const discord = await clients.open()
    for (const fault of faults) {
      discord.fault(route, fault)
      await expect(send(discord)).rejects.toThrow()
    }
    expect(await discord.messages(discord.ids.channels.desk)).toHaveLength(made * faults.length)
  })

  it('leave a caller without an answer, whether it was carried out or not', async () => {
    const discord = await clients.open()
    discord.fault(route, { kind: 'hang' })
    discord.fault(route, { kind: 'hang_after' })
    const caller = new AbortController()
    const sent = [1, 2].map(() => send(discord, {}, caller))
    await discord.until(() => discord.calls(route).length === 2)
    // Whoever gives up before it was heard has not been left without an answer.
    caller.abort()
    for (const one of sent) await expect(one).rejects.toThrow()
    expect(await discord.messages(discord.ids.channels.desk)).toHaveLength(1)
  })

  it('say how long to wait, and what for', async () => {
    const discord = await clients.open()
    for (const scope of ['user', 'shared', 'global'] as const) {
      discord.fault(route, { kind: 'rate_limited', retryAfter: 1.5, scope })
      const error = (await send(discord, { rejectOnRateLimit: () => true }).catch(
        (thrown: unknown) => thrown,
      )) as RateLimitError
      expect(error).toMatchObject({ global: scope === 'global', scope })
    }
    expect(discord.invalidCalls()).toBe(2)
    expect(discord.calls(route).map(({ status }) => status)).toEqual([429, 429, 429])
  })

  it('hold a bucket to its limit', async () => {
    const discord = await clients.open({ perBucket: { limit: 2, resetMs: 60_000 } })
    // Each a client of its own, so that none of them knows what the others were told.
    const options = { rejectOnRateLimit: () => true }
    await send(discord, options)
    await send(discord, options)
    await expect(send(discord, options)).rejects.toMatchObject({ limit: 2, global: false })
    expect(discord.calls(route).map(({ status }) => status)).toEqual([200, 200, 429])
  })

  it('hold everything to the global limit', async () => {
    const discord = await clients.open({ globalPerSecond: 1 })
    const sent = await Promise.allSettled(
      [1, 2, 3].map(() => send(discord, { rejectOnRateLimit: () => true })),
    )
    expect(sent.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  })
})
