import { expect } from '@jest/globals'
import { buttonPress, slashCommand } from '../../fakes/slack/envelopes.ts'
import { describeRaces, type One, type Told } from '../chat/click-races.ts'
import { openRig, signed } from './rig.ts'

describeRaces<object>(async ({ storeOf, other }) => {
  const rig = await openRig({ http: true, storeOf })
  const first = rig.address()
  const store = await other()
  await rig.open({ http: true, elsewhere: true, store: () => store })
  const doors = [first, rig.address()]
  const by = (who: One) => ({ who: { id: rig.api.people[who] }, responseUrl: rig.slack.responseUrl(who) })
  const told = (from = 0) => rig.slack.said.slice(from).map((said) => toldBy(said))
  return {
    surface: 'Slack',
    desk: rig.desk,
    save: rig.save,
    press: async (who, value) => buttonPress({ ...by(who), value }),
    async type(who, verb, { post = '', ...options }) {
      const words = Object.entries(options).map(([name, value]) => ` ${name}:${value}`)
      return slashCommand({ ...by(who), text: `${verb} ${post}${words.join('')}` })
    },
    async atOnce(...payloads) {
      const before = rig.slack.said.length
      await Promise.all(
        payloads.map(async (payload, index) => {
          const answer = await fetch(doors[index] ?? '', signed(rig, payload))
          expect(answer.status).toBe(200)
        }),
      )
      const { size } = new Set(payloads)
      await rig.slack.until(() => rig.slack.said.length >= before + size)
      return told(before)
    },
    close: rig.close,
    told: async () => told(),
    stop: rig.stop,
  }
})

/** Behind the sentence stands the card. */
function toldBy({ to, body }: { readonly to: string; readonly body: { readonly text?: unknown } }): Told {
  return { to: to as One, words: String(body.text).split(' ⏎ ')[0] ?? '' }
}
