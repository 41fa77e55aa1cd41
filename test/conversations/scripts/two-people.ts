import type { Conversation } from '../conversation.ts'

const risky = [
  'Our beans won 14 awards in 1998. They sold out in 9 countries.',
  'Awarded 14 times since 1998, sold out in 9 countries.',
  '14 awards since 1998. Sold out in 9 countries.',
]

export const highRisk: Conversation = {
  title: 'High risk takes two people',
  async script(talk, desk) {
    desk.write('x', risky)
    await talk.morning()
    await talk.head({ says: ['2 low risk and 1 high risk'] })
    const card = await talk.card('x', { says: ['High risk', 'It takes 2 people to approve it.'] })
    talk.asks(card, 'Approve', 'No fact of the brand covers')
    talk.told(await talk.press('ada', 'x', 'Approve'), 'Your approval is noted; it takes one more person.')
    await talk.card('x', { says: ['1 of 2 approvals: Ada Brook. 1 more to go.'] })
    talk.told(
      await talk.press('ada', 'x', 'Approve'),
      'You have approved this already; it takes one more person.',
    )
    talk.told(await talk.command('ben', 'approve {x@}'), 'This is high risk')
    await talk.card('x', { says: ['1 of 2 approvals'] })
    talk.told(await talk.press('ben', 'x', 'Approve'), 'Approved. It goes out Fri 20 Nov, 12:00.')
    await talk.card('x', { says: ['Approved by Ada Brook and Ben Okafor'] })
    await talk.thread('x', ['Ada Brook approved version 1', 'Ben Okafor approved version 1'])
  },
}

export const atOnce: Conversation = {
  title: 'Two at once, of two minds',
  onPostgres: true,
  async script(talk) {
    await talk.morning()
    const form = await talk.openForm('ben', 'x', 'Reject')
    const [ada, ben] = await talk.atOnce('ada', {
      ada: { presses: 'Approve', on: 'x' },
      ben: { hands: form, fields: { reason: 'Dull' } },
    })
    talk.told(ada, 'Approved. It goes out Fri 20 Nov, 12:00.')
    talk.told(ben, 'This post has been approved already. Latest: Ada Brook approved version 1')
    await talk.card('x', { says: ['Approved by Ada Brook'] })
    await talk.thread('x', ['Ada Brook approved version 1'])
  },
}

export const stale: Conversation = {
  title: 'A card that has moved on',
  async script(talk) {
    await talk.morning()
    const old = await talk.card('x')
    await talk.fill('ada', 'x', 'Edit', { 'text-a': 'Every bag names the farm and the price paid to it.' })
    talk.told(
      await talk.press('ben', old, 'Approve'),
      'You saw version 1; version 2 has replaced it. Look at that one first. Latest: Ada Brook edited variant A',
    )
    await talk.card('x', { says: ['In review', 'version 2'] })
    talk.told(await talk.press('ben', 'x', 'Approve'), 'Approved.')
    talk.told(await talk.press('ben', old, 'Approve'), 'You saw version 1')
    const form = await talk.openForm('ada', old, 'Hold')
    talk.told(form.seen, 'You saw version 1; version 2 has replaced it.')
    await talk.thread('x', ['Ada Brook edited variant A', 'Ben Okafor approved version 2'])
  },
}

export const webAndChat: Conversation = {
  title: 'Decided on the web page, and the other way round',
  onPostgres: true,
  async script(talk) {
    await talk.morning()
    const card = await talk.card('x')
    await talk.decideOnPage('ben', 'x', 'approve')
    await talk.card('x', { says: ['Approved by Ben Okafor'] })
    await talk.thread('x', ['Ben Okafor approved version 1 on the web page'])
    talk.told(
      await talk.press('ada', card, 'Approve'),
      'This post has been approved already. Latest: Ben Okafor approved version 1 on the web page.',
    )
    await talk.press('ada', 'linkedin', 'Approve')
    await talk.pageSays('ben', 'linkedin', ['Approved by Ada Brook.'])
    await talk.decideOnPage('ben', 'linkedin', 'hold', { reason: 'Not today' })
    await talk.card('linkedin', { says: ['On hold', 'Not today'] })
    await talk.home('ada', { says: ['2 posts wait for you'] })
  },
}
