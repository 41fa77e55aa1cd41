import { once } from 'node:events'
import { Client, Events, GatewayIntentBits, Routes } from 'discord.js'
import { afterEach, describe, expect, it } from '@jest/globals'
import { button, keepClients, message, row } from './clients.ts'
import type { DiscordApi } from './discord-api.ts'
import type { Interaction, Message } from './state.ts'

const clients = keepClients()
afterEach(clients.close)

async function presses(discord: DiscordApi): Promise<() => Promise<Interaction>> {
  const { channels, people } = discord.ids
  const body = message(row(button('Approve')))
  const { id } = (await clients
    .rest(discord)
    .post(Routes.channelMessages(channels.desk), { body })) as Message
  return () => discord.press({ who: people.ann, message: id, button: 'Approve' })
}

/** Ids of the interactions that a client was told of, in their order. */
function heardBy(discord: DiscordApi, client: Client): readonly string[] {
  const heard: string[] = []
  client.on(Events.InteractionCreate, ({ id }) => {
    heard.push(id)
    discord.poke()
  })
  return heard
}

describe('the gateway of the stand-in for Discord', () => {
  it('tells a bot of its guild, its rooms and itself, and of no message', async () => {
    const discord = await clients.open()
    const client = await clients.ready(discord)
    const { guild, channels, application } = discord.ids
    expect(client.guilds.cache.map(({ id }) => id)).toEqual([guild])
    expect(client.guilds.cache.get(guild)?.members.cache.map(({ id }) => id)).toEqual([application])
    expect(client.channels.cache.map(({ id }) => id).toSorted()).toEqual(Object.values(channels).toSorted())
    const events: string[] = []
    client.on(Events.Raw, ({ t }: { t: string }) => void events.push(t))
    const press = await presses(discord)
    const heard = heardBy(discord, client)
    discord.deliver(await press())
    await discord.until(() => heard.length === 1)
    expect(events).toEqual(['INTERACTION_CREATE'])
  })

  it('does not take another token, nor privileged intents', async () => {
    const discord = await clients.open()
    const rest = { api: discord.url, retries: 0 }
    const stranger = new Client({ intents: [GatewayIntentBits.Guilds], rest })
    await expect(stranger.login('another')).rejects.toThrow('invalid token')
    await stranger.destroy()
    const curious = new Client({ intents: [GatewayIntentBits.GuildMembers], rest })
    await expect(curious.login(discord.token)).rejects.toThrow('disallowed intents')
    await curious.destroy()
  })

  it('replays to who resumes what happened while it was away', async () => {
    const discord = await clients.open()
    const client = await clients.ready(discord)
    const heard = heardBy(discord, client)
    const press = await presses(discord)
    discord.gateway.hold()
    discord.gateway.cut()
    const made = [discord.deliver(await press()), discord.deliver(await press())]
    expect(heard).toEqual([])
    discord.gateway.release()
    await discord.until(() => heard.length === 2)
    expect(heard).toEqual(made.map(({ id }) => id))
    expect([discord.gateway.identified(), discord.gateway.resumed()]).toEqual([1, 1])
  })

  it('asks to connect again, and resumes', async () => {
    const discord = await clients.open()
    const client = await clients.ready(discord)
    const heard = heardBy(discord, client)
    const press = await presses(discord)
    discord.gateway.reconnect()
    await discord.until(() => discord.gateway.resumed() === 1)
    discord.deliver(await press())
    await discord.until(() => heard.length === 1)
  })

  it('refuses to resume, and loses what happened meanwhile', async () => {
    const discord = await clients.open()
    const client = await clients.ready(discord)
    const heard = heardBy(discord, client)
    const press = await presses(discord)
    discord.gateway.refuseResume()
    discord.gateway.hold()
    discord.gateway.cut()
    discord.deliver(await press())
    const isBack = once(client, Events.ShardReady)
    discord.gateway.release()
    await isBack
    const later = discord.deliver(await press())
    await discord.until(() => heard.length > 0)
    expect(heard).toEqual([later.id])
  })

  it('ends a session, after which a client identifies anew', async () => {
    const discord = await clients.open()
    const client = await clients.ready(discord)
    // Destroyed before it is ready again, discord.js would come back after 15 s.
    const isBack = once(client, Events.ShardReady)
    discord.gateway.invalidate()
    await isBack
    expect(discord.gateway.identified()).toBe(2)
    expect(discord.gateway.resumed()).toBe(0)
  })

  it('tells the same twice, and tells two clients of one token', async () => {
    const discord = await clients.open()
    const first = heardBy(discord, await clients.ready(discord))
    const second = heardBy(discord, await clients.ready(discord))
    const press = await presses(discord)
    const one = await press()
    discord.deliver(discord.deliver(one))
    await discord.until(() => first.length === 2 && second.length === 2)
    expect([first, second]).toEqual([
      [one.id, one.id],
      [one.id, one.id],
    ])
  })

  it('falls silent, whereupon a client connects again', async () => {
    const discord = await clients.open({ heartbeatMs: 1000 })
    const client = await clients.ready(discord)
    const isBack = once(client, Events.ShardResume)
    discord.gateway.hush()
    await discord.until(() => discord.gateway.live() === 0)
    discord.gateway.hush(false)
    await isBack
  })
})
