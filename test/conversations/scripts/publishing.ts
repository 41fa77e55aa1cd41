import type { Conversation } from '../conversation.ts'

const unclear = { kind: 'unknown', reason: 'The network did not answer in time.' } as const

export const live: Conversation = {
  title: 'Nobody knows whether it is live, and it is',
  async script(talk, desk) {
    desk.answer(unclear)
    await talk.morning()
    await talk.press('ada', 'x', 'Approve')
    await talk.until('12:00:05')
    const card = await talk.card('x', {
      says: ['Outcome unknown', 'The network did not answer in time.', 'Greenroom is finding out'],
      buttons: ['It is live', 'It is not', 'Leave it', 'Why'],
    })
    await talk.until('13:00')
    await talk.card('x', {
      says: ['Needs you', 'is it live?'],
      buttons: ['It is live', 'It is not', 'Leave it', 'Why'],
    })
    talk.told(await talk.press('ada', 'x', 'Leave it'), 'Left as it is. You can still answer later.')
    await talk.card('x', { says: ['Left open'] })
    const form = await talk.openForm('ben', 'x', 'It is live')
    talk.told(form.seen, 'Link to the live post')
    talk.told(await talk.send('ben', form, { permalink: 'somewhere' }), 'Give the whole link')
    talk.told(await talk.send('ben', form, { permalink: 'https://x.example/posts/7' }), 'Recorded as live.')
    await talk.card('x', { says: ['Published', 'Open it on x.example'], buttons: ['Why'] })
    talk.told(await talk.press('ada', card, 'It is not'), 'This post is live already.')
    await talk.thread('x', [
      'approved version 1',
      'does not know whether it is live',
      "asks for a person's help",
      'Ada Brook left it as it is',
      'Ben Okafor found it live',
    ])
  },
}

export const notLive: Conversation = {
  title: 'Nobody knows whether it is live, and it is not',
  async script(talk, desk) {
    desk.answer(unclear)
    await talk.morning()
    await talk.press('ada', 'x', 'Approve')
    await talk.until('12:00:05')
    await talk.meanwhile('The network is well again.', () => desk.answer(null))
    talk.told(await talk.press('ada', 'x', 'It is not'), 'Recorded as not live; it is scheduled again.')
    await talk.card('x', { says: ['Approved'] })
    await talk.until('12:10')
    await talk.card('x', { says: ['Published'] })
    await talk.thread('x', [
      'approved version 1',
      'does not know whether it is live',
      'Ada Brook found that it is not live',
      'Greenroom published it',
    ])
  },
}

export const refused: Conversation = {
  title: 'The network refuses it, and is asked again',
  async script(talk, desk) {
    desk.answer({ kind: 'refused', reason: 'The network wants a shorter link.', retryAt: null })
    await talk.morning()
    await talk.press('ada', 'x', 'Approve')
    await talk.until('12:01')
    await talk.card('x', {
      says: ['Refused', 'The network wants a shorter link.'],
      buttons: ['Try again', 'Edit', 'Move', 'Why'],
    })
    await talk.head({ says: ['1 post in trouble'] })
    await talk.meanwhile('The network is content.', () => desk.answer(null))
    talk.told(await talk.press('ben', 'x', 'Try again'), 'It will be tried again at once.')
    await talk.until('12:10')
    await talk.card('x', { says: ['Published'], buttons: ['Why'] })
    await talk.thread('x', [
      'approved version 1',
      'was refused by the network: The network wants a shorter link.',
      'Ben Okafor made it ready for another attempt',
      'Greenroom published it',
    ])
  },
}

export const late: Conversation = {
  title: 'A late approval is offered the next free slot',
  async script(talk) {
    await talk.morning()
    await talk.until('12:10')
    const told = await talk.press('ada', 'x', 'Approve')
    talk.told(told, {
      says: ['Its slot has passed. The next free slot is Fri 20 Nov, 12:30.'],
      buttons: ['Approve for Fri 20 Nov, 12:30'],
    })
    await talk.card('x', { says: ['In review'] })
    talk.told(
      await talk.press('ada', told, 'Approve for Fri 20 Nov, 12:30'),
      'Approved. It goes out Fri 20 Nov, 12:30.',
    )
    await talk.card('x', { says: ['‹Fri 20 Nov 12:30›', 'Approved by Ada Brook'] })
    talk.told(
      await talk.press('ada', told, 'Approve for Fri 20 Nov, 12:30'),
      'You saw version 1; version 2 has replaced it.',
    )
    await talk.until('12:40')
    await talk.card('x', { says: ['Published'] })
  },
}
