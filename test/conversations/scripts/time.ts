import type { Brand } from '../../../src/domain/brand.ts'
import { addDays } from '../../../src/domain/slot.ts'
import type { Conversation } from '../conversation.ts'

const reminding = (usual: Brand): Brand => ({
  ...usual,
  policy: { ...usual.policy, reminders: { escalateTo: 'Ben Okafor' } },
  // Of the guest nobody hears anything here.
  reviewers: usual.reviewers.filter(({ name }) => name !== 'Gil Moss'),
  accounts: usual.accounts.filter(({ network }) => network !== 'facebook'),
})

export const reminders: Conversation = {
  title: 'People are reminded, by day',
  brand: reminding,
  async script(talk) {
    await talk.morning()
    const head = await talk.head()
    await talk.until('07:50')
    await talk.under(head, [])
    await talk.direct('ada', [])
    // The slot of nine o'clock is near: the room hears of it first thing in the morning, then each alone, then the one who is asked last.
    await talk.until('08:00')
    await talk.under(head, ['@ada, @ben: 2 posts of North Harbour Coffee wait for a decision.'])
    await talk.direct('ada', [])
    await talk.until('08:20')
    await talk.direct('ada', ['2 posts of North Harbour Coffee wait for you.'])
    const [asked] = await talk.direct('ben', ['2 posts of North Harbour Coffee wait for you.'])
    talk.told(asked, { says: ['/greenroom queue'], buttons: [] })
    await talk.until('08:50')
    const last = 'time is short. You are the last to be asked.'
    await talk.direct('ben', ['wait for you.', last])
    await talk.press('ada', 'linkedin', 'Approve')
    await talk.until('11:50')
    await talk.direct('ben', ['wait for you.', last, last])
    await talk.press('ada', 'x', 'Approve')
    await talk.until('23:50')
    await talk.under(head, ['@ada, @ben: 2 posts'])
    await talk.direct('ada', ['wait for you.'])
    await talk.direct('eve', [])
  },
}

export const newDay: Conversation = {
  title: 'What still waits comes up again the next morning',
  async script(talk) {
    await talk.morning()
    await talk.press('ada', 'linkedin', 'Approve')
    await talk.fill('ada', 'facebook', 'Hold', { reason: 'Waiting for the photograph' })
    const old = await talk.card('facebook')
    await talk.until('2026-11-21 06:20')
    await talk.head({ says: ['Saturday 21 November', '2 cards of earlier days have come up again below.'] })
    await talk.card('facebook', { says: ['On hold', 'Waiting for the photograph'] })
    const all = await talk.top([
      'Friday 20 November',
      'Published',
      'This one has come up again',
      'This one has come up again',
      'Saturday 21 November',
      'X',
      'Facebook',
      'LinkedIn',
      'X',
      'Facebook',
    ])
    talk.told(all[0], { says: ['Friday 20 November', 'This day is over. 1 published.'], buttons: [] })
    talk.told(all[3], { buttons: [] })
    talk.told(await talk.press('ben', old, 'Release'), 'Its slot has passed.')
  },
}

export const deleted: Conversation = {
  title: 'Somebody deletes a card',
  async script(talk) {
    await talk.morning()
    await talk.deleteMessage(await talk.card('x'))
    await talk.noCard('x')
    talk.told(await talk.command('ada', 'hold {x} one moment'), 'On hold until somebody releases it.')
    await talk.head({ says: ['deleted'] })
    await talk.direct('ada', ['deleted'])
    talk.told(await talk.command('ada', 'queue'), 'one moment')
    await talk.until('2026-11-21 06:20')
    await talk.card('x', {
      says: ['On hold', 'one moment'],
      buttons: ['Release', 'Edit', 'Move', 'New variants', '2 other variants', 'Why'],
    })
    await talk.head({ lacks: ['deleted'] })
  },
}

export const report: Conversation = {
  title: 'The report of the week, on Monday',
  async script(talk, desk) {
    await talk.meanwhile('Two weeks have had figures.', async () => {
      const rows = Array.from({ length: 14 }, (_, back) => ({
        brand: desk.brand.id,
        postId: `x-${back}`,
        network: 'x' as const,
        day: addDays('2026-11-22', -back),
        impressions: back < 7 ? 480 + 10 * back : 400 + 10 * back,
        engagements: 24 + back,
        clicks: 9,
        simulated: false,
      }))
      await desk.deps.store.putMetrics(rows)
    })
    await talk.until('2026-11-23 08:50')
    await talk.until('2026-11-23 09:10')
    const message = await talk.latest({
      says: [
        'Week 47 · North Harbour Coffee',
        'Impressions',
        '+',
        'Audit trail:',
        'The charts are in the thread.',
      ],
    })
    await talk.under(message, [
      'Bar chart, North Harbour Coffee, 16 to 22 November 2026: engagements by day.',
      'Bar chart, North Harbour Coffee, 16 to 22 November 2026: impressions',
    ])
  },
}
