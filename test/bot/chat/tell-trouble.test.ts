import { describe, expect, it } from '@jest/globals'
import { forgetOver, tellTrouble } from '../../../src/bot/chat/tell-trouble.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import { openTestRooms, brand, type TestRooms } from './rooms.ts'

async function morning(): Promise<TestRooms> {
  const test = await openTestRooms()
  await test.desk.draft()
  await test.send()
  return test
}

const notices = async ({ desk }: TestRooms) => (await desk.deps.store.notices(brand.id)).map(({ key }) => key)

describe('messages that were deleted', () => {
  it('are told once a room and day, however many they were', async () => {
    const test = await morning()
    for (const message of await test.rows()) {
      await tellTrouble(test.desk.deps, 'slack', { kind: 'deleted', message, reason: 'message_not_found' })
      test.desk.tick(minuteMs)
    }
    expect(await notices(test)).toHaveLength(1)
    const told = await test.rows({ prefix: 'said trouble-' })
    expect(told.map(({ channel }) => channel)).toEqual(['@U1', '@U2'])
    await forgetOver(test.desk.deps, brand, false)
    expect(await notices(test)).toHaveLength(1)
    await forgetOver(test.desk.deps, brand, true)
    expect(await notices(test)).toEqual([])
  })
})

describe('that a room cannot be written to', () => {
  const shut = (test: TestRooms, channel: string) =>
    tellTrouble(test.desk.deps, 'slack', {
      kind: 'shut_out',
      channel,
      brand: brand.id,
      reason: `Nothing reaches ${channel}.`,
    })

  it('is over once the brand has left the room, or the person does not review any more', async () => {
    const test = await morning()
    for (const channel of ['C1', '@U1', '@U2']) await shut(test, channel)
    await forgetOver(test.desk.deps, brand, true)
    expect(await notices(test)).toEqual(['room slack @U1', 'room slack @U2', 'room slack C1'])
    const moved: Brand = {
      ...brand,
      rooms: [{ surface: 'slack', channel: 'C2' }],
      reviewers: brand.reviewers.slice(1),
    }
    await forgetOver(test.desk.deps, moved, false)
    expect(await notices(test)).toEqual(['room slack @U2'])
  })
})
