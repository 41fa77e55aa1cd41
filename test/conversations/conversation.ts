import { expect } from '@jest/globals'
import type { Brand } from '../../src/domain/brand.ts'
import { openGatedChat } from './chat.ts'
import { openStageDesk, type StageDesk } from './stage-desk.ts'
import type { Stage } from './stage.ts'
import { openTalk, type Talk } from './talk.ts'

/** What people do and what they see then, in words that fit every surface. */
export type Conversation = {
  readonly title: string
  readonly script: (talk: Talk, desk: StageDesk) => Promise<void>
  /** The brand that it is about, where it is not the usual one. */
  readonly brand?: (usual: Brand) => Brand
  /** What is said and called is the same on either store; where people meet in it, it is the real one. */
  readonly onPostgres?: true
}

/** Plays a conversation. Answers what was called, under the words of what somebody did. */
export async function play(stage: Stage, conversation: Conversation): Promise<string> {
  const { title, script } = conversation
  const desk = await openStageDesk([stage], conversation)
  const talk = openTalk(stage, desk)
  try {
    await stage.open(desk, openGatedChat)
    await script(talk, desk)
    expect(desk.errors).toEqual([])
    return `${title}\n${'='.repeat(title.length)}\n${talk.transcript()}`
  } finally {
    await talk.leave()
    await stage.stop()
    await desk.stop()
  }
}
