import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../../../src/bot/chat/answer.ts'
import { hourMs } from '../../../src/domain/slot.ts'
import { openDesk, type Desk } from '../desk.ts'
import { ann, ben, drafted, roomed, textOf, type, typed } from './chat-desk.ts'

const risky = 'The best coffee on the coast, and 40 % more of it.'

async function untilDone(desk: Desk, steps: readonly string[]): Promise<Answer> {
  let answer: Answer | null = null
  for (const step of steps) answer = await typed(desk, ann, step)
  if (!answer) throw new Error('nothing was typed')
  return answer
}

describe('what each command answers', () => {
  it.each<[string, string[]]>([
    ['help', ['What there is', 'Decide on a post', 'Run the desk', 'hold <post> [reason]', 'id@3']],
    ['help move', ['/greenroom move <post> [day] [time]', 'today', 'For example: /greenroom move']],
    [
      'today',
      [
        'North Harbour Coffee, Friday 20 November',
        '3 posts wait for a decision: 3 low risk',
        '3 posts wait for you',
      ],
    ],
    ['queue', ['3 posts wait for somebody']],
    ['queue x', ['North Harbour Coffee on X: 1 post waits for somebody']],
    ['queue reddit', ['Nothing of North Harbour Coffee on Reddit waits for anybody.']],
    ['plan today 1 linkedin', ['North Harbour Coffee on LinkedIn, Friday 20 November']],
    ['draft x', ['There was nothing left to draft.']],
    ['draft reddit', ['The brand has no account on reddit.']],
    [
      'plan',
      [
        'Friday 20 November to Thursday 26 November',
        'X @northharbour · In review, low risk',
        'Planned · Education',
      ],
    ],
    ['plan 2027-06-01 1', ['Nothing is planned for North Harbour Coffee, Tuesday 1 June.']],
    [
      'show {x}',
      ['Variant A, the one that would go out · 112 of 280 characters', 'Who grew it', 'Variant C'],
    ],
    [
      'why {x}',
      [
        'The copywriter wrote 3 variants',
        'Content of version 1: ',
        'Entries about this post: 2, 93, 94.',
        'whole: 96 entries',
      ],
    ],
    ['report', ['The report of North Harbour Coffee on week 2026-W46.']],
    ['report 2026-W50', ['Week 2026-W50 has not begun']],
    ['approve {x}@1', ['Approved. It goes out Fri 20 Nov, 12:00.']],
    ['approve {x}@1 18:30', ['Approved. It goes out Fri 20 Nov, 18:30.']],
    ['approve all', ['3 posts approved.']],
    ['reject {x}@1 dull we said this', ['Rejected. The next drafts learn from it.']],
    ['edit {x}@1 A bag names its farm.', ['Saved as version 2. It is low risk.']],
    ['edit {x}@1 variant:b A bag names its farm.', ['Saved as version 2.']],
    ['choose {x}@1 b', ['Variant B it is: version 2.']],
    ['choose {x}@1 z', ['There is no variant z.']],
    ['regenerate {x}@1 shorter', ['New variants are being written']],
    ['move {x} 18:30', ['Moved to Fri 20 Nov, 18:30.']],
    ['move {x} tomorrow', ['Moved to Sat 21 Nov, 12:00.']],
    ['move {x} friday 8:15', ['Moved to Fri 27 Nov, 08:15.']],
    ['hold {x} waiting for legal', ['On hold until somebody releases it.']],
    ['release {x}', ['This post is waiting for review.']],
    ['undo {x}', ['This post is waiting for review.']],
    ['retry {x}', ['This post is waiting for review.']],
    ['settle {x} live', ['This post is waiting for review.']],
    ['draft', ['North Harbour Coffee: There was nothing left to draft.']],
    ['draft stop', ['Nothing is being drafted.']],
    ['freeze Storm', ['Frozen: nothing is drafted', 'Reason: Storm']],
    ['unfreeze', ['It was not frozen.']],
    [
      'status',
      [
        'Not frozen.',
        'Last drafted',
        '3 posts, 0 failed',
        'none overdue',
        'X @northharbour (rehearses): ready.',
        'Audit trail: 96 entries',
      ],
    ],
    ['reviewers', ['Ann Lee: approver · Slack U1', 'Dov Stern: viewer · Slack U4']],
    [
      'settings',
      [
        'Drafts at 06:00 (Europe/Berlin), in English.',
        '1 for low risk, 1 for medium, 2 for high',
        'expire after 2 days',
        '7 posts a week at 12:00',
      ],
    ],
  ])('%s', async (line, said) => {
    const desk = await drafted()
    const answer = await typed(desk, ann, line)
    for (const part of said) expect(textOf(answer)).toContain(part)
    expect(desk.errors).toEqual([])
  })

  it.each<[string[], string]>([
    [['hold {x} legal', 'release {x}'], 'Released: it is in review again.'],
    [['approve {x}@1', 'undo {x}'], 'Taken back: it is in review again.'],
    [['reject {x}@1 dull', 'undo {x}'], 'Taken back: it is in review again.'],
    [['freeze', 'unfreeze'], 'Unfrozen: the desk goes on.'],
    [['freeze', 'approve {x}@1'], 'The desk is frozen: nothing can be approved until it is unfrozen.'],
    [['freeze', 'draft'], 'The desk is frozen: nothing is drafted until it is unfrozen.'],
    [['freeze Storm', 'today'], 'Frozen by Ann Lee since <2026-11-20T05:10:00.000Z>: Storm'],
    [
      ['approve {x}@1', 'approve {x}@1'],
      'This post has been approved already. Latest: Ann Lee approved version 1 on Slack.',
    ],
    [
      ['edit {x}@1 A bag names its farm.', 'approve {x}@2'],
      'You made the last edit, so somebody else has to approve it.',
    ],
    [['edit {x}@1 A bag names its farm.', 'approve {x}@1'], 'You saw version 1; version 2 has replaced it.'],
    [['approve {x}@1', 'today'], '2 posts wait for you'],
    [['approve all', 'today'], 'Nothing waits for you.'],
    [['approve all', 'queue'], 'Nothing of North Harbour Coffee waits for anybody.'],
  ])('%j ends with “%s”', async (steps, said) => {
    expect(textOf(await untilDone(await drafted(), steps))).toContain(said)
  })

  it('retry and settle act on a post that went wrong', async () => {
    const desk = await drafted()
    desk.answer({ kind: 'refused', reason: 'Too long.', retryAt: null })
    await typed(desk, ann, 'approve {x}@1')
    const post = await desk.goOut(await desk.post('x'))
    expect(textOf(await type(desk, ann, `retry ${post.id}`))).toContain('It will be tried again at once.')

    desk.answer({ kind: 'unknown', reason: 'It did not answer.' })
    await desk.goOut(post)
    const asked = await type(desk, ann, `settle ${post.id}`)
    expect(asked.cards[0]?.buttons.map(({ label }) => label)).toEqual(['It is live', 'It is not', 'Leave it'])
    const settled = await type(desk, ann, `settle ${post.id} live https://example.com/p/1`)
    expect(textOf(settled)).toContain('Recorded as live.')
    expect(await desk.deps.store.post(post.id)).toMatchObject({
      remote: { permalink: 'https://example.com/p/1' },
    })
  })

  it('drafts what is missing, and says at once that it has begun', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [roomed])
    const answer = await type(desk, ann, 'draft')
    expect(textOf(answer)).toBe('North Harbour Coffee: Drafting has begun: 3 posts.')
    expect(answer.everyone).toBe(true)
  })

  it.each<[string, boolean]>([
    ['freeze Storm', true],
    ['unfreeze', false],
    ['draft', false],
    ['report', true],
    ['approve all', false],
    ['today', false],
  ])('%s is told to everyone only where it is news to them: %s', async (line, everyone) => {
    expect((await type(await drafted(), ann, line)).everyone).toBe(everyone)
  })
})

describe('a decision is on what was seen', () => {
  it.each(['approve', 'edit', 'regenerate', 'reject'])(
    '%s without a version shows the card as it stands, with buttons that work, and changes nothing',
    async (name) => {
      const desk = await drafted()
      const before = await desk.post('x')
      const answer = await typed(desk, ann, `${name} {x}`)
      expect(await desk.post('x')).toEqual(before)
      expect(answer.cards[0]).toMatchObject({ id: before.id, version: 1 })
      expect(textOf(answer)).toContain('This is version 1, as it stands')
      expect(textOf(answer)).toContain(`/greenroom ${name} ${before.id}@1`)
      expect(answer.everyone).toBe(false)
    },
  )

  it('approves nothing where only the slot was named', async () => {
    const desk = await drafted()
    await typed(desk, ann, 'approve {x} 18:30')
    expect(await desk.post('x')).toMatchObject({ status: 'in_review', version: 1 })
  })

  it('opens a form where there is one, for the version that stands', async () => {
    const desk = await drafted()
    for (const [line, verb] of [
      ['edit {x}', 'edit'],
      ['reject {x}@1', 'reject'],
      ['move {x}', 'reslot'],
      ['hold {x}', 'hold'],
    ] as const) {
      const answer = await typed(desk, ann, line)
      expect(answer.form).toMatchObject({ verb, version: 1 })
    }
    expect((await typed(desk, ann, 'approve {x}')).form).toBeNull()
  })

  it('choose without a letter shows every variant in full, each with its button', async () => {
    const answer = await typed(await drafted(), ann, 'choose {x}')
    expect(answer.buttons.map(({ label }) => label)).toEqual(['Use variant B', 'Use variant C'])
    expect(textOf(answer)).toContain('Small print, on purpose')
  })

  it('high risk is confirmed: what is risky is named, and yes lets it through', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [roomed])
    desk.write('linkedin', [risky, risky.replace('best', 'finest'), risky.replace('coast', 'quay')])
    await desk.draft()
    expect((await desk.post('linkedin')).status).toBe('in_review')
    const asked = await typed(desk, ann, 'approve {linkedin}@1')
    expect(textOf(asked)).toContain('This is high risk: ')
    expect(asked.cards[0]?.buttons[0]).toMatchObject({ label: 'Approve' })
    expect(await desk.post('linkedin')).toMatchObject({ approvals: [] })
    expect(textOf(await typed(desk, ann, 'approve {linkedin}@1 yes'))).toContain('it takes one more person')
    expect(textOf(await typed(desk, ben, 'approve {linkedin}@1 yes'))).toContain('Approved.')
  })

  it('a version that is yet to come is refused plainly', async () => {
    expect(textOf(await typed(await drafted(), ann, 'approve {x}@7'))).toBe(
      'There is no version 7 yet: the latest is 1.',
    )
  })

  it('too late: offers the next free slot, in one press', async () => {
    const desk = await drafted()
    desk.tick(12 * hourMs)
    const { id } = (await desk.deps.store.posts({ brand: roomed.id })).find(
      ({ account }) => account.network === 'x',
    ) ?? { id: '' }
    const answer = await type(desk, ann, `approve ${id}@1`)
    expect(answer.buttons[0]?.label).toMatch(/^Approve for /)
  })

  it('what cannot be done now is told from the card, without a button for it', async () => {
    const desk = await drafted()
    await typed(desk, ann, 'approve {x}@1')
    const answer = await typed(desk, ann, 'reject {x}')
    expect(textOf(answer)).toBe('Approved by Ann Lee. There is nothing to reject now.')
    expect(answer.form).toBeNull()
  })
})
