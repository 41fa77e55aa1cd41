import { describe, expect, it } from '@jest/globals'
import { runCommand } from '../../src/bot/chat/commands.ts'
import { readCommand } from '../../src/bot/chat/commands/read.ts'
import { handle, type Reply } from '../../src/bot/handle.ts'
import { reviewerOf, type Identity } from '../../src/bot/identity.ts'
import type { Brand, ReviewerGroup } from '../../src/domain/brand.ts'
import { textOf } from './chat/chat-desk.ts'
import { harbour, openDesk, type Desk } from './desk.ts'

const team: ReviewerGroup = { name: 'Social team', roles: ['approver'], surface: 'discord', id: '900' }
const interns: ReviewerGroup = { name: 'Interns', roles: ['editor'], surface: 'discord', id: '901' }
/** Everything takes two people. Ann is listed, with an account on Discord; her colleagues are whoever holds a role there. */
const brand: Brand = {
  ...harbour,
  groups: [interns, team],
  rooms: [{ surface: 'discord', channel: '77' }],
  policy: { ...harbour.policy, approvals: { low: 2, medium: 2, high: 2 } },
}

const discord = (id: string, name: string, ...groups: readonly string[]): Identity => ({
  surface: 'discord',
  id,
  name,
  groups,
})
const mia = discord('51', 'Mia', team.id)
const noor = discord('52', 'Noor', team.id)
const annOnDiscord = discord('11', 'annie', team.id)
const annOnWeb: Identity = { surface: 'web', id: 'Ann Lee' }

async function drafted(of: Brand = brand): Promise<Desk & { readonly brands: Brand[] }> {
  const brands = [of]
  const desk = await openDesk('2026-11-20T05:10:00Z', brands)
  await desk.draft()
  return { ...desk, brands }
}

async function press(desk: Desk, who: Identity, fields: Record<string, unknown> = {}): Promise<Reply> {
  const { id, version } = await desk.post('x')
  return handle(desk.deps, who, { verb: 'approve', postId: id, version, ...fields })
}

describe('who holds a role that reviews', () => {
  it('is a person of their own: two of one role are the two people that it takes', async () => {
    const desk = await drafted()
    expect(await press(desk, mia)).toMatchObject({ outcome: 'done' })
    expect(await press(desk, mia)).toMatchObject({ code: 'already_approved_by_you' })
    const second = await press(desk, noor)
    expect(second.card?.state).toMatchObject({
      label: 'Approved',
      sentence: 'Approved by Mia (Social team) and Noor (Social team).',
    })
  })

  it('stays one person under a new name', async () => {
    const desk = await drafted()
    await press(desk, mia)
    const renamed = { ...mia, name: 'Somebody else' }
    expect(await press(desk, renamed)).toMatchObject({ code: 'already_approved_by_you' })
    const { state } = (await press(desk, discord('53', 'Mia', team.id))).card ?? {}
    expect(state?.sentence).toBe('Approved by Somebody else (Social team) and Mia (Social team).')
  })

  it('does not count again for being listed as well, on whatever surface', async () => {
    const desk = await drafted()
    expect(reviewerOf(brand, annOnDiscord)).toMatchObject({ name: 'Ann Lee' })
    await press(desk, annOnDiscord)
    expect(await press(desk, annOnDiscord)).toMatchObject({ code: 'already_approved_by_you' })
    expect(await press(desk, annOnWeb)).toMatchObject({ code: 'already_approved_by_you' })
    expect((await press(desk, noor)).card?.state.sentence).toContain('Ann Lee and Noor (Social team)')
  })

  it.each<[string, Brand['reviewers'], Brand['reviewers'], Identity]>([
    [
      'is listed later, and approves again on Discord',
      [],
      [{ name: 'Mia Okoro', roles: ['approver'], ids: { discord: '51' } }],
      mia,
    ],
    [
      'is listed later, and approves again on the web page',
      [],
      [{ name: 'Mia Okoro', roles: ['approver'], ids: { discord: '51' } }],
      { surface: 'web', id: 'Mia Okoro' },
    ],
    ['is listed no more', [{ name: 'Mia Okoro', roles: ['approver'], ids: { discord: '51' } }], [], mia],
  ])('does not count again who %s', async (_, before, after, again) => {
    const desk = await drafted({ ...brand, reviewers: before })
    expect(await press(desk, mia)).toMatchObject({ outcome: 'done' })
    desk.brands[0] = { ...brand, reviewers: after }
    expect(await press(desk, again)).toMatchObject({ code: 'already_approved_by_you' })
  })

  it('may not approve their own edit, and somebody else of the role may', async () => {
    const desk = await drafted({ ...brand, policy: harbour.policy })
    await press(desk, mia, { verb: 'edit', variant: 'a', text: 'Every bag names its farm.' })
    expect(await press(desk, mia)).toMatchObject({ code: 'own_edit' })
    expect(await press(desk, noor)).toMatchObject({ outcome: 'done' })
  })

  it('may do what any of their roles may', async () => {
    const both = discord('54', 'Ida', interns.id, team.id)
    expect(reviewerOf(brand, both)).toEqual({
      name: 'Ida (Interns and Social team)',
      roles: ['editor', 'approver'],
      ids: { discord: '54' },
    })
    const desk = await drafted()
    expect(await press(desk, discord('55', 'Leo', interns.id))).toMatchObject({ code: 'not_allowed' })
    expect(await press(desk, both)).toMatchObject({ outcome: 'done' })
  })

  it('goes by their own entry where there is one, also where a role would let them do more', async () => {
    const listed: Brand = {
      ...brand,
      reviewers: [{ name: 'Mia Okoro', roles: ['viewer'], ids: { discord: '51' } }],
    }
    expect(reviewerOf(listed, mia)?.roles).toEqual(['viewer'])
    expect(await press(await drafted(listed), mia)).toMatchObject({ code: 'not_allowed' })
  })

  it('is nobody once the role is taken away, and what they approved stands', async () => {
    const desk = await drafted()
    await press(desk, mia)
    const revoked = { ...mia, groups: ['555'] }
    expect(await press(desk, revoked, { verb: 'undo' })).toMatchObject({ code: 'unknown_person' })
    expect((await press(desk, noor)).card?.state.label).toBe('Approved')
  })

  it.each<[string, Identity]>([
    ['without any role', discord('51', 'Mia')],
    ['of whom no roles are known, as in a direct message', { surface: 'discord', id: '51' }],
    ['with another role', discord('51', 'Mia', '902')],
    ['with such a role on another surface', { surface: 'slack', id: 'U9', groups: [team.id] }],
    ['who calls themselves after somebody listed', discord('51', 'Ann Lee')],
    ['who takes the id of the role for their own', discord(team.id, 'Mia')],
  ])('is not somebody %s', async (_, who) => {
    expect(reviewerOf(brand, who)).toBeNull()
    expect(await press(await drafted(), who)).toMatchObject({ outcome: 'refused', code: 'unknown_person' })
  })

  it('cannot take the name of another, nor hide behind signs that nobody sees', () => {
    const nameOf = (name: string) => reviewerOf(brand, discord('51', name, team.id))?.name
    expect(nameOf('Ann Lee')).toBe('Ann Lee (Social team)')
    expect(nameOf('\u202eeeL nnA')).toBe('eeL nnA (Social team)')
    expect(nameOf('  \u200b\n ')).toBe('Somebody (Social team)')
    expect(nameOf('x'.repeat(3000))).toHaveLength(40 + ' (Social team)'.length)
  })
})

describe('a stranger', () => {
  it('is told of the ways to become a reviewer, with the id that is needed', async () => {
    const desk = await drafted()
    const { sentence } = await press(desk, discord('66', 'Eve'))
    expect(sentence).toBe(
      'You are not a reviewer of North Harbour Coffee here. Ask for your id (66) to be added to the brand file, or for the role of Interns or Social team.',
    )
    const where = { surface: 'discord', channel: '77' } as const
    const answer = await runCommand(desk.deps, discord('66', 'Eve'), where, readCommand('today'))
    expect(textOf(answer)).toBe(sentence)
    expect((await press(desk, { surface: 'slack', id: 'U6' })).sentence).toContain(
      '(U6) to be added to the brand file.',
    )
  })

  it('learns of no role in a channel that is no room', async () => {
    const desk = await drafted()
    const where = { surface: 'discord', channel: '78' } as const
    const answer = await runCommand(desk.deps, discord('66', 'Eve'), where, readCommand('today'))
    expect(textOf(answer)).not.toContain('Social team')
  })
})

it('the list of reviewers names roles as well, on every surface', async () => {
  const desk = await drafted()
  const where = { surface: 'discord', channel: '77' } as const
  const text = textOf(await runCommand(desk.deps, noor, where, readCommand('reviewers')))
  expect(text).toContain('Ann Lee: approver · Discord 11')
  expect(text).toContain('Social team: approver · everybody who holds this role on Discord: 900')
})
