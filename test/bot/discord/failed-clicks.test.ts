import { afterEach, describe, expect, it } from '@jest/globals'
import { done, eventsOf } from '../chat/situations.ts'
import { failing } from '../failing-store.ts'
import { asks, kinds, openBench, withData, type Bench } from './click-bench.ts'
import { people, valueOf, wordsOf } from './rig.ts'

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
      bench = await openBench(kind, { store: store.of })
      store.fail()
      await bench.send(await bench.click())
      await bench.heard(1)
      const [told] = bench.told()
      const [, id] =
        /^Something went wrong on our side; the log has it as (\w+)\. Look at the card to see where the post stands\.$/.exec(
          told?.words ?? '',
        ) ?? []
      expect(told).toMatchObject({ to: 'ann', where: 'beside' })
      // A form that was not even read comes back as it was typed.
      const isUnread = kind === 'form' && method === 'hearPress'
      if (isUnread) await bench.heard(2)
      expect(
        bench
          .told()
          .slice(1)
          .map(({ words }) => words),
      ).toEqual(isUnread ? ['What you typed:'] : [])
      expect(bench.rig.desk.errors).toEqual([
        expect.objectContaining({
          errorId: id,
          err: expect.objectContaining({ message: 'the disk of the database is full' }),
        }),
      ])
      expect(await bench.decided()).toEqual([])
      await bench.send(await bench.click())
      await bench.heard(isUnread ? 3 : 2)
      expect(bench.told().at(-1)?.words).toBe(done[asks[kind]])
      expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
    },
  )
})

describe('a bug after the decision', () => {
  // Whoever types is shown the card before the decision, so there it is a bug before it.
  it.each(kinds.filter((kind) => kind !== 'command'))(
    'does not make anybody think that nothing was decided: %s',
    async (kind) => {
      const store = failing('people')
      bench = await openBench(kind, { store: store.of })
      store.fail()
      await bench.send(await bench.click())
      await bench.heard(1)
      await bench.rig.close()
      expect(bench.told()).toEqual([{ to: 'ann', where: 'beside', words: done[asks[kind]] }])
      expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
    },
  )
})

/** Hands in an edit with this text, as no client of Discord would let anybody type it. */
async function handIn(text: string): Promise<void> {
  const { discord, bring, card } = bench.rig
  const button = valueOf('edit', bench.post)
  const form = await bring(await discord.press({ who: people.ann, message: await card(button), button }))
  await discord.answered(form)
  const handedIn = await discord.submit({ who: people.ann, of: form, values: { text }, isForged: true })
  await bring(handedIn)
  await discord.until(async () => (await discord.told(handedIn)).length > 0)
}

describe.each(['the gateway', 'HTTP'] as const)('a text that is handed in, over %s', (transport) => {
  const http = transport === 'HTTP'

  it.each([
    ['one character too long', 281, 'This is 281 of 280 characters: shorten it by 1.'],
    ['as long as Discord lets anybody type', 4000, 'This is 4000 of 280 characters: shorten it by 3720.'],
    ['longer than Discord lets anybody type', 9999, 'This is 9999 of 280 characters: shorten it by 9719.'],
  ])('%s, is told so, and nothing is decided', async (_, length, words) => {
    bench = await openBench('form', { http })
    await handIn('x'.repeat(length))
    await bench.rig.close()
    expect(bench.rig.discord.private(people.ann).map(wordsOf).join('\n')).toContain(words)
    expect(await bench.decided()).toEqual([])
  })

  it('as long as the network allows, is saved', async () => {
    bench = await openBench('form', { http })
    await handIn('x'.repeat(280))
    await bench.rig.close()
    expect(await bench.decided()).toEqual(['edited'])
  })

  it('over all that could be a form, is told with an id that is in the log', async () => {
    bench = await openBench('form', { http })
    const click = await bench.click()
    const long = { type: 18, component: { type: 4, custom_id: 'note', value: 'x'.repeat(10_001) } }
    await bench.send(withData(click, { components: [long] }))
    await bench.heard(1)
    await bench.rig.close()
    const [told, ...more] = bench.told()
    const [, id] =
      /^This could not be read; the log has it as (\w+)\. Nothing was decided\.$/.exec(told?.words ?? '') ??
      []
    expect(told).toMatchObject({ to: 'ann', where: 'beside' })
    expect(more).toEqual([])
    expect(bench.rig.desk.errors).toContainEqual(expect.objectContaining({ errorId: id }))
    expect(await bench.decided()).toEqual([])
  })
})
