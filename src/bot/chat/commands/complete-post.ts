import type { Brand } from '../../../domain/brand.ts'
import type { Post } from '../../../domain/post.ts'
import { dayMs } from '../../../domain/slot.ts'
import { buttonsOf, chooseButton } from '../../cards/buttons.ts'
import { accountName } from '../../names.ts'
import { moment } from '../../time.ts'
import { beginning, stateWords } from '../post-lines.ts'
import { brandsAsked, type Asked } from './asked.ts'
import { matching, postOf, type Completion, type Typing } from './completion.ts'
import { verbOf } from './decide.ts'

/** What is looked through for every letter that is typed: a few hundred posts of the largest brand. Others are named by their ids. */
const pastDays = 8
const comingDays = 15

type Entry = { readonly completion: Completion; readonly fits: boolean; readonly farMs: number }

/**
 * Posts of which something begins or contains what was typed: those that the command can do something about first, and of these the
 * nearest in time. A version behind the id (`@3`) is kept; none is added, since nobody has seen a post who reads its beginning.
 */
export async function postCompletions(
  asked: Asked,
  { command, typed }: Typing,
): Promise<readonly Completion[]> {
  const [, version = ''] = /(@v?\d{1,6})$/.exec(typed.trim()) ?? []
  const part = typed.trim().slice(0, typed.trim().length - version.length)
  const found = await entriesOf(asked, command)
  const entries = found
    .toSorted((a, b) => Number(b.fits) - Number(a.fits) || a.farMs - b.farMs)
    .map(({ completion }) => completion)
  const likely = matching(entries, part)
  const all = likely.length > 0 || part.length < 8 ? likely : await named(asked, part)
  return all.map((one) => ({ ...one, value: `${one.value}${version}` }))
}

async function entriesOf(asked: Asked, command: string): Promise<readonly Entry[]> {
  const { store, clock } = asked.deps
  const now = clock.now()
  const span = {
    dueFrom: new Date(now.getTime() - pastDays * dayMs),
    dueBefore: new Date(now.getTime() + comingDays * dayMs),
  }
  const found = await Promise.all(
    brandsAsked(asked).map(async (brand) => {
      const posts = await store.posts({ brand: brand.id, ...span })
      return posts.map((post) => ({
        completion: completionOf(post, brand, now),
        fits: suits(post, brand, command, now),
        farMs: Math.abs(post.dueAt.getTime() - now.getTime()),
      }))
    }),
  )
  return found.flat()
}

/** One that is far off, by its id. */
async function named({ deps, who }: Asked, id: string): Promise<readonly Completion[]> {
  const found = await postOf(deps, who, id)
  return found ? [completionOf(found.post, found.brand, deps.clock.now())] : []
}

/** Whether there is a button for it now. What there is to read of a post begins with its draft. */
function suits(post: Post, { policy }: Brand, command: string, now: Date): boolean {
  const verb = verbOf(command)
  if (verb === null) return post.status !== 'planned'
  if (verb === 'choose') return chooseButton(post, '') !== null
  return buttonsOf(post, policy, now).some(({ press }) => press.verb === verb)
}

function completionOf(post: Post, brand: Brand, now: Date): Completion {
  const parts = [
    accountName(post.account),
    moment(post.dueAt, brand.timeZone, now),
    stateWords(post, brand, new Map()),
    beginning(post),
  ]
  return { label: parts.join(' · '), value: post.id }
}
