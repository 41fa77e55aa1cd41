import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ComponentType, Routes, type REST } from 'discord.js'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { discordRest } from '../../../src/bot/discord/discord-client.ts'
import type { DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { sayPlainly, tell, type Ear, type Mouth } from '../../../src/bot/discord/tell.ts'
import { openSetClock } from './set-clock.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Fault } from '../../fakes/discord/faults.ts'
import type { Interaction, Message } from '../../fakes/discord/state.ts'

let clock: ReturnType<typeof openSetClock>
let discord: DiscordApi
let rest: REST
let logged: string[]
let waits: number[]
let card: string

beforeEach(async () => {
  clock = openSetClock('2026-01-05T06:00:00Z')
  discord = await openDiscordApi(clock)
  logged = []
  waits = []
  rest = discordRest(discord.token, {
    apiUrl: discord.url,
    breaker: openBreaker({ clock, log: mouth().log }),
  })
  const sent = await rest.post(Routes.channelMessages(discord.ids.channels.desk), {
    body: {
      flags: 32_768 | 4,
      allowed_mentions: { parse: [] },
      nonce: 'card',
      enforce_nonce: true,
      components: [
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.Button, style: 1, label: 'Approve', custom_id: 'a' }],
        },
      ],
    },
  })
  card = (sent as { id: string }).id
})
afterEach(async () => {
  clock.stop()
  await discord.stop()
})

function mouth(): Mouth {
  const note = (facts: object, words: string) => void logged.push(`${words} ${JSON.stringify(facts)}`)
  const log = { info: note, warn: note, error: note }
  const after: Mouth['after'] = (ms, call) => {
    waits.push(ms)
    clock.set(Date.now() + ms)
    call()
    return () => {}
  }
  return { rest, clock, log, after }
}

/** Ann presses, and it is acknowledged by this callback; null: not at all. */
async function pressed(callback: object | null): Promise<Interaction> {
  const click = await discord.press({ who: discord.ids.people.ann, message: card, button: 'Approve' })
  if (callback)
    await rest.post(Routes.interactionCallback(click.id, click.token), { body: callback, auth: false })
  return click
}
const thinking = { type: 5, data: { flags: 64 } }
const silently = { type: 6 }

function earOf({ token }: Pick<Interaction, 'token'>, ear: Partial<Ear> = {}): Ear {
  const { application, people, channels } = discord.ids
  return {
    user: people.ann,
    application,
    token,
    at: clock.now(),
    channel: channels.desk,
    isRoom: true,
    deferred: 'reply',
    ...ear,
  }
}

const says = (content: string, users: readonly string[] = []): DiscordMessage => ({
  components: [{ type: ComponentType.TextDisplay, content }],
  files: [],
  thread: null,
  calls: { users, roles: [] },
})

const texts = (messages: readonly Message[]) =>
  messages.map(({ components }) => components?.map((one) => ('content' in one ? one.content : '')).join(' '))

const alone = () => texts(discord.private(discord.ids.people.ann))
const direct = async () => texts(await discord.dm(discord.ids.people.ann))
/** What everybody sees, but for the card. */
const room = async () => texts((await discord.messages(discord.ids.channels.desk)).slice(1))

describe('an answer to a click', () => {
  it('takes the place of what said that one is being made; more of it follows, and only they see any of it', async () => {
    const click = await pressed(thinking)
    await tell(mouth(), earOf(click), [says('One'), says('Two'), says('Three')])
    expect(texts(await discord.told(click))).toEqual(['One', 'Two', 'Three'])
    expect(alone()).toEqual(['One', 'Two', 'Three'])
    expect(await room()).toEqual([])
  })

  it('takes the place of the answer that was pressed', async () => {
    const before = await pressed(thinking)
    await tell(mouth(), earOf(before), [
      {
        ...says('Are you sure?'),
        components: [
          { type: ComponentType.TextDisplay, content: 'Are you sure?' },
          {
            type: ComponentType.ActionRow,
            components: [{ type: ComponentType.Button, style: 1, label: 'Yes', custom_id: 'y' }],
          },
        ],
      },
    ])
    const [question] = await discord.told(before)
    const click = await discord.press({
      who: discord.ids.people.ann,
      message: question?.id ?? '',
      button: 'Yes',
    })
    await rest.post(Routes.interactionCallback(click.id, click.token), { body: silently, auth: false })
    await tell(mouth(), earOf(click, { deferred: 'update' }), [says('Approved.')])
    expect(alone()).toEqual(['Approved.'])
  })

  it('leaves the card alone on which they pressed', async () => {
    const click = await pressed(silently)
    await tell(mouth(), earOf(click, { deferred: null }), [says('Approved.')])
    expect(alone()).toEqual(['Approved.'])
    expect(discord.calls().filter(({ method }) => method === 'PATCH')).toEqual([])
  })

  it('that concerns everyone is seen by everyone, and nothing goes on saying that it is being made', async () => {
    const click = await pressed(thinking)
    await tell(mouth(), earOf(click), [says('Frozen.'), says('By Ann.')], true)
    expect(await room()).toEqual(['Frozen.', 'By Ann.'])
    expect(alone()).toEqual([])
    expect(discord.calls('DELETE /webhooks/:id/:token/messages/@original')).toHaveLength(1)
  })

  it('pings nobody but those whom it calls', async () => {
    const { ann, ben } = discord.ids.people
    const click = await pressed(thinking)
    await tell(mouth(), earOf(click), [says(`<@${ann}> @everyone`), says(`<@${ben}>`, [ben])], true)
    const bodies = discord.calls('POST /webhooks/:id/:token').map(({ body }) => body)
    expect(bodies).toMatchObject([
      { allowed_mentions: { parse: [], users: [] } },
      { allowed_mentions: { parse: [], users: [ben] } },
    ])
  })

  it('comes beneath where they have dismissed what it was to replace', async () => {
    const click = await pressed(thinking)
    discord.fault('PATCH /webhooks/:id/:token/messages/@original', {
      kind: 'error',
      status: 404,
      code: 10_008,
    })
    await tell(mouth(), earOf(click), [says('Done')])
    expect(alone()).toEqual(['Done'])
    expect(await direct()).toEqual([])
  })

  it('waits for a limit as long as Discord says, and is then given in the same place', async () => {
    const click = await pressed(thinking)
    const limit: Fault = { kind: 'rate_limited', retryAfter: 7, scope: 'user' }
    discord.fault('PATCH /webhooks/:id/:token/messages/@original', limit)
    discord.fault('POST /webhooks/:id/:token', limit, 2)
    await tell(mouth(), earOf(click), [says('One'), says('Two')])
    expect(alone()).toEqual(['One', 'Two'])
    expect(waits).toEqual([7000, 7000, 7000])
  })
})

describe('an answer that cannot be given where they clicked', () => {
  it.each<[string, number, number]>([
    ['the interaction is not known (any more)', 404, 10_062],
    ['there is no such webhook', 404, 10_015],
    ['its token is none', 401, 50_027],
    ['it has been acknowledged', 400, 40_060],
    ['too many answers were given', 400, 40_094],
  ])('because %s reaches them alone', async (_, status, code) => {
    const click = await pressed(thinking)
    const fault: Fault = { kind: 'error', status, code }
    discord.misbehave(({ path }) => (path.startsWith('/webhooks/') ? fault : null))
    await tell(mouth(), earOf(click), [says('One'), says('Two')])
    expect(await direct()).toEqual(['One', 'Two'])
    expect(await room()).toEqual([])
  })

  it.each<Fault>([
    { kind: 'drop' },
    { kind: 'status', status: 500 },
    { kind: 'rate_limited', retryAfter: 900, scope: 'user' },
  ])('because of %j reaches them alone, what is left of it', async (fault) => {
    const click = await pressed(thinking)
    discord.fault('POST /webhooks/:id/:token', fault)
    await tell(mouth(), earOf(click), [says('One'), says('Two'), says('Three')])
    expect(alone()).toEqual(['One'])
    expect(await direct()).toEqual(['Two', 'Three'])
  })

  it('because 15 minutes are over is not even tried there', async () => {
    const click = await pressed(thinking)
    const ear = earOf(click)
    clock.set(Date.now() + 15 * 60_000)
    await tell(mouth(), ear, [says('Late')])
    expect(await direct()).toEqual(['Late'])
    expect(discord.calls().filter(({ path }) => path.startsWith('/webhooks/'))).toEqual([])
  })

  it('because nothing was acknowledged reaches them alone', async () => {
    const click = await pressed(null)
    await tell(mouth(), earOf(click, { deferred: null }), [says('Done')])
    expect(await direct()).toEqual(['Done'])
    await tell(mouth(), earOf(click, { token: null }), [says('Done again')])
    expect(await direct()).toEqual(['Done', 'Done again'])
  })

  it('is said in the channel, with a mention of them alone, where they take no direct messages', async () => {
    const { ann } = discord.ids.people
    discord.shutDirect(ann)
    const click = await pressed(null)
    await tell(mouth(), earOf(click, { token: null }), [says('One'), says('Two')])
    const [closed] = await room()
    expect(closed).toContain(`<@${ann}>`)
    expect((await room()).slice(1)).toEqual(['One', 'Two'])
    const pinged = (await discord.messages(discord.ids.channels.desk)).map(({ mentions }) =>
      mentions.map(({ id }) => id),
    )
    expect(pinged).toEqual([[], [ann], [], []])
  })

  it('is shown to nobody else in a channel that is no room: there they are asked to ask again', async () => {
    discord.shutDirect(discord.ids.people.ann)
    const click = await pressed(null)
    await tell(mouth(), earOf(click, { token: null, isRoom: false }), [says('One'), says('Two')])
    expect(await room()).toEqual([expect.stringMatching(/^<@\d+> .* Please ask again\.$/)])
    expect(logged.at(-1)).not.toContain('a person could not be answered {')
  })

  it('is not shown to others because a direct message failed for another reason', async () => {
    const click = await pressed(null)
    discord.fault('POST /users/@me/channels', { kind: 'drop' })
    await tell(mouth(), earOf(click, { token: null }), [says('One')])
    expect(await room()).toEqual([])
    expect(logged.at(-1)).toContain('could not be answered')
  })

  it('and concerns everyone is said in the channel', async () => {
    const click = await pressed(null)
    await tell(mouth(), earOf(click, { token: null }), [says('Frozen.')], true)
    expect(await room()).toEqual(['Frozen.'])
    expect(await direct()).toEqual([])
  })

  it('is not said twice by the process after one that died before it could note that it was said', async () => {
    const click = await pressed(null)
    const ear = earOf(click, { token: null })
    await tell(mouth(), ear, [says('Approved.'), says('Approved.')])
    await tell(mouth(), ear, [says('Approved.'), says('Approved.')])
    expect(await direct()).toEqual(['Approved.', 'Approved.'])
    expect(
      discord
        .calls('POST /channels/:id/messages')
        .slice(1)
        .map(({ body }) => body),
    ).toMatchObject(
      Array.from({ length: 4 }, () => ({ enforce_nonce: true, allowed_mentions: { parse: [] } })),
    )
  })

  it('never throws, whatever fails', async () => {
    const click = await pressed(thinking)
    discord.misbehave(() => ({ kind: 'drop' }))
    await tell(mouth(), earOf(click), [says('One')])
    await sayPlainly(mouth(), earOf(click), 'Two')
    expect(logged.filter((line) => line.startsWith('a person could not be answered {'))).toHaveLength(2)
  })

  it('leaves nothing in the log that would let others answer', async () => {
    const click = await pressed(thinking)
    discord.fault('PATCH /webhooks/:id/:token/messages/@original', {
      kind: 'error',
      status: 401,
      code: 50_027,
    })
    discord.misbehave(({ path }) => (path.startsWith('/users') ? { kind: 'status', status: 500 } : null))
    await tell(mouth(), earOf(click), [says('One')])
    expect(logged.length).toBeGreaterThan(1)
    expect(logged.join()).not.toContain(click.token)
    expect(logged.join()).not.toContain(discord.token)
  })
})

describe('a sentence of our own', () => {
  it('is told like any answer', async () => {
    const click = await pressed(thinking)
    await sayPlainly(mouth(), earOf(click), 'That could not be read.')
    expect(alone()).toEqual(['That could not be read.'])
  })

  it('marks nothing, whatever is quoted in it', async () => {
    const click = await pressed(thinking)
    await sayPlainly(mouth(), earOf(click), 'You do not review *Quayside*.')
    expect(alone()).toEqual(['You do not review \\*Quayside\\*.'])
  })
})
