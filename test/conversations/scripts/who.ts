import type { Conversation } from '../conversation.ts'

export const freeze: Conversation = {
  title: 'Freeze, and unfreeze',
  async script(talk) {
    await talk.morning()
    await talk.press('ada', 'linkedin', 'Approve')
    const told = await talk.command('ben', 'freeze the roaster is on fire')
    talk.told(told, {
      says: ['Frozen: nothing is drafted, approved or published', 'Reason: the roaster is on fire'],
    })
    await talk.head({
      says: ['is frozen.', 'Frozen by Ben Okafor', 'the roaster is on fire'],
      buttons: ['Unfreeze'],
    })
    talk.told(
      await talk.press('ada', 'x', 'Approve'),
      'The desk is frozen: nothing can be approved until it is unfrozen.',
    )
    await talk.card('x', { says: ['In review'] })
    await talk.until('09:10')
    await talk.card('linkedin', { says: ['Approved'], lacks: ['Published'] })
    talk.told(await talk.press('ada', 'head', 'Unfreeze'), 'Unfrozen: the desk goes on.')
    await talk.head({ lacks: ['frozen'], buttons: ['Approve all low risk (2)'] })
    talk.told(await talk.command('ada', 'unfreeze'), 'It was not frozen.')
    await talk.until('09:20')
    await talk.card('linkedin', { says: ['Published'] })
  },
}

export const outsiders: Conversation = {
  title: 'A stranger, a guest, and somebody who may only look',
  async script(talk) {
    await talk.morning()
    talk.told(await talk.press('stranger', 'x', 'Approve'), {
      says: [
        'You are not a reviewer of North Harbour Coffee here. Ask for your id (stranger) to be added to the brand file.',
      ],
    })
    talk.told(await talk.press('gil', 'x', 'Approve'), talk.guest.told)
    talk.told(
      await talk.press('eve', 'x', 'Approve'),
      'Your role does not include this: it takes an approver or an admin.',
    )
    talk.told(
      (await talk.openForm('stranger', 'x', 'Edit')).seen,
      'You are not a reviewer of North Harbour Coffee here.',
    )
    talk.told(
      (await talk.openForm('eve', 'x', 'Reject')).seen,
      'Your role does not include this: it takes an approver or an admin.',
    )
    talk.told(await talk.press('gil', 'head', 'Approve all low risk (3)'), talk.guest.told)
    talk.told(
      await talk.press('eve', 'head', 'Approve all low risk (3)'),
      'Your role does not include approving.',
    )
    talk.told(
      await talk.press('stranger', 'x', 'Why'),
      'You are not a reviewer of North Harbour Coffee here.',
    )
    talk.told(await talk.command('stranger', 'queue'), 'You are not a reviewer of North Harbour Coffee here.')
    await talk.home('stranger', { says: ['You are not a reviewer of a brand here'] })
    await talk.home('gil', { says: [talk.guest.atHome] })
    await talk.home('eve', { says: ['Nothing waits for you.'] })
    await talk.card('x', { says: ['In review'] })
    await talk.thread('x', [])
  },
}

export const home: Conversation = {
  title: 'The page of the app',
  async script(talk) {
    await talk.morning()
    const page = await talk.home('ada', {
      says: [
        'Friday 20 November',
        '3 posts wait for you',
        'Accounts',
        'ready to post',
        'Tomorrow',
        'Last report: There is none yet',
      ],
    })
    talk.told(await talk.press('ada', page, 'Approve'), 'Approved.')
    await talk.home('ada', { says: ['2 posts wait for you'] })
    await talk.home('ben', { says: ['2 posts wait for you', '1 approved'] })
    await talk.command('ben', 'freeze')
    await talk.home('ada', { says: ['is frozen'] })
  },
}
