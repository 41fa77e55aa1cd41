import { actorText } from '../domain/audit.ts'
import { canonicalJson } from '../domain/hash.ts'
import type { Actor } from '../domain/post.ts'
import { assertMay } from '../domain/roles.ts'
import type { Deps } from '../ports.ts'
import { brandOf } from './act.ts'
import { sweep } from './sweep.ts'

export type FreezeRequest = {
  /** A brand's id, or `desk` for every brand. */
  readonly scope: string
  readonly actor: Actor
  readonly reason: string | null
}

/** Stops drafting, approving and publishing at once: every intent to send looks here in its own transaction. */
export async function freeze(deps: Deps, request: FreezeRequest): Promise<void> {
  const at = deps.clock.now()
  const by = actorText(request.actor)
  await set(deps, request, { scope: request.scope, by, reason: request.reason, at }, at)
}

/** Lets things go on; what became due meanwhile goes out now, or is held where it is too late for it. */
export async function unfreeze(deps: Deps, request: FreezeRequest): Promise<void> {
  await set(deps, request, null, deps.clock.now())
  await sweep(deps)
}

async function set(
  deps: Deps,
  { scope, actor, reason }: FreezeRequest,
  state: Parameters<Deps['store']['setFreeze']>[1],
  at: Date,
): Promise<void> {
  assertMay(actor, 'freeze')
  if (scope !== 'desk') brandOf(deps, scope)
  const brands = scope === 'desk' ? deps.brands.all().map(({ id }) => id) : [scope]
  const action = state ? 'frozen' : 'unfrozen'
  const facts = canonicalJson({ scope, withReason: reason !== null })
  await deps.store.setFreeze(scope, state, brands, {
    at,
    actor: actorText(actor),
    action,
    subject: scope,
    version: null,
    facts,
  })
}
