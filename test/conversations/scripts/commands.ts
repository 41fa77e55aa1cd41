import type { Conversation } from '../conversation.ts'

export const looking: Conversation = {
  title: 'Everything can be asked for by a word',
  async script(talk) {
    await talk.morning()
    talk.told(await talk.command('stranger', 'help'), {
      says: ['today', 'approve <post>', 'freeze', 'Decide on a post'],
    })
    talk.told(await talk.command('ada', ''), 'Everything that a button does can be typed as well.')
    talk.told(await talk.command('ada', 'help hold'), 'keep it from going out for now')
    talk.told(
      await talk.command('ada', 'qeue'),
      'There is no command “qeue”. Did you mean “/greenroom queue”?',
    )
    talk.told(await talk.command('ada', 'today'), {
      says: ['Friday 20 November', '3 posts wait for a decision: 3 low risk', '3 posts wait for you'],
    })
    const queue = await talk.command('ada', 'queue')
    talk.told(queue, 'North Harbour Coffee: 3 posts wait for somebody')
    talk.told(await talk.command('ada', 'plan saturday 2'), {
      says: ['Saturday 21 November to Sunday 22 November', 'LinkedIn', 'Planned'],
    })
    talk.told(await talk.command('ada', 'show {x}'), {
      says: ['Variant A, the one that would go out', 'Variant C'],
    })
    talk.told(await talk.command('ada', 'why {x}'), {
      says: ['wrote 3 variants', 'The audit trail is whole'],
    })
    talk.told(await talk.command('ada', 'why x-2026-11-31'), 'There is no post “x-2026-11-31”.')
    talk.told(await talk.command('ada', 'status'), {
      says: ['Not frozen.', 'X @northharbour (rehearses): ready.', 'Audit trail:'],
    })
    talk.told(await talk.command('ada', 'reviewers'), { says: ['Ada Brook: approver', 'Eve Lind: viewer'] })
    talk.told(await talk.command('ada', 'settings'), {
      says: ['Drafts at 06:00 (Europe/Berlin)', 'X @northharbour'],
    })
    talk.told(await talk.press('ada', queue, 'Approve'), 'Approved.')
    await talk.card('linkedin', { says: ['Approved by Ada Brook'] })
  },
}

export const acting: Conversation = {
  title: 'Everything that a button does can be typed',
  async script(talk) {
    await talk.morning()
    talk.told(await talk.command('ada', 'approve {x}'), {
      says: ['This is version 1, as it stands: a decision is on what you have seen.'],
      buttons: ['Approve', 'Edit', 'Reject', 'New variants', 'Move', 'Hold', '2 other variants', 'Why'],
    })
    talk.told(await talk.command('ada', 'approve {x@}'), 'Approved. It goes out Fri 20 Nov, 12:00.')
    talk.told(await talk.command('ada', 'approve {x@}'), 'This post has been approved already.')
    talk.told(await talk.command('ben', 'hold {x} waiting for legal'), 'On hold until somebody releases it.')
    await talk.card('x', { says: ['On hold', 'waiting for legal'] })
    talk.told(await talk.command('ben', 'release {x}'), 'Released. It goes out Fri 20 Nov, 12:00.')
    talk.told(await talk.command('ben', 'undo {x}'), 'Taken back: it is in review again.')
    talk.told(await talk.command('ada', 'choose {x@} b'), 'Variant B it is: version 2.')
    talk.told(await talk.command('ada', 'move {x} tomorrow 18:30'), 'Moved to Sat 21 Nov, 18:30.')
    talk.told(
      await talk.command('ada', 'reject {x@} dull we said this'),
      'Rejected. The next drafts learn from it.',
    )
    talk.told(await talk.command('ada', 'reject {linkedin@}'), 'Why? The next drafts learn from it.')
    talk.told(
      await talk.command('ada', 'edit {facebook@} variant:a Fog again, and a second cup.'),
      'Saved as version 2.',
    )
    talk.told(await talk.command('ben', 'approve all'), '2 posts approved.')
    await talk.card('facebook', { says: ['Fog again, and a second cup.', 'Approved by Ben Okafor'] })
    talk.told(await talk.command('ada', 'settle {x} live'), 'This post has been rejected already.')
    talk.told(await talk.command('ada', 'retry {x}'), 'This post has been rejected already.')
    talk.told(await talk.command('eve', 'hold {linkedin} not now'), 'Your role does not include this')
    await talk.thread('x', [
      'approved version 1',
      'put it on hold: waiting for legal',
      'released it',
      'took the approval back',
      'chose variant B',
      'moved it',
      'rejected it (Dull): “we said this”',
    ])
  },
}

export const drafting: Conversation = {
  title: 'Drafting can be asked for, and stopped',
  async script(talk, desk) {
    talk.told(await talk.command('eve', 'draft'), 'Your role does not include drafting')
    await talk.draftsUpTo(1)
    talk.told(await talk.command('ada', 'draft'), 'is being drafted already (1 of 3 done)')
    talk.told(
      await talk.press('ada', 'head', 'Stop drafting'),
      'Drafting stops after the post that is being written.',
    )
    await talk.draftsUpTo(null)
    await talk.head({ says: ['2 posts wait for a decision'], lacks: ['Drafting'] })
    await talk.meanwhile('A second goes by.', () => desk.second())
    desk.putPenDown()
    talk.told(await talk.command('ada', 'draft', () => desk.isPenDown()), 'Drafting has begun: 1 post.')
    await talk.head({ says: ['Drafting today: 0 of 1 post'] })
    await talk.draftsUpTo(null)
    await talk.top(['Friday 20 November', 'LinkedIn', 'X', 'Facebook'])
    talk.told(await talk.command('ada', 'draft stop'), 'Nothing is being drafted.')
  },
}
