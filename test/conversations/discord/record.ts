import type { Heard } from '../../fakes/discord/call.ts'
import type { DiscordApi } from '../../fakes/discord/discord-api.ts'
import { inOrder, openRecord, type Record } from '../record.ts'
import type { Digest } from './calls.ts'

export function openDiscordRecord(api: DiscordApi, digest: Digest): Record {
  let heardUntil = 0

  function fresh(): readonly Heard[] {
    const all = api.calls().slice(heardUntil)
    heardUntil += all.length
    for (const one of all) digest.learn(one)
    return all.filter((one) => !isQuestion(one))
  }

  /** Two people are answered at the same time, in any order. What is called for somebody without their token follows what was called with it. */
  function byTurn(calls: readonly Heard[]): readonly Heard[] {
    let last = ''
    const turned = calls.map((call) => {
      last = digest.turnOf(call) || last
      return { call, turn: last }
    })
    return turned.toSorted((a, b) => (a.turn < b.turn ? -1 : Number(a.turn > b.turn))).map(({ call }) => call)
  }

  const placeOf = ({ path }: Heard) => digest.place(path.split('/')[2] ?? '')
  return openRecord({
    clicks: () => byTurn(fresh()).map((one) => digest.call(one)),
    sendings: () =>
      inOrder(fresh(), (one) => ({ place: placeOf(one), isChange: one.method === 'PATCH' })).map((one) =>
        digest.call(one),
      ),
  })
}

/** It changes nothing that anybody sees, and how often it is asked is nobody's business. */
function isQuestion({ method, route }: Heard): boolean {
  return method === 'GET' || route === 'POST /users/@me/channels'
}
