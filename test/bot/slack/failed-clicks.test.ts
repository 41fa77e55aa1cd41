import { afterEach, describe, expect, it } from '@jest/globals'
import { loadCard } from '../../../src/bot/load.ts'
import { formView } from '../../../src/bot/slack/forms.ts'
import { failing } from '../failing-store.ts'
import { submission } from '../../fakes/slack/envelopes.ts'
import { asks, kinds, openBench, places, type Bench } from './click-bench.ts'
import { done, eventsOf } from '../chat/situations.ts'

let bench: Bench
afterEach(() => bench.rig.stop())

describe.each([
  ['the note that a click is known', 'hearPress'],
  ['the look at the post', 'post'],
  ['the decision', 'commit'],
] as const)('a bug in %s', (_, method) => {
  it.each(kinds)(
    'is told with an id that is in the log, nothing is decided, and the next click is: %s',
    async (kind) => {
      const store = failing(method)
      bench = await openBench(kind, 'ann', { store: store.of })
      store.fail()
      await bench.send(bench.payload())
      await bench.heard(1)
      const [told, ...more] = bench.told()
      const [, id] =
        /^Something went wrong on our side; the log has it as (\w+)\. Look at the card to see where the post stands\.$/.exec(
          told?.words ?? '',
        ) ?? []
      expect(told).toMatchObject({ to: 'ann', where: places[kind] })
      expect(more).toEqual([])
      expect(bench.rig.desk.errors).toEqual([
        expect.objectContaining({
          errorId: id,
          err: expect.objectContaining({ message: 'the disk of the database is full' }),
        }),
      ])
      expect(await bench.decided()).toEqual([])
      await bench.send(bench.payload())
      await bench.heard(2)
      expect(bench.told().at(-1)?.words).toBe(done[asks[kind]])
      expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
    },
  )
})

describe('a bug after the decision', () => {
  // Whoever types is shown the card before the decision, so there it is a bug before it.
  const pressed = kinds.filter((kind) => kind !== 'command')
  it.each(pressed)('does not make anybody think that nothing was decided: %s', async (kind) => {
    const store = failing('people')
    bench = await openBench(kind, 'ann', { store: store.of })
    store.fail()
    await bench.send(bench.payload())
    await bench.heard(1)
    await bench.rig.close()
    expect(bench.told()).toEqual([{ to: 'ann', where: places[kind], words: done[asks[kind]] }])
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })
})

/** Hands in an edit of the text of variant A, as from a form that was opened on the card as it stands. */
async function handIn(text: string): Promise<unknown> {
  const { rig, post } = bench
  const card = await loadCard(rig.desk.deps, rig.desk.brand, post)
  const press = { verb: 'edit', postId: post.id, version: post.version, arg: null } as const
  const form = formView(card, press, null, null)
  const { private_metadata = '' } = form
  const { view } = bench.payload() as { readonly view: { readonly id: string } }
  const values = Object.fromEntries(
    (card.draft ? [card.draft.chosen, ...card.draft.others] : []).map((one) => [
      `text-${one.id}.0`,
      { value: { type: 'plain_text_input', value: one.id === 'a' ? text : one.text } },
    ]),
  )
  return bench.send(
    submission({
      who: { id: rig.api.people.ann },
      view: { id: view.id, private_metadata },
      values: {
        ...values,
        variant: { value: { type: 'radio_buttons', selected_option: { value: 'a' } } },
        date: { value: { type: 'datepicker', selected_date: post.slot.date } },
        time: { value: { type: 'timepicker', selected_time: post.slot.time } },
      },
    }),
  )
}

describe.each(['sockets', 'HTTP'] as const)('a text that is handed in, over %s', (transport) => {
  it.each([
    ['one character too long', 281, 'This is 281 of 280 characters: shorten it by 1.'],
    ['as long as Slack lets anybody type', 3000, 'This is 3000 of 280 characters: shorten it by 2720.'],
    [
      'longer than Slack lets anybody type',
      100_000,
      'This is 100000 of 280 characters: shorten it by 99720.',
    ],
  ])('%s, is told so at its field, and nothing is decided', async (_, length, words) => {
    bench = await openBench('form', 'ann', { http: transport === 'HTTP' })
    expect(await handIn('x'.repeat(length))).toEqual({
      response_action: 'errors',
      errors: { 'text-a.0': words },
    })
    await bench.rig.close()
    expect(bench.told()).toEqual([])
    expect(await bench.decided()).toEqual([])
  })

  it('as long as the network allows, is saved', async () => {
    bench = await openBench('form', 'ann', { http: transport === 'HTTP' })
    await handIn('x'.repeat(280))
    await bench.heard(1)
    await bench.rig.close()
    expect(bench.told()).toEqual([
      { to: 'ann', where: 'view', words: expect.stringMatching(/^Saved as version 2\. /) },
    ])
    expect(await bench.decided()).toEqual(['edited'])
  })

  it('over all that could be a form, is told with an id that is in the log', async () => {
    bench = await openBench('form', 'ann', { http: transport === 'HTTP' })
    await handIn('x'.repeat(100_001))
    await bench.heard(1)
    await bench.rig.close()
    const [told, ...more] = bench.told()
    const [, id] =
      /^This could not be read; the log has it as (\w+)\. Nothing was decided\.$/.exec(told?.words ?? '') ??
      []
    expect(told).toMatchObject({ to: 'ann', where: 'direct' })
    expect(more).toEqual([])
    expect(bench.rig.desk.errors).toContainEqual(expect.objectContaining({ errorId: id }))
    expect(await bench.decided()).toEqual([])
  })
})
