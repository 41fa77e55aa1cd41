import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChannelType } from 'discord-api-types/v10'
import { DigitalDiscord } from 'discord-digital-twin'
import type { Answer } from './call.ts'
import {
  botPermissions,
  everyonePermissions,
  ids,
  ofOtherGuild,
  outsiders,
  personNames,
  type WorldOptions,
} from './world.ts'

/** The stateful stand-in behind our proxy: rooms, people, messages, commands, and what a gateway tells at first. */
export type Twin = {
  readonly rows: DigitalDiscord['prisma']
  readonly address: { readonly address: string; readonly port: number }
  readonly token: string
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Answer>
  readonly stop: () => Promise<void>
}

/** Starts one at a time: while one starts, whatever listens is held to loopback. */
let starting: Promise<unknown> = Promise.resolve()
/** The first world as it was made; all later ones begin as copies. */
let firstWorld: Buffer | null = null

export async function openTwin(token: string, world: WorldOptions): Promise<Twin> {
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-discord-'))
  const file = join(folder, 'twin.db')
  const { channels, guild, otherGuild, otherChannel } = ids
  const twin = new DigitalDiscord({
    dbUrl: `file:${file}`,
    botToken: token,
    botUser: { id: ids.application, username: 'Greenroom' },
    guilds: [
      {
        id: guild,
        name: 'North Harbour',
        ownerId: ids.people.uma,
        channels: Object.entries(channels).map(([name, id]) => ({ id, name, type: ChannelType.GuildText })),
      },
      {
        id: otherGuild,
        name: 'Elsewhere',
        ownerId: ids.people.stella,
        channels: [{ id: otherChannel, name: 'lobby', type: ChannelType.GuildText }],
      },
    ],
    users: personNames.map((name) => ({ id: ids.people[name], username: name, bot: name === 'robin' })),
  })
  const started = starting.then(() => startFrom(twin, file))
  starting = started.catch(() => {})
  await started
  const address = twin['server']?.httpServer.address()
  if (!address || typeof address === 'string' || address.address !== '127.0.0.1')
    throw new Error(`the twin listens on ${JSON.stringify(address)}`)
  await settle(twin.prisma, world)
  return {
    rows: twin.prisma,
    address,
    token,
    async ask(method, path, body) {
      const response = await fetch(`${twin.restUrl}/v10${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await response.text()
      return { status: response.status, ...(text === '' ? {} : { body: JSON.parse(text) as unknown }) }
    },
    async stop() {
      await twin.stop()
      await twin.prisma.$disconnect()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startFrom(twin: DigitalDiscord, file: string): Promise<void> {
  if (firstWorld) {
    await writeFile(file, firstWorld)
    Object.assign(twin, { seeded: true })
  }
  await twin.prisma.$executeRawUnsafe('PRAGMA synchronous = OFF')
  await onLoopback(() => twin.start())
  if (firstWorld) return
  await twin.prisma.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')
  firstWorld = await readFile(file)
}

/** By itself the twin listens on all interfaces. */
async function onLoopback(start: () => Promise<void>): Promise<void> {
  const kept = Object.getOwnPropertyDescriptor(Server.prototype, 'listen')
  const listen = kept?.value as (...how: readonly unknown[]) => Server
  Object.defineProperty(Server.prototype, 'listen', {
    ...kept,
    value(this: Server, ...[port, ...rest]: readonly unknown[]) {
      const isAnywhere = typeof port === 'number' && typeof rest[0] !== 'string'
      return Reflect.apply(listen, this, [isAnywhere ? { port, host: '127.0.0.1' } : port, ...rest])
    },
  })
  try {
    await start()
  } finally {
    Object.defineProperty(Server.prototype, 'listen', kept ?? {})
  }
}

/** What the twin can't be told when it is made: roles, and who is where. */
async function settle(rows: Twin['rows'], world: WorldOptions): Promise<void> {
  const { guild, otherGuild, roles, people, application } = ids
  const { permissions = botPermissions, everyone = everyonePermissions, reviewers = [] } = world
  await rows.role.update({ where: { id: guild }, data: { permissions: String(everyone) } })
  await rows.role.createMany({
    data: [
      {
        id: roles.greenroom,
        guildId: guild,
        name: 'Greenroom',
        position: 1,
        managed: true,
        permissions: String(permissions),
      },
      { id: roles.reviewers, guildId: guild, name: 'Reviewers', position: 2, permissions: '0' },
    ],
  })
  const hasRole = (userId: string, role: string) =>
    rows.guildMember.update({
      where: { guildId_userId: { guildId: guild, userId } },
      data: { roles: JSON.stringify([role]) },
    })
  await hasRole(application, roles.greenroom)
  for (const name of reviewers) await hasRole(people[name], roles.reviewers)
  await rows.guildMember.deleteMany({
    where: {
      OR: [
        { guildId: guild, userId: { in: outsiders.map((name) => people[name]) } },
        { guildId: otherGuild, userId: { notIn: ofOtherGuild.map((name) => people[name]) } },
      ],
    },
  })
}
