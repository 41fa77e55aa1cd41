import type { Heard } from '../../fakes/slack/fault-proxy.ts'
import type { SocketServer } from '../../fakes/slack/socket-server.ts'
import type { SlackApi } from '../../fakes/slack/web-api.ts'
import type { Digest } from './calls.ts'

/** Calls in the order of a run that nothing hurried: what a click led to, then what the sender sent, channel by channel. */
export type Record = {
  /** What was called for clicks until now. */
  clicks(): void
  /** What the sender has called since. It has several hands, whose order does not matter: new messages stand before changes. */
  sendings(): void
  acknowledged(payload: unknown): void
  take(): readonly string[]
}

/** Questions: they change nothing, and how often they are asked is nobody's business. */
const questions = ['auth.test', 'users.info', 'conversations.open', 'api.test']

export function openRecord(api: SlackApi, socket: SocketServer, digest: Digest): Record {
  let taken: string[] = []
  let heardUntil = 0
  let saidUntil = 0

  function fresh(): readonly Heard[] {
    const all = api.calls().slice(heardUntil)
    heardUntil += all.length
    for (const one of all) digest.learn(one)
    return all.filter(({ method }) => !questions.includes(method))
  }

  /** The room before people. An upload names no channel before its last step; pictures only ever go into a room. */
  function rankOf({ method, args }: Heard): string {
    const channel = args.channel ?? args.channel_id
    return `${channel === undefined ? '#room' : digest.place(channel)} ${method === 'chat.update' ? 1 : 0}`
  }
  const sorted = (calls: readonly Heard[]) =>
    calls.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : Number(rankOf(a) > rankOf(b))))

  return {
    clicks() {
      const said = socket.said.slice(saidUntil)
      saidUntil += said.length
      taken.push(...fresh().map((one) => digest.call(one)))
      taken.push(...said.toSorted((a, b) => (a.to < b.to ? -1 : 1)).map((one) => digest.said(one)))
    },
    sendings() {
      taken.push(...sorted(fresh()).map((one) => digest.call(one)))
    },
    acknowledged(payload) {
      const words = digest.ack(payload)
      if (words !== '') taken.push(words)
    },
    take() {
      this.clicks()
      const all = taken
      taken = []
      return all
    },
  }
}
