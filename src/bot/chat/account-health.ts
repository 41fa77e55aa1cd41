import type { Account, Brand } from '../../domain/brand.ts'
import type { Deps } from '../../ports.ts'
import { accountName } from '../names.ts'

export type AccountHealth = {
  readonly label: string
  /** What would keep its posts from going out, with the mend; empty where it is well. */
  readonly problems: readonly string[]
}

/** Asks the network of every account. One that fails to answer does not hide the others. */
export function accountHealth(
  deps: Pick<Deps, 'networks' | 'log' | 'ids'>,
  brand: Brand,
): Promise<readonly AccountHealth[]> {
  return Promise.all(
    brand.accounts.map(async (account) => ({
      label: labelOf(account),
      problems: await problemsOf(deps, account),
    })),
  )
}

async function problemsOf(
  deps: Pick<Deps, 'networks' | 'log' | 'ids'>,
  account: Account,
): Promise<readonly string[]> {
  try {
    return await deps.networks(account).preflight(account)
  } catch (error) {
    const errorId = deps.ids.next()
    deps.log.error({ err: error, errorId, network: account.network }, 'an account could not be looked at')
    return [`It could not be looked at; the log has the reason as ${errorId}.`]
  }
}

function labelOf(account: Account): string {
  const name = accountName(account)
  return account.credentials === 'outbox' ? `${name} (rehearses)` : name
}
