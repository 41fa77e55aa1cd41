import type { Conversation } from '../conversation.ts'

const undecided = ['Approve', 'Edit', 'Reject', 'New variants', 'Move', 'Hold', '2 other variants', 'Why']

export const approve: Conversation = {
  title: 'Approve, and it goes out',
  async script(talk, desk) {
    await talk.morning()
    await talk.card('x', { says: ['In review', 'Low risk'], buttons: undecided })
    talk.told(await talk.press('ada', 'x', 'Approve'), 'Approved. It goes out Fri 20 Nov, 12:00.')
    await talk.card('x', {
      says: ['Approved by Ada Brook', 'Undo until ‹11:59›'],
      buttons: ['Undo', 'Edit', 'Move', 'Hold', '2 other variants', 'Why'],
    })
    await talk.thread('x', ['Ada Brook approved version 1'])
    // Once more, on a card that had not changed yet, or by somebody else.
    await talk.until('12:01')
    await talk.card('x', { says: ['Published', 'Open it on x.example'], buttons: ['Why'] })
    await talk.thread('x', ['Ada Brook approved version 1', 'Greenroom published it'])
    await talk.until('2026-11-21 12:10')
    await talk.meanwhile('The figures of the first day come in.', async () => {
      const { id, brand } = await desk.post('x')
      const figures = { impressions: 1204, engagements: 61, clicks: 17, simulated: false }
      await desk.deps.store.putMetrics([{ brand, postId: id, network: 'x', day: '2026-11-20', ...figures }])
    })
    await talk.card('x', { says: ['1,204 impressions', '61 engagements', '17 clicks'] })
    await talk.thread('x', [
      'Ada Brook approved version 1',
      'Greenroom published it',
      '1,204 impressions, 61 engagements and 17 clicks',
    ])
  },
}

export const undo: Conversation = {
  title: 'Undo',
  async script(talk) {
    await talk.morning()
    await talk.press('ada', 'x', 'Approve')
    const approved = await talk.card('x', { says: ['Undo until ‹11:59›'] })
    talk.told(await talk.press('ben', 'x', 'Undo'), 'Taken back: it is in review again.')
    await talk.card('x', { says: ['In review'], buttons: undecided })
    talk.told(
      await talk.press('ada', approved, 'Undo'),
      'This post is waiting for review. Latest: Ben Okafor took the approval back.',
    )
    await talk.press('ada', 'x', 'Approve')
    const late = await talk.card('x', {
      buttons: ['Undo', 'Edit', 'Move', 'Hold', '2 other variants', 'Why'],
    })
    await talk.until('11:59:30')
    talk.told(await talk.press('ada', late, 'Undo'), 'It is too late to undo this: the slot is too near.')
    await talk.thread('x', [
      'Ada Brook approved version 1',
      'Ben Okafor took the approval back',
      'Ada Brook approved version 1',
    ])
  },
}

export const reject: Conversation = {
  title: 'Reject, with a reason that teaches',
  async script(talk) {
    await talk.morning()
    const form = await talk.openForm('ada', 'x', 'Reject')
    talk.told(form.seen, { says: ['Why? The next drafts learn from it.', 'Dull', 'Anything to add?'] })
    talk.told(await talk.send('ada', form, {}), 'Choose a reason: the next drafts learn from it.')
    const note = 'We said this last week.'
    talk.told(
      await talk.send('ada', form, { reason: 'Dull', note }),
      'Rejected. The next drafts learn from it.',
    )
    await talk.card('x', { says: ['Rejected', `Dull: “${note}”`], buttons: ['Undo', 'New variants', 'Why'] })
    await talk.thread('x', [`Ada Brook rejected it (Dull): “${note}”`])
    talk.told(await talk.press('ada', 'x', 'Undo'), 'Taken back: it is in review again.')
    await talk.card('x', { buttons: undecided })
  },
}

export const regenerate: Conversation = {
  title: 'New variants, with a note',
  async script(talk, desk) {
    await talk.morning()
    const before = await talk.card('x')
    const note = 'Shorter, and ask nothing.'
    talk.told(
      await talk.fill('ada', 'x', 'New variants', { note }),
      'New variants are being written; they appear here by themselves.',
    )
    await talk.card('x', { says: ['Drafting', note], buttons: ['Why'] })
    talk.told(await talk.press('ben', before, 'Approve'), 'New variants are being written; wait for them.')
    desk.write('x', ['Price, farm, harvest: on every bag.', 'It is all on the bag.', 'Read the bag.'])
    await talk.until('06:11')
    await talk.card('x', { says: ['Price, farm, harvest', 'version 2'], buttons: undecided })
    talk.told(await talk.press('ben', before, 'Approve'), 'You saw version 1; version 2 has replaced it.')
    await talk.thread('x', [`Ada Brook asked for new variants: “${note}”`, 'The copywriter wrote 3 variants'])
  },
}

export const move: Conversation = {
  title: 'Move',
  async script(talk) {
    await talk.morning()
    const form = await talk.openForm('ada', 'x', 'Move')
    talk.told(form.seen, { says: ['Day it goes out', 'Europe/Berlin'] })
    talk.told(await talk.send('ada', form, { date: '2026-11-19' }), 'That slot has already passed.')
    talk.told(
      await talk.fill('ada', 'x', 'Move', { date: '2026-11-20', time: '15:30' }),
      'Moved to Fri 20 Nov, 15:30.',
    )
    await talk.card('x', { says: ['‹Fri 20 Nov 15:30›', 'version 2'], buttons: undecided })
    await talk.thread('x', [
      'moved it from 2026-11-20 12:00 (Europe/Berlin) to 2026-11-20 15:30 (Europe/Berlin)',
    ])
  },
}

export const hold: Conversation = {
  title: 'Hold, and release',
  async script(talk) {
    await talk.morning()
    await talk.press('ada', 'x', 'Approve')
    const reason = 'Waiting for legal'
    talk.told(await talk.fill('ada', 'x', 'Hold', { reason }), 'On hold until somebody releases it.')
    await talk.card('x', {
      says: ['On hold', reason],
      buttons: ['Release', 'Edit', 'Move', 'New variants', '2 other variants', 'Why'],
    })
    talk.told(await talk.press('ben', 'x', 'Release'), 'Released. It goes out Fri 20 Nov, 12:00.')
    await talk.card('x', { says: ['Approved by Ada Brook'] })
    await talk.thread('x', [
      'approved version 1',
      `put it on hold: ${reason}`,
      'Ben Okafor released it; the approval stands',
    ])
    await talk.until('12:01')
    await talk.card('x', { says: ['Published'] })
  },
}
