import type { Conversation } from '../conversation.ts'

export const morning: Conversation = {
  title: 'A morning',
  async script(talk) {
    await talk.draftsUpTo(1)
    await talk.head({
      says: ['Friday 20 November', 'Drafting today: 1 of 3 posts', '1 post waits for a decision: 1 low risk'],
      buttons: ['Approve all low risk (1)', 'Stop drafting'],
    })
    await talk.draftsUpTo(null)
    await talk.top(['Friday 20 November', 'LinkedIn', 'X', 'Facebook'])
    await talk.head({ says: ['3 posts wait for a decision: 3 low risk'], lacks: ['Drafting'] })
    const head = await talk.head({ buttons: ['Approve all low risk (3)'] })
    talk.asks(head, 'Approve all low risk (3)', '3 low-risk posts of North Harbour Coffee')
    talk.told(await talk.press('ada', 'head', 'Approve all low risk (3)'), '3 posts approved.')
    await talk.head({ says: ['Nothing waits for a decision. 3 approved.'], buttons: [] })
    for (const network of ['linkedin', 'x', 'facebook'])
      await talk.card(network, { says: ['Approved by Ada Brook'] })
    await talk.top(['Friday 20 November', 'LinkedIn', 'X', 'Facebook'])
  },
}

export const shown: Conversation = {
  title: 'What a card leaves out is one press away',
  async script(talk) {
    await talk.morning()
    const variants = await talk.press('eve', 'x', '2 other variants')
    talk.told(variants, {
      says: [
        'Variant A, the one that would go out',
        'Variant B',
        'Who grew it',
        'Variant C',
        'Small print, on purpose',
      ],
      buttons: ['Use variant B', 'Use variant C'],
    })
    talk.told(await talk.press('eve', 'x', 'Why'), {
      says: ['The copywriter', 'wrote 3 variants', 'Variant A: Low risk', 'The audit trail is whole'],
    })
    // What is told to one person nobody else can press.
    const toAda = await talk.press('ada', 'x', '2 other variants')
    const toBen = await talk.press('ben', 'x', '2 other variants')
    talk.told(await talk.press('ada', toAda, 'Use variant B'), 'Variant B it is: version 2.')
    await talk.card('x', { says: ['Who grew it', 'Variant B · version 2'] })
    await talk.thread('x', ['Ada Brook chose variant B'])
    // The page that was opened before still offers the third.
    talk.told(
      await talk.press('ben', toBen, 'Use variant C'),
      'You saw version 1; version 2 has replaced it.',
    )
    await talk.card('x', { says: ['Variant B · version 2'] })
  },
}
