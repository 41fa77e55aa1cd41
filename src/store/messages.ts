import { z } from 'zod'
import { chatNames } from '../domain/chats.ts'
import type { MessageId, MessageMark, MessageQuery, MessageWish, RoomMessage } from '../ports.ts'
import type { Message, Prisma, PrismaClient } from './generated/client.ts'
import { storable } from './rows.ts'
import { distinct, placesOf } from './store-rules.ts'
import { announce, transact } from './transaction.ts'

/**
 * Any number of them in one statement, `seq` drawn in the order given. What is there already is only wished for again, once however
 * often it is named.
 */
export function wishMessages(prisma: PrismaClient, wishes: readonly MessageWish[], at: Date): Promise<void> {
  const rows = distinct(wishes).map(({ surface, channel, key, brand, parent, payload }, place) => {
    return { place, surface, channel, key, brand, parent, payload: payload && storable(payload) }
  })
  return transact(prisma, async (tx) => {
    await tx.$executeRaw`
      insert into messages as row (surface, channel, key, brand, parent, payload, at)
      select surface, channel, key, brand, parent, payload, ${at}
      from json_to_recordset(${JSON.stringify(rows)}::json) as wish (place int, surface text, channel text,
        key text, brand text, parent text, payload text)
      order by place
      on conflict (surface, channel, key) do update set wanted = row.wanted + 1`
    for (const { brand, channel } of placesOf(wishes))
      await announce(tx, { kind: 'message', brand, id: channel })
  })
}

/** A statement of PostgreSQL has room for 65,535 parameters, and Prisma takes half of that. */
const keysAtOnce = 10_000

export async function findMessages(
  prisma: PrismaClient,
  query: MessageQuery,
): Promise<readonly RoomMessage[]> {
  const { surface, channel, brand, keys, prefix, unsent } = query
  if (keys && keys.length > keysAtOnce) {
    const first = await findMessages(prisma, { ...query, keys: keys.slice(0, keysAtOnce) })
    const rest = await findMessages(prisma, { ...query, keys: keys.slice(keysAtOnce) })
    return [...first, ...rest].toSorted((a, b) => a.seq - b.seq)
  }
  const rows = await prisma.message.findMany({
    where: {
      surface,
      channel,
      brand,
      AND: [keys ? { key: { in: [...keys] } } : {}, prefix ? { key: { startsWith: literal(prefix) } } : {}],
      ...(unsent ? { state: 'open', wanted: { gt: prisma.message.fields.shown } } : {}),
    },
    orderBy: { seq: 'asc' },
  })
  return rows.map(messageOf)
}

export async function markMessage(
  prisma: PrismaClient,
  { surface, channel, key }: MessageId,
  mark: MessageMark,
): Promise<void> {
  const data: Prisma.MessageUpdateManyMutationInput = mark
  await prisma.message.updateMany({ where: { surface, channel, key }, data })
}

export async function hearPress(prisma: PrismaClient, id: string, at: Date): Promise<boolean> {
  const added = await prisma.$executeRaw`
    insert into presses (id, at) values (${storable(id)}, ${at}) on conflict (id) do nothing`
  return added === 1
}

/** `startsWith` becomes a LIKE, and Prisma leaves its wildcards as they are. */
function literal(prefix: string): string {
  return prefix.replaceAll(/[\\%_]/g, '\\$&')
}

const surfaceSchema = z.enum(chatNames)
const stateSchema = z.enum(['open', 'gone'])

function messageOf(row: Message): RoomMessage {
  return { ...row, surface: surfaceSchema.parse(row.surface), state: stateSchema.parse(row.state) }
}
