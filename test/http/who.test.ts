import { expect, it } from '@jest/globals'
import { harbour, openDesk } from '../bot/desk.ts'
import { openRoom } from './room.ts'

it('whoever reviews by a role on Discord is told where to decide, and a role is nobody to choose', async () => {
  const group = { name: 'Social <team>', roles: ['approver'], surface: 'discord', id: '900' } as const
  const { deps } = await openDesk('2026-11-20T05:10:00Z', [{ ...harbour, reviewers: [], groups: [group] }])
  const room = await openRoom(deps)
  try {
    const page = await (await room.ask(`/b/${harbour.id}`)).text()
    expect(page).toContain('Who belongs to Social &lt;team> decides on Discord')
    expect(page).not.toContain('no reviewers yet')
    expect(page).not.toContain('name="who"')
    const brand = await (await room.ask(`/b/${harbour.id}/brand`)).text()
    expect(brand).toContain('approver; everybody who holds this role on Discord')
    const chosen = await room.ask(`/b/${harbour.id}/who`, { form: { who: 'Social <team>', back: '/' } })
    expect(chosen.status).not.toBe(303)
  } finally {
    await room.stop()
  }
})
