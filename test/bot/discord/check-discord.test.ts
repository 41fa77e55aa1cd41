import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ChannelType, PermissionFlagsBits as bits } from 'discord-api-types/v10'
import { Routes, type REST } from 'discord.js'
import type { Check } from '../../../src/bot/check.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { checkDiscord, type DiscordAccess } from '../../../src/bot/discord/check-discord.ts'
import { discordRest } from '../../../src/bot/discord/discord-client.ts'
import { botPermissions } from '../../../src/bot/discord/permissions.ts'
import { registerCommands } from '../../../src/bot/discord/register-commands.ts'
import type { Brand, Reviewer } from '../../../src/domain/brand.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'
import { harbour } from '../desk.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const clock = { now: () => new Date() }
const needed = botPermissions.reduce((sum, { bit }) => sum | bit, 0n)

let api: DiscordApi

/** Longer than any machine takes: a call that takes too long is a test of its own. */
const patientMs = 600_000

/** Discord with a bot that has these rights and has been started before. */
async function open(permissions = needed, everyone?: bigint): Promise<void> {
  api = await openDiscordApi({ permissions, ...(everyone === undefined ? {} : { everyone }) })
  await registerCommands(restOf(), api.ids.application)
}

async function reopen(permissions: bigint, everyone: bigint): Promise<void> {
  await api.stop()
  await open(permissions, everyone)
}

function restOf(token = api.token, timeoutMs = patientMs): REST {
  return discordRest(token, { apiUrl: api.url, breaker: openBreaker({ clock, log: quiet }), timeoutMs })
}

beforeEach(() => open())
afterEach(() => api.stop())

/** Ann and Ben review in #desk. */
function brand(fields: Partial<Brand> = {}): Brand {
  const { ann, ben } = api.ids.people
  const ids: Readonly<Record<string, string>> = { 'Ann Lee': ann, 'Ben Okafor': ben }
  const reviewers = harbour.reviewers
    .slice(0, 2)
    .map((one): Reviewer => ({ ...one, ids: { discord: ids[one.name] ?? '' } }))
  return { ...harbour, reviewers, rooms: [{ surface: 'discord', channel: api.ids.channels.desk }], ...fields }
}

function inRoom(channel: string): Brand {
  return brand({ rooms: [{ surface: 'discord', channel }] })
}

function reviewedBy(id: string | null): Brand {
  const [ann, ben] = brand().reviewers
  if (!ann || !ben) throw new Error('nobody reviews')
  return brand({ reviewers: [ann, { ...ben, ids: id === null ? {} : { discord: id } }] })
}

function reviewedByRole(id: string): Brand {
  const editors = { name: 'Editors', roles: ['approver'], surface: 'discord', id } as const
  return brand({ reviewers: [], groups: [editors] })
}

function check(
  access: Partial<DiscordAccess> = {},
  { token = api.token, timeoutMs = patientMs } = {},
): Promise<readonly Check[]> {
  return checkDiscord({
    rest: restOf(token, timeoutMs),
    publicKey: null,
    brands: [brand()],
    now: () => new Date(),
    ...access,
  })
}

function flawsOf(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ status }) => status !== 'ok')
}

function textOf({ name, status, found, mend }: Check): string {
  return `${name} ${status}: ${found} -> ${mend}`
}

/** The one check that is not all right, as a person reads it. */
function flaw(checks: readonly Check[]): string {
  const found = flawsOf(checks)
  expect(found.map(textOf)).toHaveLength(1)
  return found.map(textOf).join()
}

const invite = () =>
  `https://discord.com/oauth2/authorize?client_id=${api.ids.application}&scope=bot+applications.commands&permissions=309237746688`

describe('a Discord that is set up well', () => {
  it('passes every check, by name', async () => {
    const checks = await check()
    expect(flawsOf(checks)).toEqual([])
    expect(checks.map(({ name, found }) => `${name}: ${found}`)).toEqual([
      expect.stringMatching(/^discord token: @\S+ of Greenroom$/),
      "discord clock: this machine's clock agrees with Discord's",
      'discord clicks: over the gateway, which asks for no privileged intents',
      expect.stringMatching(/^discord server: the bot is in .+ \(to invite it to another one: https:/),
      'discord room: #desk of North Harbour Coffee: View Channel, Send Messages, Create Public Threads, Send Messages in Threads, Attach Files, Read Message History',
      expect.stringMatching(/^discord people: North Harbour Coffee: every reviewer is a member of ./),
      'discord commands: Discord knows /greenroom as it is now',
    ])
  })

  it('prints the link that invites the bot with no more rights than it needs', async () => {
    const server = (await check()).find(({ name }) => name === 'discord server')
    expect(server?.found).toContain(`${invite()} `)
    const asked = BigInt(new URL(invite()).searchParams.get('permissions') ?? 0)
    expect(asked).toBe(needed)
    expect(asked & (bits.Administrator | bits.ManageMessages | bits.MentionEveryone | bits.EmbedLinks)).toBe(
      0n,
    )
  })

  it('is shown nothing by a check, which only reads', async () => {
    const before = api.calls().length
    await check()
    expect(
      new Set(
        api
          .calls()
          .slice(before)
          .map(({ method }) => method),
      ),
    ).toEqual(new Set(['GET']))
    expect(await api.messages(api.ids.channels.desk)).toEqual([])
  })

  it('is asked again a little later where it wants fewer calls', async () => {
    api.fault('*', { kind: 'rate_limited', retryAfter: 0.05, scope: 'user' }, 2)
    expect(flawsOf(await check())).toEqual([])
  })
})

describe('what is wrong with the application is named, with what to click', () => {
  it('a token that Discord does not accept', async () => {
    expect(flaw(await check({}, { token: 'MTIz.another.token' }))).toMatch(
      /^discord token failed: .* -> .*discord\.com\/developers\/applications.*Bot, Reset Token.*DISCORD_TOKEN/,
    )
  })

  it('an invitation that leads nowhere, for it asks for a code grant', async () => {
    api.describe(api.ids.application, { bot_require_code_grant: true })
    expect(flaw(await check())).toMatch(
      /^discord server failed: .* -> .*Bot: switch Requires OAuth2 Code Grant off/,
    )
  })

  it('clicks that go to an address, where they are to come over the gateway', async () => {
    api.describe(api.ids.application, {
      interactions_endpoint_url: 'https://desk.example/discord/interactions',
    })
    expect(flaw(await check())).toMatch(
      /^discord clicks failed: Discord sends clicks to https:\/\/desk\.example.* -> .*General Information: empty Interactions Endpoint URL, Save Changes/,
    )
  })

  it('no address, where clicks are to come by requests', async () => {
    api.describe(api.ids.application, { verify_key: api.publicKey })
    expect(flaw(await check({ publicKey: api.publicKey }))).toMatch(
      /^discord clicks failed: .*no address.* -> start Greenroom, then .*https:\/\/<your address>\/discord\/interactions as Interactions Endpoint URL/,
    )
  })

  it('the public key of another application', async () => {
    const other = { publicKey: '0'.repeat(64) }
    expect(flaw(await check(other))).toMatch(
      /^discord clicks failed: .*another application.* -> .*copy Public Key into DISCORD_PUBLIC_KEY/,
    )
  })

  it('a gateway that Discord opens no more today', async () => {
    api.describe('gateway', {
      session_start_limit: { total: 1000, remaining: 0, reset_after: 90_000, max_concurrency: 1 },
    })
    expect(flaw(await check())).toMatch(/^discord clicks failed: .*no more gateways.* -> wait 2 min/)
  })

  it('nothing, where clicks come by requests and Discord knows the address', async () => {
    api.describe(api.ids.application, {
      verify_key: api.publicKey,
      interactions_endpoint_url: 'https://desk.example/discord/interactions',
    })
    expect(flawsOf(await check({ publicKey: api.publicKey.toUpperCase() }))).toEqual([])
  })

  it.each([
    ['nobody has registered', []],
    ['are those of another version', [{ name: 'greenroom', description: 'The desk', type: 1 }]],
  ])('commands that %s, as a warning', async (_, body) => {
    await restOf().put(Routes.applicationCommands(api.ids.application), { body })
    expect(flaw(await check())).toMatch(
      /^discord commands warning: .* -> start Greenroom once: it registers it$/,
    )
  })

  it.each([
    [600_000, '10 min ahead of'],
    [-600_000, '10 min behind'],
  ])('a clock that is off by %d ms', async (aheadMs, words) => {
    expect(flaw(await check({ now: () => new Date(Date.now() + aheadMs) }))).toMatch(
      new RegExp(`^discord clock failed: this machine's clock is ${words} Discord's -> .*NTP`),
    )
  })
})

describe('what is wrong with a room is named, with what to click', () => {
  it.each(botPermissions.filter(({ name }) => name !== 'View Channel'))(
    'a right that the channel takes away: $name',
    async ({ name, bit, why }) => {
      await api.overwrite(api.ids.channels.desk, api.ids.guild, { deny: bit })
      expect(flaw(await check())).toBe(
        `discord room failed: Greenroom lacks ${name} in #desk of North Harbour Coffee, ${why} -> in Discord: right-click #desk, Edit Channel, Permissions, add Greenroom under Advanced Permissions, set ${name} to ✓, Save Changes`,
      )
    },
  )

  it.each(botPermissions.filter(({ name }) => name !== 'View Channel'))(
    'a right that no role gives: $name',
    async ({ name, bit }) => {
      await reopen(needed & ~bit, bits.ViewChannel)
      expect(flaw(await check())).toMatch(
        new RegExp(
          `^discord room failed: Greenroom lacks ${name} in .* -> in Discord: Server Settings, Roles, Greenroom, Permissions, switch ${name} on, .*permissions=309237746688$`,
        ),
      )
    },
  )

  it('several rights, each by itself', async () => {
    await api.overwrite(api.ids.channels.desk, api.ids.roles.greenroom, {
      deny: bits.AttachFiles | bits.SendMessages,
    })
    expect(flawsOf(await check()).map(({ found }) => found.split(',')[0])).toEqual([
      'Greenroom lacks Send Messages in #desk of North Harbour Coffee',
      'Greenroom lacks Attach Files in #desk of North Harbour Coffee',
    ])
  })

  it('nothing, where a role may what everyone may not', async () => {
    await api.overwrite(api.ids.channels.desk, api.ids.guild, { deny: bits.SendMessages })
    await api.overwrite(api.ids.channels.desk, api.ids.roles.greenroom, { allow: bits.SendMessages })
    expect(flawsOf(await check())).toEqual([])
  })

  it('a right that the bot alone is denied, whatever its role may', async () => {
    await api.overwrite(api.ids.channels.desk, api.ids.roles.greenroom, { allow: bits.SendMessages })
    await api.overwrite(api.ids.channels.desk, api.ids.application, { deny: bits.SendMessages })
    expect(flaw(await check())).toContain('Greenroom lacks Send Messages')
  })

  it('nothing, where the bot is an administrator', async () => {
    await reopen(bits.Administrator, 0n)
    await api.overwrite(api.ids.channels.desk, api.ids.guild, { deny: bits.SendMessages })
    expect(flawsOf(await check())).toEqual([])
  })

  it('a private channel that the bot was not let into', async () => {
    expect(flaw(await check({ brands: [inRoom(api.ids.channels.elsewhere)] }))).toMatch(
      /^discord room failed: Greenroom lacks View Channel in #elsewhere of North Harbour Coffee, .* -> in Discord: right-click #elsewhere, Edit Channel, Permissions, add Greenroom/,
    )
  })

  it.each([
    ['there is not', '799999999999999999'],
    ['is of a server without the bot', null],
  ])('a channel that %s', async (_, channel) => {
    const id = channel ?? api.ids.otherChannel
    const said = flaw(await check({ brands: [inRoom(id)] }))
    expect(said).toContain(
      `discord room failed: ${id} of North Harbour Coffee: no server of the bot has such a channel -> `,
    )
    expect(said).toContain(`Open ${invite()} , choose it, Continue, Authorize; else name a text channel`)
  })

  it.each([
    [ChannelType.GuildVoice, 'a voice channel'],
    [ChannelType.GuildForum, 'a forum'],
    [ChannelType.GuildCategory, 'a category'],
    [ChannelType.PublicThread, 'a thread'],
  ])('a channel of another kind: %d', async (type, kind) => {
    api.describe(api.ids.channels.desk, { type })
    const said = flaw(await check())
    expect(said).toContain(`discord room failed: #desk of North Harbour Coffee is ${kind}`)
    expect(said).toContain('Copy Channel ID')
  })

  it('an announcement channel, as a warning', async () => {
    api.describe(api.ids.channels.desk, { type: ChannelType.GuildAnnouncement })
    expect(flaw(await check())).toMatch(/^discord room warning: .*announcement channel -> .*a text channel/)
  })

  it('of several brands each by its name', async () => {
    const other = { ...inRoom(api.ids.channels.elsewhere), id: 'other', name: 'Other Brand' }
    expect(flaw(await check({ brands: [brand(), other] }))).toContain('#elsewhere of Other Brand')
  })
})

describe('who cannot review is named', () => {
  it.each([
    ['gus', 'has not accepted the rules of the server yet'],
    ['stella', 'is not a member of'],
    ['dora', 'is not a member of'],
    ['robin', 'is a bot'],
  ] as const)('a reviewer who may not: %s', async (person, reason) => {
    const id = api.ids.people[person]
    const said = flaw(await check({ brands: [reviewedBy(id)] }))
    expect(said).toContain(`discord people failed: North Harbour Coffee: Ben Okafor (${id}) ${reason}`)
    expect(said).toContain('Copy User ID')
  })

  it('somebody in timeout, until it is over', async () => {
    api.describe(api.ids.people.ben, { communication_disabled_until: '2026-11-20T12:00:00+00:00' })
    const at = (time: string) => check({ now: () => new Date(time) })
    const people = (checks: readonly Check[]) => checks.find(({ name }) => name === 'discord people')
    expect(people(await at('2026-11-20T11:00:00Z'))?.found).toContain('is in timeout until 2026-11-20T12')
    expect(people(await at('2026-11-20T13:00:00Z'))?.status).toBe('ok')
  })

  it('a reviewer without an id, as a warning; all of them, as a failure', async () => {
    expect(flaw(await check({ brands: [reviewedBy(null)] }))).toMatch(
      /^discord people warning: North Harbour Coffee: no id on Discord for Ben Okafor -> /,
    )
    const nobody = brand({ reviewers: harbour.reviewers.map((one) => ({ ...one, ids: {} })) })
    expect(flaw(await check({ brands: [nobody] }))).toMatch(
      /^discord people failed: .*nobody can decide there/,
    )
  })

  it('nobody, where a role reviews that is there and can be called', async () => {
    api.describe(api.ids.roles.reviewers, { mentionable: true })
    const checks = await check({ brands: [reviewedByRole(api.ids.roles.reviewers)] })
    expect(flawsOf(checks)).toEqual([])
    expect(checks.find(({ name }) => name === 'discord role')?.found).toMatch(
      /^North Harbour Coffee: Editors: whoever has the role @Reviewers in /,
    )
  })

  it('a role that reminders cannot call, as a warning', async () => {
    expect(flaw(await check({ brands: [reviewedByRole(api.ids.roles.reviewers)] }))).toMatch(
      /^discord role warning: .*name @Reviewers, and Discord calls nobody -> .*Allow anyone to @mention this role/,
    )
  })

  it.each([
    ['there is not', '799999999999999999', /there is no role 799999999999999999 in .*Copy Role ID/],
    ['everyone has', null, /the role of everyone in /],
  ])('a role that %s', async (_, role, words) => {
    expect(flaw(await check({ brands: [reviewedByRole(role ?? api.ids.guild)] }))).toMatch(words)
  })

  it('a role that only an app has', async () => {
    api.describe(api.ids.roles.reviewers, { tags: { bot_id: api.ids.people.robin } })
    expect(flaw(await check({ brands: [reviewedByRole(api.ids.roles.reviewers)] }))).toMatch(
      /^discord role failed: .*the role of an app, which no person has -> .*Copy Role ID/,
    )
  })
})

describe('a bot that is in no server', () => {
  it('is told to be invited, by the link', async () => {
    await api.leave(api.ids.application)
    expect(flaw(await check())).toBe(
      `discord server failed: the bot is in no server -> open ${invite()} , choose your server, Continue, Authorize`,
    )
  })
})

describe('a Discord that cannot be asked', () => {
  const routes = [
    'GET /users/@me',
    'GET /applications/@me',
    'GET /gateway/bot',
    'GET /users/@me/guilds',
    'GET /channels/:id',
    'GET /guilds/:id/roles',
    'GET /guilds/:id/members/:id',
    'GET /applications/:id/commands',
  ]
  const isFailure = expect.stringMatching(/ failed: .* -> .*try again/)

  it.each([
    ['drops the connection', { kind: 'drop' }],
    ['answers with a page', { kind: 'garbage' }],
    ['answers 503', { kind: 'status', status: 503 }],
    ['asks for much patience', { kind: 'rate_limited', retryAfter: 30, scope: 'user' }],
    ['answers half', { kind: 'half_answer' }],
  ] as const)('is a failed check, and never thrown, whichever call it is: it %s', async (_, fault) => {
    for (const route of routes) {
      api.fault(route, fault)
      expect([route, ...flawsOf(await check()).map(textOf)]).toEqual([route, isFailure])
    }
  })

  it('is a failed check, and never thrown, whichever call hangs', async () => {
    for (const route of routes) {
      api.fault(route, { kind: 'hang' })
      // On a slow machine other calls may take that long as well.
      expect([route, ...flawsOf(await check({}, { timeoutMs: 1000 })).map(textOf)]).toContainEqual(isFailure)
    }
  })

  it('is one failure, of the token, where nothing is reached', async () => {
    api.fault('GET /users/@me', { kind: 'drop' })
    expect(flaw(await check())).toMatch(
      /^discord token failed: Discord could not be asked\. .* -> look at this machine's way to the internet/,
    )
  })
})
