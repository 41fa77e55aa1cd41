import type { NetworkName } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Person } from '../domain/post.ts'
import { mayDo } from '../domain/roles.ts'
import type { Deps } from '../ports.ts'
import { brandOf } from '../service/act.ts'
import { draftDay, type Progress } from '../service/draft-day.ts'
import { freeze, unfreeze } from '../service/freeze.ts'
import { approveAllLowRisk } from '../service/review.ts'
import { answered, type Reply } from './handle.ts'
import { actorOf, type Identity } from './identity.ts'
import { plural } from './names.ts'

/** What a person asks of a brand's desk as a whole. */
export type DeskAction = { readonly brand: string } & (
  | { readonly verb: 'approve_all' }
  | { readonly verb: 'freeze'; readonly reason: string | null }
  | { readonly verb: 'unfreeze' }
  /** `network`: of the day's posts only those for that one. */
  | { readonly verb: 'draft'; readonly network?: NetworkName }
  | { readonly verb: 'stop_drafting' }
)
export type DeskVerb = DeskAction['verb']

/** One press on the head of a day. Never throws. */
export async function handleDesk(deps: Deps, identity: Identity, action: DeskAction): Promise<Reply> {
  return answered(deps, null, async () => {
    const actor = await actorOf(deps, brandOf(deps, action.brand), identity)
    switch (action.verb) {
      case 'approve_all':
        return approveAll(deps, action.brand, actor)
      case 'freeze':
        await freeze(deps, { scope: action.brand, actor, reason: action.reason })
        return 'Frozen: nothing is drafted, approved or published until somebody unfreezes it.'
      case 'unfreeze':
        return thaw(deps, action.brand, actor)
      case 'draft':
        assertMayDraft(actor)
        return draft(deps, action)
      case 'stop_drafting':
        assertMayDraft(actor)
        return (await deps.store.cancelPass(action.brand))
          ? 'Drafting stops after the post that is being written.'
          : 'Nothing is being drafted.'
    }
  })
}

async function approveAll(deps: Deps, brand: string, actor: Person): Promise<string> {
  const { approved, left } = await approveAllLowRisk(deps, { brand, actor })
  const done = approved.length > 0 ? `${plural(approved.length, 'post')} approved.` : 'Nothing was approved.'
  return left.length > 0 ? `${done} ${plural(left.length, 'post')} left for you to look at.` : done
}

async function thaw(deps: Deps, brand: string, actor: Person): Promise<string> {
  const scopes = (await deps.store.freezes())
    .map(({ scope }) => scope)
    .filter((scope) => scope === brand || scope === 'desk')
  for (const scope of scopes) await unfreeze(deps, { scope, actor, reason: null })
  return scopes.length > 0 ? 'Unfrozen: the desk goes on.' : 'It was not frozen.'
}

/** Answers as soon as the pass has begun; the room sees it go on by itself. */
function draft(
  deps: Deps,
  { brand, network }: { readonly brand: string; readonly network?: NetworkName },
): Promise<string> {
  const networks = network ? { networks: [network] } : {}
  return new Promise((resolve, reject) => {
    const onProgress = ({ total }: Progress) => resolve(`Drafting has begun: ${plural(total, 'post')}.`)
    draftDay(deps, { brand, ...networks, onProgress }).then(
      () => resolve('There was nothing left to draft.'),
      (error: unknown) => {
        if (!(error instanceof Refusal)) deps.log.error({ err: error, brand }, 'drafting failed')
        reject(error)
      },
    )
  })
}

function assertMayDraft(actor: Person): void {
  if (!mayDo(actor, 'regenerate'))
    throw new Refusal(
      'not_allowed',
      'Your role does not include drafting: it takes an editor or an approver.',
    )
}
