import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunningDesk } from '../cli/greenroom.ts'
import type { Message } from '../fakes/discord/state.ts'
import {
  approvable,
  cardsIn,
  hasHead,
  openDiscordDesk,
  postOf,
  wordsOf,
  type DiscordDesk,
} from './discord-desk.ts'
import { until } from '../until.ts'

// The built program with a Discord on loopback, in the order in which somebody would use it.

let desk: DiscordDesk

beforeAll(async () => {
  desk = await openDiscordDesk()
})
afterAll(() => desk.stop())

async function openCard(channel: string): Promise<Message> {
  const card = approvable(await desk.room(channel, (messages) => approvable(messages) !== null))
  if (!card) throw new Error('no card can be approved')
  return card
}

async function approved(channel: string, { id }: Message, by: string): Promise<void> {
  await desk.room(channel, (all) =>
    all.some((one) => one.id === id && wordsOf(one).includes(`Approved by ${by}`)),
  )
}

/** How often the record has an approval of the post that a card shows. */
async function approvals(card: Message): Promise<number> {
  const { out } = await desk.place.run(['why', postOf(card)])
  expect(out).toContain('The audit trail is whole')
  return out.split('\n').filter((line) => / approved version /.test(line)).length
}

const live = () => desk.api.until(() => desk.api.gateway.live() > 0)
const saidTo = (user: string) => desk.api.private(user).map(wordsOf).join('\n')

describe('rooms on Discord that nobody has set up', () => {
  it('are told in one line that says how', async () => {
    await desk.writeBrand([desk.api.ids.channels.desk])
    const running = await desk.place.start()
    expect(running.err()).toBe(
      'North Harbour Coffee: its rooms on Discord stay closed: set DISCORD_TOKEN (docs/setup.md, Discord).\n',
    )
    expect(await running.stop('SIGTERM')).toBe(0)
    const { code, out } = await desk.place.run(['check'])
    expect(code).toBe(0)
    expect(out).toMatch(
      /warning +discord token +North Harbour Coffee: a room on Discord, which is not set up/,
    )
    expect(desk.api.calls()).toEqual([])
  })
})

describe('a desk with a room on Discord', () => {
  let running: RunningDesk

  it('is checked before its first start: only its commands are not known yet, and nothing is shown', async () => {
    const { code, out } = await desk.place.run(['check'], desk.env)
    expect([code, out.match(/^(?:warning|FAILED).*$/gm)]).toEqual([
      0,
      [expect.stringMatching(/^warning +discord commands /)],
    ])
    expect(out).toContain('https://discord.com/oauth2/authorize?client_id=')
    expect(await desk.api.messages(desk.api.ids.channels.desk)).toEqual([])
  })

  it('opens while Discord is away, says so, and shows the day as soon as Discord is back', async () => {
    desk.api.fault('GET /users/@me', { kind: 'drop' })
    running = await desk.place.start([], desk.env)
    const messages = await desk.room(desk.api.ids.channels.desk, (all) => cardsIn(all).length === 3)
    expect(hasHead(messages)).toBe(true)
    expect(messages).toHaveLength(4)
    expect(running.err()).toMatch(
      /^Discord is not open yet, and is tried again: .* The web page works meanwhile\.$/m,
    )
    expect(running.err()).toMatch(/^Discord is open: @\S+ in .+$/m)
  })

  it('has its commands registered, so that the check is all right', async () => {
    const { code, out } = await desk.place.run(['check'], desk.env)
    expect([code, out.match(/^(?:warning|FAILED).*$/gm)]).toEqual([0, null])
    expect(out).toMatch(/ok +discord commands +Discord knows \/greenroom as it is now/)
    expect(out).toMatch(/ok +discord role +North Harbour Coffee: Editors: whoever has the role @Reviewers/)
  })

  it('takes a click over the gateway: the card says who approved, and whoever clicked is told alone', async () => {
    const { api } = desk
    const card = await openCard(api.ids.channels.desk)
    await live()
    api.deliver(await api.press({ who: api.ids.people.ann, message: card.id, button: 'Approve' }))
    await approved(api.ids.channels.desk, card, 'Ada Brandt')
    await api.until(() => saidTo(api.ids.people.ann).includes('Approved'))
    expect(await approvals(card)).toBe(1)
  })

  it('answers a command, with choices while it is typed', async () => {
    const { api } = desk
    const who = api.ids.people.ann
    const choices = async () => {
      const typing = await api.run({ who, words: 'why', options: { post: 'x' }, focused: 'post' })
      return JSON.stringify(await api.answered(api.deliver(typing)))
    }
    // A slow machine may have none in time: whoever types on is asked again.
    while (!/"choices":\[\{/.test(await choices()));
    api.deliver(await api.run({ who, words: 'status' }))
    await api.until(() => /frozen|goes on|open/i.test(saidTo(who)))
  })

  it('lets somebody decide who holds the role that the brand file names, and nobody without it', async () => {
    const { api } = desk
    const { eve, sam } = api.ids.people
    const card = await openCard(api.ids.channels.desk)
    api.deliver(await api.press({ who: sam, message: card.id, button: 'Approve' }))
    await api.until(() => saidTo(sam).includes('You are not a reviewer'))
    api.deliver(await api.press({ who: eve, message: card.id, button: 'Approve' }))
    await desk.room(api.ids.channels.desk, (all) =>
      all.some((one) => one.id === card.id && /Approved by [^"]*Editors/.test(wordsOf(one))),
    )
    expect(await approvals(card)).toBe(1)
  })

  it('leaves nothing behind when it is stopped', async () => {
    expect(await running.stop('SIGTERM')).toBe(0)
    await desk.api.until(() => desk.api.gateway.live() === 0)
    expect(await desk.homeFile('inbox/discord.jsonl')).toBe('')
  })
})

describe('a token that is wrong', () => {
  it('is one clear line, and the page works', async () => {
    const wrong = await desk.place.start([], {
      ...desk.env,
      DISCORD_TOKEN: 'MTIzNDU2Nzg5.wrong.one-of-these',
    })
    await desk.api.until(() => wrong.err() !== '' || desk.api.calls('GET /users/@me').at(-1)?.status === 401)
    await until(() => wrong.err() !== '')
    expect(wrong.err()).toMatch(
      /^Discord is not open yet, and is tried again: Discord does not accept the bot token: .*DISCORD_TOKEN.*\n$/,
    )
    expect((await fetch(wrong.url, { redirect: 'manual' })).status).toBeLessThan(400)
    expect(await wrong.stop('SIGTERM')).toBe(0)
  })

  it('is refused before anything is opened where it cannot be one, without being repeated', async () => {
    const { code, err } = await desk.place.run(['start'], { ...desk.env, DISCORD_TOKEN: 'Bot my-token' })
    expect(code).toBe(1)
    expect(err).toMatch(/DISCORD_TOKEN[^]*three parts joined by dots/)
    expect(err).not.toContain('my-token')
  })
})

describe('a Discord that does not answer', () => {
  it('keeps nobody waiting who stops the desk', async () => {
    const { api, place, env } = desk
    const asked = api.calls('GET /users/@me').length
    api.fault('GET /users/@me', { kind: 'hang' })
    const running = await place.start([], env)
    await api.until(() => api.calls('GET /users/@me').length > asked)
    expect(await running.stop('SIGTERM')).toBe(0)
    expect(running.err()).not.toContain('is tried again')
  })
})

describe('a brand file that is changed while the desk runs', () => {
  it('gets a room: what stands on the desk is shown there', async () => {
    const { api, place, env } = desk
    const running = await place.start([], env)
    expect(await api.messages(api.ids.channels.vault)).toEqual([])
    await desk.writeBrand([api.ids.channels.desk, api.ids.channels.vault])
    const messages = await desk.room(api.ids.channels.vault, (all) => all.length >= 4)
    expect(hasHead(messages)).toBe(true)
    expect(await running.stop('SIGTERM')).toBe(0)
  })
})

describe('clicks that come by requests', () => {
  it('are taken at the address that the start names, and only with a signature', async () => {
    const { api, place, env } = desk
    const door = { DISCORD_PUBLIC_KEY: api.publicKey, DISCORD_PORT: '0' }
    const running = await place.start([], { ...env, ...door })
    await until(() => running.err().includes('clicks come in on'))
    const address = /clicks come in on (\S+)/.exec(running.err())?.[1] ?? ''
    expect((await api.post(address, 'ping')).status).toBe(200)
    const { ben } = api.ids.people
    const asked = await api.run({ who: ben, words: 'today' })
    expect((await api.post(address, asked)).status).toBeLessThan(300)
    await api.until(() => api.private(ben).length > 0)
    expect((await fetch(address, { method: 'POST', body: JSON.stringify(asked.raw) })).status).toBe(401)
    expect(api.gateway.live()).toBe(0)
    expect(await running.stop('SIGTERM')).toBe(0)
  })
})

describe('the log of all this', () => {
  it('holds no token of the bot and none of a click', async () => {
    const log = await desk.homeFile('greenroom.log')
    expect(log.length).toBeGreaterThan(500)
    expect(log).not.toContain(desk.api.token)
    expect(log).not.toContain('aW50ZXJhY3Rpb246')
  })
})
