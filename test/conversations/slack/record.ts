import type { Heard } from '../../fakes/slack/fault-proxy.ts'
import type { SocketServer } from '../../fakes/slack/socket-server.ts'
import type { SlackApi } from '../../fakes/slack/web-api.ts'
import { inOrder, openRecord, type Record } from '../record.ts'
import type { Digest } from './calls.ts'

/** Questions: they change nothing, and how often they are asked is nobody's business. */
const questions = ['auth.test', 'users.info', 'conversations.open', 'api.test']

export function openSlackRecord(api: SlackApi, socket: SocketServer, digest: Digest): Record {
  let heardUntil = 0
  let saidUntil = 0

  function fresh(): readonly Heard[] {
    const all = api.calls().slice(heardUntil)
    heardUntil += all.length
    for (const one of all) digest.learn(one)
    return all.filter(({ method }) => !questions.includes(method))
  }

  return openRecord({
    clicks() {
      const said = socket.said.slice(saidUntil)
      saidUntil += said.length
      return [
        ...fresh().map((one) => digest.call(one)),
        ...said.toSorted((a, b) => (a.to < b.to ? -1 : 1)).map((one) => digest.said(one)),
      ]
    },
    sendings() {
      const all = fresh()
      const rankOf = (one: Heard) => {
        const { method, args } = shownBy(one, all)
        const channel = args.channel ?? args.channel_id
        return {
          place: channel === undefined ? '#room' : digest.place(channel),
          isChange: method === 'chat.update',
        }
      }
      return inOrder(all, rankOf).map((one) => digest.call(one))
    },
  })
}

/** An upload names no channel before something shows it: what was called first after it with a file. */
function shownBy(call: Heard, all: readonly Heard[]): Heard {
  if (call.args.channel !== undefined || call.args.channel_id !== undefined) return call
  const shows = ({ args }: Heard) =>
    args.channel_id !== undefined || JSON.stringify(args.blocks ?? '').includes('slack_file')
  return all.slice(all.indexOf(call)).find(shows) ?? call
}
