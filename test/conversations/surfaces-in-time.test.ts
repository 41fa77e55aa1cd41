import { describe, expect, it } from '@jest/globals'
import { openRoom, type Room } from '../http/room.ts'
import { openFreeChat } from './chat.ts'
import { openSlackStage } from './slack/slack-stage.ts'
import { names, openStageDesk, type StageDesk } from './stage-desk.ts'
import type { Stage } from './stage.ts'

/** Within this time every surface says what was decided on any of them. */
const withinMs = 2000

type Both = { readonly stage: Stage; readonly desk: StageDesk; readonly page: Room }

/** A drafted day in a chat room and on the web page, in real time. */
async function both(work: (both: Both) => Promise<void>): Promise<void> {
  const stage = await openSlackStage()
  const desk = await openStageDesk(stage, (usual) => usual)
  await stage.open(desk, openFreeChat)
  await desk.draftUpTo(null)
  const page = await openRoom(desk.deps)
  page.be(desk.brand.id, names.ben)
  const { id } = await desk.post('facebook')
  await stage.until(async () => (await stage.card(id)) !== null)
  try {
    await work({ stage, desk, page })
  } finally {
    await page.stop()
    await stage.stop()
    await desk.stop()
  }
}

/** Milliseconds that it took. */
async function taking(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

describe('every surface says what was decided on another', () => {
  it('on the web page: the card in the room says so within two seconds', () =>
    both(async ({ stage, desk, page }) => {
      const { id, version } = await desk.post('x')
      const tookMs = await taking(async () => {
        await page.ask(`/posts/${id}/approve`, { form: { version: String(version) } })
        await stage.until(
          async () => (await stage.card(id))?.words.includes('Approved by Ben Okafor') ?? false,
        )
      })
      expect(tookMs).toBeLessThan(withinMs)
    }))

  it('in the room: the web page says so within two seconds', () =>
    both(async ({ stage, desk, page }) => {
      const { id } = await desk.post('x')
      const live = await page.ask(`/live?brand=${desk.brand.id}`)
      const reader = live.body?.getReader()
      if (!reader) throw new Error('there is no stream')
      const tookMs = await taking(async () => {
        const card = await stage.card(id)
        if (!card) throw new Error('there is no card')
        await stage.press('ada', card, 'Approve')
        let html = ''
        while (!html.includes('Approved by Ada Brook')) {
          await reader.read()
          html = await (await page.ask(`/posts/${id}`)).text()
        }
      })
      await reader.cancel()
      expect(tookMs).toBeLessThan(withinMs)
    }))
})
