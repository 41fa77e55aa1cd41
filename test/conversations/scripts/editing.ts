import { sha256 } from '../../../src/domain/hash.ts'
import { aPng } from '../../images.ts'
import type { Conversation } from '../conversation.ts'

const text = 'Every bag names the farm and the price paid for it. Some read it while the kettle boils.'

export const edit: Conversation = {
  title: 'Edit, and somebody else approves',
  async script(talk) {
    await talk.morning()
    const form = await talk.openForm('ada', 'x', 'Edit')
    talk.told(form.seen, {
      says: ['Text of', '112 of 280 weighted characters', 'ime it goes out'],
    })
    talk.told(await talk.send('ada', form, { 'text-a': 'so '.repeat(110) }), 'shorten it by')
    // Not every form holds the variants that would not go out.
    if (form.fields.includes('text-b'))
      talk.told(
        await talk.send('ada', form, { 'text-a': text, 'text-b': 'And this.' }),
        'You also changed variant B',
      )
    talk.told(await talk.send('ada', form, {}), 'Nothing was changed, so there is nothing to save.')
    talk.told(await talk.send('ada', form, { 'text-a': text }), 'Saved as version 2. It is low risk.')
    await talk.card('x', { says: [text, 'version 2', 'Ada Brook changed:'] })
    await talk.thread('x', ['Ada Brook edited variant A, which made version 2'])
    talk.told(
      await talk.press('ada', 'x', 'Approve'),
      'You made the last edit, so somebody else has to approve it.',
    )
    await talk.card('x', { says: ['In review'] })
    talk.told(await talk.press('ben', 'x', 'Approve'), 'Approved. It goes out Fri 20 Nov, 12:00.')
    await talk.card('x', { says: ['Approved by Ben Okafor'], lacks: ['Ada Brook changed:'] })
  },
}

export const blocked: Conversation = {
  title: 'What a finding blocks has no Approve',
  async script(talk, desk) {
    desk.write('x', [
      'A game changer for your mornings.',
      'Nothing less than a game changer.',
      'This is a miracle in a bag.',
    ])
    await talk.morning()
    await talk.card('x', {
      says: ['Blocked', 'It cannot be approved as it stands.', 'game changer'],
      buttons: ['Edit', 'Reject', 'New variants', 'Move', 'Hold', '2 other variants', 'Why'],
    })
    await talk.head({ says: ['1 blocked'] })
    talk.told(await talk.command('ada', 'approve {x@}'), 'This cannot be approved as it stands.')
    talk.told(
      await talk.fill('ada', 'x', 'Edit', { 'text-a': 'Small news for your mornings.' }),
      'Saved as version 2. It is low risk.',
    )
    await talk.card('x', {
      buttons: ['Approve', 'Edit', 'Reject', 'New variants', 'Move', 'Hold', '2 other variants', 'Why'],
    })
  },
}

const quay = aPng('quay')
const loft = aPng('loft')

export const pictured: Conversation = {
  title: 'An image on a card',
  async script(talk) {
    await talk.morning()
    const form = { variant: 'a', 'text-a': text, 'alt-a-0': '' }
    await talk.decideOnPage('ada', 'x', 'edit', form, [{ field: 'file-a-0', name: 'quay.png', bytes: quay }])
    await talk.card('x', {
      says: [
        text,
        '[picture: quay.png',
        'quay.png: no alternative text',
        'version 2',
        'No alt text for quay.png.',
      ],
    })
    await talk.thread('x', ['Ada Brook edited variant A, which made version 2: attached quay.png'])
    talk.told(
      await talk.fill('ada', 'x', 'Edit', { 'alt-a-0': 'A quay in the morning fog' }),
      'Saved as version 3. It is low risk.',
    )
    await talk.card('x', {
      says: ['[picture: A quay in the morning fog]', 'quay.png: A quay in the morning fog', 'version 3'],
      lacks: ['No alt text'],
    })
    talk.told(await talk.press('ben', 'x', 'Approve'), 'Approved. It goes out Fri 20 Nov, 12:00.')
    await talk.decideOnPage(
      'ada',
      'x',
      'edit',
      { ...form, 'image-a-0': sha256(quay), 'name-a-0': 'quay.png', 'alt-a-0': 'A loft above the quay' },
      [{ field: 'file-a-0', name: 'loft.png', bytes: loft }],
    )
    await talk.card('x', { says: ['In review', '[picture: A loft above the quay]', 'version 4'] })
    talk.told(await talk.press('ben', 'x', 'Approve'), 'Approved. It goes out Fri 20 Nov, 12:00.')
    await talk.until('12:01')
    await talk.card('x', { says: ['Published', '[picture: A loft above the quay]'] })
    await talk.thread('x', [
      'attached quay.png',
      'which made version 3: described quay.png anew',
      'Ben Okafor approved version 3',
      'which made version 4: attached loft.png, removed quay.png',
      'Ben Okafor approved version 4',
      'published it',
    ])
  },
}
