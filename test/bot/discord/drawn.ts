import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'
import type { CardImage, MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { decodeDiscordPress, type DiscordPress } from '../../../src/bot/discord/custom-id.ts'
import type { DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { drawDiscord } from '../../../src/bot/discord/draw.ts'
import { componentsOf } from '../../fakes/discord/rules.ts'

export const room = { guild: '200000000000000001', channel: '300000000000000001' }

export function drawn(content: MessageContent): DiscordMessage {
  return drawDiscord(content, () => null, room)
}

export function anImage(settings: Partial<CardImage> = {}): CardImage {
  return {
    name: 'shop.png',
    sha256: 'ab12'.repeat(16),
    mimeType: 'image/png',
    alt: 'The shop',
    bytes: new Uint8Array([1]),
    ...settings,
  }
}

/** Everything that can be pressed or chosen, in the order in which it stands there. */
export function pressesOf(components: readonly APIMessageTopLevelComponent[]): readonly DiscordPress[] {
  return componentsOf({ components })
    .flatMap(({ custom_id: id, options }) => [
      ...(typeof id === 'string' ? [id] : []),
      ...(Array.isArray(options) ? options.map(({ value }: { readonly value: string }) => value) : []),
    ])
    .map(decodeDiscordPress)
}
