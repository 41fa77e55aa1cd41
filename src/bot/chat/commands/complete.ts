import { networkLabels } from '../../../domain/brand.ts'
import { draftOf } from '../../../domain/post.ts'
import { addDays, mondayOfIsoWeek } from '../../../domain/slot.ts'
import type { Deps } from '../../../ports.ts'
import { lastFullWeek } from '../../../service/report.ts'
import { opening } from '../opening.ts'
import { isRoomOf } from '../rooms.ts'
import { shortDay } from '../../time.ts'
import { brandsAsked, brandsOf, type Asked } from './asked.ts'
import { postCompletions } from './complete-post.ts'
import { dayCompletions, timeCompletions } from './complete-slot.ts'
import { matching, postOf, type Completion, type Typing, type Typist } from './completion.ts'
import { commands } from './table.ts'

/**
 * What may stand for an option, most likely first: of the brands that the command would be about, and of nothing that the person does not
 * review. Nothing where there is nothing to choose from; a `Refusal` for a stranger, and for a brand that is none of theirs.
 */
export async function complete(
  deps: Deps,
  { who, where }: Typist,
  typing: Typing,
): Promise<readonly Completion[]> {
  const spec = commands.find(({ name }) => name === typing.command)
  const kind = spec?.options.find(({ name }) => name === typing.option)?.kind
  const { brand, post } = typing.others
  const options = { ...(brand ? { brand } : {}), ...(post ? { post } : {}) }
  const asked: Asked = { deps, who, where, options }
  switch (kind) {
    case 'post':
      return postCompletions(asked, typing)
    case 'day':
      return dayCompletions(asked, typing.typed)
    case 'time':
      return timeCompletions(asked, typing.typed)
    case 'brand':
      return matching(brandCompletions(asked), typing.typed)
    case 'network':
      return matching(networkCompletions(asked), typing.typed)
    case 'week':
      return matching(await weekCompletions(asked), typing.typed)
    case 'variant':
      return matching(await variantCompletions(asked), typing.typed)
    case 'command':
    case 'days':
    case 'reason':
    case 'outcome':
    case 'link':
    case 'yes':
    case 'stop':
    case 'text':
    case undefined:
      return []
  }
}

/** The room's own first. */
function brandCompletions({ deps, who, where }: Asked): readonly Completion[] {
  return brandsOf(deps, who)
    .toSorted((a, b) => Number(isRoomOf(b, where)) - Number(isRoomOf(a, where)))
    .map(({ id, name }) => ({ label: name, value: id }))
}

function networkCompletions(asked: Asked): readonly Completion[] {
  const accounts = brandsAsked(asked).flatMap((brand) => brand.accounts)
  return [...new Set(accounts.map(({ network }) => network))].map((network) => ({
    label: networkLabels[network],
    value: network,
  }))
}

/** Weeks with a report, and the last whole one, of which it can be made. */
async function weekCompletions(asked: Asked): Promise<readonly Completion[]> {
  const { deps } = asked
  const now = deps.clock.now()
  const found = await Promise.all(
    brandsAsked(asked).map(async (brand) => [
      lastFullWeek(brand, now),
      ...(await deps.store.reportWeeks(brand.id)),
    ]),
  )
  return [...new Set(found.flat())]
    .toSorted()
    .toReversed()
    .map((week) => {
      const monday = mondayOfIsoWeek(week)
      const days = monday ? ` · ${shortDay(monday)} to ${shortDay(addDays(monday, 6))}` : ''
      return { label: `${week}${days}`, value: week }
    })
}

/** Of the post that was named in full. */
async function variantCompletions({ deps, who, options }: Asked): Promise<readonly Completion[]> {
  const [id = ''] = (options.post ?? '').split('@')
  const found = await postOf(deps, who, id)
  const draft = found && draftOf(found.post)
  return (draft?.variants ?? []).map((variant) => {
    const risk = variant.risk.blocked ? 'blocked' : `${variant.risk.level} risk`
    const mark = variant.id === draft?.chosen ? ', the one that would go out' : ''
    return {
      label: `${variant.id.toUpperCase()} · ${risk}${mark} · ${opening(variant.text, 60)}`,
      value: variant.id,
    }
  })
}
