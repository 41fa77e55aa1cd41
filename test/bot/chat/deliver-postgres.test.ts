import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { openDeliverer } from '../../../src/bot/chat/deliver.ts'
import { afterMs } from '../../../src/bot/chat/runner.ts'
import type { Store } from '../../../src/ports.ts'
import { openChatService } from '../../fakes/chat-service.ts'
import { freshStore, quiet } from '../../store/database.ts'
import { home, wishFor } from './delivery.ts'

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, stop: close } = await freshStore())
})
afterAll(() => close())

it('sends from PostgreSQL with real timers, new messages and changes', async () => {
  const service = openChatService({
    now: () => new Date(),
    // Quicker than the real thing, in the same order.
    after: (ms, call) => afterMs(ms / 100, call),
    gapMs: { create: 5, update: 5 },
  })
  const texts = new Map(Array.from({ length: 30 }, (_, n) => [`card ${n}`, 'in review']))
  const keys = [...texts.keys()]
  let isOver: () => void = () => {}
  const over = new Promise<void>((resolve) => (isOver = resolve))
  const { stop } = openDeliverer({
    store: {
      messages: (query) => store.messages(query),
      onChange: (listener) => store.onChange(listener),
      markMessage: async (id, mark) => {
        await store.markMessage(id, mark)
        if (mark.shown === undefined) return
        if (id.key === 'card 20' && mark.shown === 1) {
          texts.set('card 3', 'approved')
          await store.wishMessages([wishFor('card 3')], new Date())
        }
        const left = await store.messages({ surface: 'slack', unsent: true })
        if (left.length === 0) isOver()
      },
    },
    clock: { now: () => new Date() },
    log: quiet,
    surface: service.surface,
    contentOf: async ({ key }) => ({ kind: 'said', lines: [[texts.get(key) ?? '']] }),
    onTrouble: async () => {},
  })
  const wishes = keys.map((key) => wishFor(key))
  await store.wishMessages(wishes, new Date())
  await over
  await stop()
  expect(service.room(home).map(({ key }) => key)).toEqual(keys)
  expect(service.room(home).map(({ text }) => text)).toEqual([...texts.values()])
  expect(service.calls.map(({ kind }) => kind)).not.toContain('find')
})
