import { describe, expect, it } from '@jest/globals'
import { openTestRooms } from './rooms.ts'

describe('x', () => {
  it('y', async () => {
    const t = await openTestRooms()
    console.log(await t.keys())
    await t.desk.draft()
    console.log(await t.keys())
    console.log(await t.send())
    await t.press('x', { verb: 'approve' })
    console.log(await t.send(), (await t.rows()).at(-1))
    await t.rooms.stop()
  })
})
