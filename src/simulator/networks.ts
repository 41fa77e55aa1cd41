import type { NetworkName } from '../domain/brand.ts'
import type { Lookup, Outcome } from '../domain/command.ts'
import { postIdOf } from '../domain/ledger.ts'
import { contentHash, type Remote } from '../domain/post.ts'
import { minuteMs } from '../domain/slot.ts'
import type { NetworkLimits, Networks, Sending } from '../ports.ts'
import type { Chance } from './chance.ts'
import { SimulatedFault, type Process } from './process.ts'
import type { Timeline } from './timeline.ts'

/** One post as it really went live: the networks' own record, of which the desk knows nothing. */
export type Live = {
  readonly postId: string
  readonly network: NetworkName
  readonly hash: string
  /** When its attempt reached the network. */
  readonly sentAt: Date
  readonly remote: Remote
}

export type SimulatedNetworks = {
  readonly networks: Networks
  /** In the order of going live. */
  readonly live: readonly Live[]
}

/**
 * Networks that know no idempotency key, so that whatever is sent twice is live twice. With `hostile` faults they time out
 * before and after going live, answer 500 to what is live, put posts up long after they gave up on them, and cannot be asked
 * reliably, and the desk's process dies while it waits for their answer.
 */
export function simulatedNetworks(
  timeline: Timeline,
  chance: Chance,
  options: {
    readonly faults: 'none' | 'hostile'
    readonly limitsOf: (network: NetworkName) => NetworkLimits
    readonly process: Pick<Process, 'lifeOf' | 'kill'>
  },
): SimulatedNetworks {
  const live: Live[] = []
  const { clock } = timeline

  function goLive(sending: Sending, sentAt: Date): Remote {
    const id = `${sending.account.network}-${live.length + 1}`
    const remote = { id, permalink: `https://${sending.account.network}.example/${id}` }
    const { network } = sending.account
    live.push({ postId: postIdOf(sending.key), network, hash: contentHash(sending.content), sentAt, remote })
    return remote
  }

  async function publish(sending: Sending, timeoutMs: number): Promise<Outcome> {
    const isAlive = options.process.lifeOf()
    const wait = (ms: number) => timeline.sleep(ms, isAlive)
    const sentAt = clock.now()
    const later = (ms: number) => new Date(clock.now().getTime() + ms)
    const dies = async (): Promise<never> => {
      timeline.at(clock.now(), () => options.process.kill(chance.between(1000, 3 * minuteMs)))
      await wait(minuteMs)
      throw new Error('a process came back from death')
    }
    await wait(chance.between(200, 2000))
    switch (options.faults === 'none' ? 'fine' : chance.weighted(faultWeights)) {
      case 'fine':
        return { kind: 'published', remote: goLive(sending, sentAt) }
      case 'slow':
        await wait(chance.between(20_000, timeoutMs - 5000))
        return { kind: 'published', remote: goLive(sending, sentAt) }
      case 'timeout_after_live':
        goLive(sending, sentAt)
        await wait(timeoutMs)
        return { kind: 'unknown', reason: 'No answer within the time allowed.' }
      case 'timeout_before':
        await wait(timeoutMs)
        return { kind: 'unknown', reason: 'No answer within the time allowed.' }
      case 'live_after_timeout':
        timeline.at(later(timeoutMs + chance.between(5000, slowestMs)), async () => {
          goLive(sending, sentAt)
        })
        await wait(timeoutMs)
        return { kind: 'unknown', reason: 'No answer within the time allowed.' }
      case 'error_though_live':
        goLive(sending, sentAt)
        return { kind: 'unknown', reason: 'The network answered 500.' }
      case 'error':
        return { kind: 'unknown', reason: 'The network answered 502.' }
      case 'unreadable_answer':
        goLive(sending, sentAt)
        return { kind: 'unknown', reason: 'The network answered 200 with something unreadable.' }
      case 'throws_though_live':
        goLive(sending, sentAt)
        throw new SimulatedFault('an adapter that breaks its word never to throw')
      case 'unreachable':
        return { kind: 'refused', reason: 'Connection refused.', retryAt: later(5 * minuteMs) }
      case 'rate_limited':
        return { kind: 'refused', reason: 'The network answered 429.', retryAt: later(15 * minuteMs) }
      case 'rejected':
        return { kind: 'refused', reason: 'The network answered 422.', retryAt: null }
      case 'dies_before':
        return dies()
      case 'dies_after_live':
        goLive(sending, sentAt)
        return dies()
    }
  }

  async function find(sending: Sending, since: Date): Promise<Lookup> {
    await timeline.sleep(chance.between(200, 2000), options.process.lifeOf())
    const hostile = options.faults === 'hostile'
    if (hostile && chance.is(0.15)) return { kind: 'unclear', reason: 'The network could not be asked.' }
    const hash = contentHash(sending.content)
    const listedBy = clock.now().getTime() - (hostile ? chance.between(0, listLagMs) : 0)
    const found = live.find(
      (one) =>
        one.postId === postIdOf(sending.key) &&
        one.hash === hash &&
        one.sentAt >= since &&
        one.sentAt.getTime() <= listedBy,
    )
    if (found) return { kind: 'live', remote: found.remote }
    // Absence can be proved only when nothing that was sent may still come up, and the list has caught up.
    const provableMs = since.getTime() + slowestMs + listLagMs + 7 * minuteMs
    return clock.now().getTime() > provableMs
      ? { kind: 'absent' }
      : { kind: 'unclear', reason: 'The network lists new posts with a delay.' }
  }

  return {
    live,
    networks: ({ network }) => ({
      limits: options.limitsOf(network),
      preflight: async () => [],
      publish,
      find,
    }),
  }
}

/** How long after a timeout a post may still come up. */
const slowestMs = 5 * minuteMs
/** How far a network's own list may lag behind. */
const listLagMs = 4 * minuteMs

const faultWeights = {
  fine: 50,
  slow: 8,
  timeout_after_live: 6,
  timeout_before: 4,
  live_after_timeout: 4,
  error_though_live: 5,
  error: 4,
  unreadable_answer: 3,
  throws_though_live: 2,
  unreachable: 3,
  rate_limited: 4,
  rejected: 3,
  dies_before: 2,
  dies_after_live: 2,
}
