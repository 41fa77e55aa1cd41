import { describe, expect, it } from '@jest/globals'
import { REST } from 'discord.js'
import { clientOptions } from '../../../src/bot/discord/discord-client.ts'
import type { Sender } from '../../../src/bot/discord/envelope.ts'
import { openGuilds, type Guilds } from '../../../src/bot/discord/guilds.ts'
import { openWhoIs } from '../../../src/bot/discord/identity.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import { harbour } from '../desk.ts'

const ann: Sender = {
  user: '11',
  name: 'Ann',
  isBot: false,
  isPending: false,
  guild: '5',
  roles: ['31'],
}

async function refusalOf(isOurs: boolean | null, sender: Partial<Sender>): Promise<string> {
  const who = openWhoIs({ isOurs: async () => isOurs })
  try {
    await who({ ...ann, ...sender })
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.message}`
    throw error
  }
  return 'none'
}

describe('who reviews', () => {
  it('a member of a server with a room of a brand does, with their roles there', async () => {
    const who = openWhoIs({ isOurs: async (guild) => guild === '5' })
    expect(await who(ann)).toEqual({ surface: 'discord', id: '11', name: 'Ann', groups: ['31'] })
  })

  it.each([
    [true, { isBot: true }, 'unknown_person: Bots do not review'],
    [true, { guild: null, roles: [] }, 'unknown_person: In a direct message Discord does not say'],
    [true, { isPending: true }, 'unknown_person: You have not accepted the rules'],
    [false, {}, 'unknown_person: No brand has a room in this server'],
    [null, {}, 'busy: Discord could not tell just now'],
  ])('where the server is ours: %j, somebody like %j does not', async (isOurs, sender, words) => {
    expect(await refusalOf(isOurs, sender)).toContain(words)
  })
})

describe('whether a server is ours', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const channels = ['7', '8']
  let now = new Date('2026-11-20T06:00:00Z')
  let asked: string[] = []
  let answers: Readonly<Record<string, () => Response>> = {}

  const found = (guild_id: string | null) => () => Response.json({ id: '1', guild_id })
  const no = (status: number, code: number) => () => Response.json({ code, message: 'no' }, { status })
  const lost = () => {
    throw new Error('lost')
  }

  function open(given: typeof answers): Guilds {
    answers = given
    asked = []
    const rooms = channels.map((channel) => ({ surface: 'discord', channel }) as const)
    const brands = { all: () => [{ ...harbour, rooms }], get: () => null }
    const options = clientOptions({ apiUrl: null, breaker: { objection: () => null, note: () => undefined } })
    const rest = new REST({
      ...options,
      makeRequest: async (url) => {
        const channel = new URL(url).pathname.split('/').at(-1) ?? ''
        asked.push(channel)
        const response = (answers[channel] ?? lost)()
        const { status, ok, headers } = response
        return {
          status,
          ok,
          headers,
          body: null,
          bodyUsed: false,
          statusText: '',
          json: () => response.json(),
          text: () => response.text(),
          arrayBuffer: () => response.arrayBuffer(),
        }
      },
    }).setToken('x')
    return openGuilds(rest, { brands, clock: { now: () => now }, log })
  }

  it('is asked once about each room', async () => {
    const guilds = open({ 7: found('5'), 8: found('6') })
    expect(await Promise.all(['5', '6', '9'].map((guild) => guilds.isOurs(guild)))).toEqual([
      true,
      true,
      false,
    ])
    await guilds.isOurs('9')
    expect(asked.toSorted()).toEqual(['7', '8'])
    expect([guilds.guildOf('7'), guilds.guildOf('8'), guilds.guildOf('9')]).toEqual(['5', '6', null])
  })

  it('is known from the gateway without a question', async () => {
    const guilds = open({})
    guilds.hear({ id: '5', channels: [{ id: '7' }, { id: '8' }] })
    guilds.hear({ id: '5', channels: 7 })
    guilds.hear(null)
    expect(await guilds.isOurs('5')).toBe(true)
    expect(await guilds.isOurs('6')).toBe(false)
    expect(asked).toEqual([])
  })

  it('cannot be told while Discord does not say where a room is, and is asked again', async () => {
    const guilds = open({ 7: found('5'), 8: lost })
    expect(await guilds.isOurs('6')).toBeNull()
    answers = { ...answers, 8: found('6') }
    expect(await guilds.isOurs('6')).toBe(true)
  })

  it('is no for a while where a room cannot be seen', async () => {
    const guilds = open({ 7: found('5'), 8: no(403, 50001) })
    expect(await guilds.isOurs('6')).toBe(false)
    expect(await guilds.isOurs('6')).toBe(false)
    expect(asked).toEqual(['7', '8'])
    answers = { ...answers, 8: found('6') }
    now = new Date(now.getTime() + minuteMs)
    expect(await guilds.isOurs('6')).toBe(true)
  })

  it('is no for a room that is a direct message', async () => {
    const guilds = open({ 7: found(null), 8: found('5') })
    expect(await guilds.isOurs('6')).toBe(false)
  })
})
