import { expect } from '@jest/globals'
import type { Interaction } from '../../fakes/discord/state.ts'
import { describeRaces, type One, type Told } from '../chat/click-races.ts'
import { openRig, people, saidBy } from './rig.ts'

describeRaces<Interaction>(async ({ storeOf, other }) => {
  const rig = await openRig({ http: true, storeOf })
  const { discord } = rig
  await rig.register()
  const first = rig.address()
  const store = await other()
  await rig.open({ http: true, elsewhere: true, store: () => store })
  const doors = [first, rig.address()]
  const card = await rig.card('x')
  const clicks = new Set<Interaction>()
  const toldBy = async (click: Interaction): Promise<readonly Told[]> => {
    const to = click.user === people.ann ? 'ann' : 'ben'
    return (await saidBy(discord, click)).map((words) => ({ to, words: words.split('\n')[0] ?? '' }))
  }
  const allTold = async (some: Iterable<Interaction>) => (await Promise.all([...some].map(toldBy))).flat()
  return {
    surface: 'Discord',
    desk: rig.desk,
    save: rig.save,
    press: (who: One, value) =>
      discord.press({ who: people[who], message: card, button: value, isForged: true }),
    type: (who, verb, options) => discord.run({ who: people[who], words: verb, options }),
    async atOnce(...both) {
      await Promise.all(
        both.map(async (click, index) => {
          expect((await discord.post(doors[index] ?? '', click)).status).toBe(202)
        }),
      )
      for (const click of both) clicks.add(click)
      return allTold(new Set(both))
    },
    close: rig.close,
    told: () => allTold(clicks),
    async stop() {
      expect(await discord.dm(people.ann)).toEqual([])
      await rig.stop()
    },
  }
})
