import { expect } from '@jest/globals'
import type { KnownBlock } from '@slack/types'
import { decodeChatPress, type ChatPress } from '../../../src/bot/chat/chat-press.ts'
import type { MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'

const room = { channel: 'C0ROOM', teamUrl: 'https://acme.slack.com/' }

export function drawn(content: MessageContent): {
  readonly text: string
  readonly blocks: readonly KnownBlock[]
} {
  const message = drawSlack(content, () => null, room)
  if (message.kind !== 'blocks') throw new Error('a file')
  return message
}

export function pressesOf(blocks: readonly KnownBlock[]): readonly ChatPress[] {
  return blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => {
      expect('action_id' in element && element.action_id).toMatch(/^gr:/)
      if (element.type === 'button') return [element.value ?? '']
      return element.type === 'overflow' ? element.options.map(({ value }) => value ?? '') : []
    })
    .map(decodeChatPress)
}
