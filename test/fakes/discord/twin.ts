import { copyFile, mkdtemp, rm } from 'node:fs/promises'
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
  /** `isQuiet`: nothing is under way that could still write into it, so that it may serve somebody else. */
  readonly stop: (isQuiet: boolean) => Promise<void>
}

type Running = { readonly twin: DigitalDiscord; readonly folder: string }

/** Started, and used by nobody: to start one takes several times as long as to give it its first world again. */
const idle: Running[] = []
let isOver = false

/** None is kept any more. */
export async function closeTwins(): Promise<void> {
  isOver = true
  for (const one of idle.splice(0)) await close(one)
  await rm(firstWorld?.folder ?? '', { recursive: true, force: true })
}
// Where tests run, that is after the last of a file.
const afterAll: unknown = Reflect.get(globalThis, 'afterAll')
if (typeof afterAll === 'function') afterAll(closeTwins)

/** Starts one at a time: while one starts, whatever listens is held to loopback. */
let starting: Promise<unknown> = Promise.resolve()
/** The first world as it was made; all later ones begin as copies. */
let firstWorld: { readonly folder: string; readonly file: string } | null = null

export async function openTwin(token: string, world: WorldOptions): Promise<Twin> {
  const running = (await takeIdle(token)) ?? (await startAnother(token))
  const { twin } = running
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
    async stop(isQuiet) {
      if (isQuiet && !isOver) idle.push(running)
      else await close(running)
    },
  }
}

async function takeIdle(token: string): Promise<Running | null> {
  const at = idle.findIndex(({ twin }) => twin.botToken === token)
  const [found] = at < 0 ? [] : idle.splice(at, 1)
  if (!found || !firstWorld) return null
  await beginAgain(found.twin.prisma, firstWorld.file)
  return found
}

async function close({ twin, folder }: Running): Promise<void> {
  await twin.stop()
  await twin.prisma.$disconnect()
  await rm(folder, { recursive: true, force: true })
}

/** Every table as it was in the first world. */
async function beginAgain(rows: Twin['rows'], first: string): Promise<void> {
  await rows.$executeRawUnsafe(`ATTACH DATABASE '${first}' AS first`)
  await rows.$executeRawUnsafe('PRAGMA synchronous = OFF')
  await rows.$executeRawUnsafe('PRAGMA foreign_keys = OFF')
  const tables = await rows.$queryRawUnsafe<readonly { readonly name: string }[]>(
    `SELECT name FROM first.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  )
  for (const { name } of tables) {
    await rows.$executeRawUnsafe(`DELETE FROM main."${name}"`)
    await rows.$executeRawUnsafe(`INSERT INTO main."${name}" SELECT * FROM first."${name}"`)
  }
  await rows.$executeRawUnsafe('PRAGMA foreign_keys = ON')
  await rows.$executeRawUnsafe('DETACH DATABASE first')
}

async function startAnother(token: string): Promise<Running> {
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
  return { twin, folder }
}

async function startFrom(twin: DigitalDiscord, file: string): Promise<void> {
  if (firstWorld) {
    await copyFile(firstWorld.file, file)
    Object.assign(twin, { seeded: true })
  }
  await twin.prisma.$executeRawUnsafe('PRAGMA synchronous = OFF')
  await onLoopback(() => twin.start())
  if (firstWorld) return
  await twin.prisma.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-discord-'))
  const kept = join(folder, 'first.db')
  await copyFile(file, kept)
  firstWorld = { folder, file: kept }
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
