import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aPlace, type Place, type RunningDesk } from '../cli/greenroom.ts'
import { openDiscordApi, type DiscordApi } from '../fakes/discord/discord-api.ts'
import type { Message } from '../fakes/discord/state.ts'
import { buttonPress } from '../fakes/slack/envelopes.ts'
import { openSocketServer, type SocketServer } from '../fakes/slack/socket-server.ts'
import { openSlackApi, type SeenMessage, type SlackApi } from '../fakes/slack/web-api.ts'
import * as onDiscord from './discord-desk.ts'
import { earlyBrand } from './early-brand.ts'
import * as onSlack from './slack-desk.ts'

// The built program with rooms of one brand on both services.

let place: Place
let discord: DiscordApi
let slackApi: SlackApi
let slack: SocketServer
let running: RunningDesk

beforeAll(async () => {
  place = await aPlace()
  discord = await openDiscordApi()
  slackApi = await openSlackApi()
  slack = await openSocketServer(slackApi.url)
  await mkdir(join(place.folder, 'brands'))
  const { people, channels } = discord.ids
  const brand = await earlyBrand({
    people: {
      'Ada Brandt': { slack: slackApi.people.ann, discord: people.ann },
      'Jonas Petersen': { slack: slackApi.people.ben, discord: people.ben },
    },
    rooms: [
      { surface: 'slack', channel: slackApi.channels.desk },
      { surface: 'discord', channel: channels.desk },
    ],
  })
  await writeFile(join(place.folder, 'brands', 'harbour.yaml'), brand)
  running = await place.start([], {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slackApi.botToken,
    SLACK_APP_TOKEN: 'xapp-1-A0GREENROOM-1-0123456789abcdef',
    DISCORD_API_URL: discord.url,
    DISCORD_TOKEN: discord.token,
  })
  await slack.until(() => slack.live() > 0)
  await discord.until(() => discord.gateway.live() > 0)
})
afterAll(async () => {
  await place.clear()
  await slack.stop()
  await slackApi.stop()
  await discord.stop()
})

/** Waits until this holds of the room on Discord. */
async function discordRoom(holds: (messages: readonly Message[]) => boolean): Promise<readonly Message[]> {
  let seen: readonly Message[] = []
  await discord.until(async () => {
    seen = await discord.messages(discord.ids.channels.desk)
    return holds(seen)
  })
  return seen
}

/** Waits until this holds of the room on Slack; it is looked at after each call of the program. */
async function slackRoom(holds: (messages: readonly SeenMessage[]) => boolean) {
  for (;;) {
    const before = slackApi.calls().length
    const messages = await slackApi.messages(slackApi.channels.desk)
    if (holds(messages)) return messages
    await slack.until(() => slackApi.calls().length > before)
  }
}

const postOnSlack = ({ metadata }: SeenMessage) => String(metadata?.event_payload.key).split(' ')[1] ?? ''
const cardOn = (messages: readonly SeenMessage[], post: string) =>
  messages.find((one) => String(one.metadata?.event_payload.key).startsWith(`post ${post} `))

/** A post that one person can approve, with its card on each. */
async function openPost() {
  const here = await discordRoom((all) => onDiscord.cardsIn(all).length > 0 && !!onDiscord.approvable(all))
  const card = onDiscord.approvable(here)
  if (!card) throw new Error('no card can be approved')
  const post = onDiscord.postOf(card)
  const there = await slackRoom((all) => cardOn(all, post) !== undefined)
  const twin = cardOn(there, post)
  const value = twin && onSlack.buttonValue(twin, 'Approve')
  if (!twin || !value) throw new Error('it cannot be approved on Slack')
  return { post, card, twin, value }
}

async function approvals(post: string): Promise<readonly string[]> {
  const { out } = await place.run(['why', post])
  expect(out).toContain('The audit trail is whole')
  return out.split('\n').filter((line) => / approved version /.test(line))
}

describe('a brand with a room on Slack and one on Discord', () => {
  it('shows the same day in both', async () => {
    const here = await discordRoom((all) => onDiscord.cardsIn(all).length === 3)
    const there = await slackRoom((all) => all.filter((one) => postOnSlack(one) !== '').length >= 4)
    const onBoth = onDiscord.cardsIn(here).map(onDiscord.postOf)
    for (const post of onBoth) expect(cardOn(there, post)).toBeDefined()
    expect(running.err()).toMatch(/^Slack is open: /m)
    expect(running.err()).toMatch(/^Discord is open: /m)
  })

  it('decides on Discord, and Slack says so', async () => {
    const { post, card } = await openPost()
    const { ann } = discord.ids.people
    discord.deliver(await discord.press({ who: ann, message: card.id, button: 'Approve' }))
    await slackRoom((all) => {
      const twin = cardOn(all, post)
      return twin !== undefined && onSlack.wordsOf(twin).includes('Approved by Ada Brandt')
    })
    expect(await approvals(post)).toEqual([expect.stringContaining('on Discord')])
  })

  it('makes one decision of two clicks at once, and tells each person what stands', async () => {
    const { post, card, value } = await openPost()
    const { ann } = discord.ids.people
    const pressed = await discord.press({ who: ann, message: card.id, button: 'Approve' })
    const onTheOther = buttonPress({
      who: { id: slackApi.people.ben },
      value,
      responseUrl: slack.responseUrl('both'),
    })
    discord.deliver(pressed)
    await slack.send('interactive', onTheOther).acked
    const said = () => slack.said.filter(({ to }) => to === 'both')
    await slack.until(() => said().length > 0)
    await discord.until(async () => (await discord.told(pressed)).length > 0)
    const [decision, ...others] = await approvals(post)
    expect(others).toEqual([])
    const winner = decision?.includes('on Discord') ? 'Ada Brandt' : 'Jonas Petersen'
    const told = {
      'Ada Brandt': (await discord.told(pressed)).map(onDiscord.wordsOf).join(),
      'Jonas Petersen': said()
        .map(({ body }) => String(body.text))
        .join(),
    }
    const loser = winner === 'Ada Brandt' ? 'Jonas Petersen' : 'Ada Brandt'
    expect(told[winner]).toContain('Approved.')
    expect(told[loser]).toContain(winner)
    expect(told[loser]).not.toContain('Approved.')
  })

  it('stops with both, and leaves no click behind', async () => {
    expect(await running.stop('SIGTERM')).toBe(0)
    await discord.until(() => discord.gateway.live() === 0)
    await slack.until(() => slack.live() === 0)
  })
})
