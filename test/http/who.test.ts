import { expect, it } from '@jest/globals'
import { harbour, openDesk } from '../bot/desk.ts'
import { openRoom } from './room.ts'

it('asks nobody who they are once they have said so, and lets them be somebody else', async () => {
  const { deps } = await openDesk()
  const room = await openRoom(deps)
  const asked = 'Until you choose yours'
  try {
    const path = `/b/${harbour.id}/who`
    expect(await (await room.ask(path)).text()).toContain(asked)
    room.be(harbour.id, 'Ann Lee')
    const page = await (await room.ask(path)).text()
    expect(page).toContain('<h1>You are Ann Lee</h1>')
    expect(page).not.toContain(asked)
    expect(page).not.toContain('aria-current="page"')
    expect(page).toContain('value="Ben Okafor"')
  } finally {
    await room.stop()
  }
})

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
