import type { ChatService } from '../bot/chat/chat-service.ts'
import { warning, type Check } from '../bot/check.ts'
import type { Config } from '../config.ts'
import { surfaceLabels, type Brand } from '../domain/brand.ts'
import { chats } from '../domain/chats.ts'

/** A chat service with the rooms of these brands, which are not all of them where a file has a mistake. */
export async function checkChat(
  service: ChatService,
  chat: Config['chat'],
  { brands, areAll }: { readonly brands: readonly Brand[]; readonly areAll: boolean },
): Promise<readonly Check[]> {
  const { name, setUp } = service
  const label = surfaceLabels[name]
  const connection = service.connect(chat)
  const named = brands.filter(({ rooms }) => rooms.some(({ surface }) => surface === name))
  if (connection) {
    const checks = await connection.check(named)
    return named.length === 0 && areAll ? [...checks, noRoom(service)] : checks
  }
  if (named.length === 0) return []
  const found = `${named.map((brand) => brand.name).join(', ')}: a room on ${label}, which is not set up`
  return [warning(`${name} token`, found, setUp)]
}

function noRoom({ name }: ChatService): Check {
  return warning(
    `${name} room`,
    `no brand file names a room on ${surfaceLabels[name]}`,
    `in a brand file: rooms: [{ surface: ${name}, channel: '${chats[name].channel.example}' }]`,
  )
}
