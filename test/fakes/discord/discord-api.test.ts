import { Client, Events, GatewayIntentBits, REST, Routes } from 'discord.js'
import { afterEach, describe, expect, it } from '@jest/globals'
import { openDiscordApi, type DiscordApi, type DiscordOptions } from './discord-api.ts'

const opened: { stop: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.stop()
})

async function open(options: DiscordOptions = {}): Promise<DiscordApi> {
  const discord = await openDiscordApi(options)
  opened.push(discord)
  return discord
}
function restOf({ url, token }: DiscordApi): REST {
  return new REST({ api: url, retries: 0 }).setToken(token)
}
async function ready(discord: DiscordApi): Promise<Client> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.url, retries: 0 } })
  opened.push({ stop: () => client.destroy() })
  const isReady = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  await isReady
  return client
}
let serial = 0
const text = (content: string) => ({
  flags: 32_768,
  components: [{ type: 10, content }],
  allowed_mentions: { parse: [] },
  nonce: `n${(serial += 1)}`,
  enforce_nonce: true,
})

describe('the stand-in for Discord', () => {
  it('makes a message once for one nonce', async () => {
    const discord = await open()
    const rest = restOf(discord)
    const { desk } = discord.ids.channels
    const body = text('hello')
    const first = await rest.post(Routes.channelMessages(desk), { body })
    const again = await rest.post(Routes.channelMessages(desk), { body })
    expect(again).toEqual(first)
    expect(await discord.messages(desk)).toMatchObject([
      { components: [{ type: 10, id: 1, content: 'hello' }] },
    ])
  })

  it('tells a gateway client of a press', async () => {
    const discord = await open()
    const client = await ready(discord)
    const heard = new Promise<unknown>((resolve) => client.once(Events.InteractionCreate, resolve))
    const { desk } = discord.ids.channels
    const button = { type: 2, style: 3, label: 'Approve', custom_id: 'approve:1' }
    const body = { ...text('x'), components: [{ type: 1, components: [button] }] }
    const { id } = (await client.rest.post(Routes.channelMessages(desk), { body })) as { id: string }
    const press = discord.deliver(
      await discord.press({ who: discord.ids.people.ann, message: id, button: 'Approve' }),
    )
    expect(await heard).toMatchObject({ customId: 'approve:1', user: { id: discord.ids.people.ann } })
    await client.rest.post(Routes.interactionCallback(press.id, press.token), {
      body: { type: 5, data: { flags: 64 } },
      auth: false,
    })
    const { nonce: _, enforce_nonce: __, ...answer } = text('done')
    await client.rest.patch(Routes.webhookMessage(discord.ids.application, press.token), {
      body: answer,
      auth: false,
    })
    expect(await discord.told(press)).toMatchObject([{ flags: 32_832, components: [{ content: 'done' }] }])
    expect(await discord.messages(desk)).toHaveLength(1)
  })
})
