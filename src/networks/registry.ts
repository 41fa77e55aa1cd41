import { type Account, type NetworkName, networkNames } from '../domain/brand.ts'
import type { Network, Networks } from '../ports.ts'
import { limitsOf } from './limits.ts'
import { outbox } from './outbox.ts'

/** Every account's network. An account that rehearses gets the outbox in `outboxFolder`, with its own network's limits. */
export function networksOf({ outboxFolder }: { readonly outboxFolder: string }): Networks {
  const rehearsals = new Map<NetworkName, Network>(
    networkNames.map((name) => [name, outbox(outboxFolder, limitsOf(name))]),
  )
  return (account) => {
    const rehearsal = account.credentials === 'outbox' ? rehearsals.get(account.network) : undefined
    return rehearsal ?? notBuilt(account)
  }
}

/** A network that can be written for, but not yet published to. */
function notBuilt({ network }: Account): Network {
  const reason = `Greenroom cannot publish to ${network} yet. Set the account's credentials to "outbox" to rehearse.`
  return {
    limits: limitsOf(network),
    preflight: async () => [reason],
    publish: async () => ({ kind: 'refused', reason, retryAt: null }),
    find: async () => ({ kind: 'absent' }),
  }
}
