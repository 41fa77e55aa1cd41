import { standing } from '../../domain/decide-review.ts'
import type { Policy } from '../../domain/brand.ts'
import { chosenVariant, type Post, type PostIn } from '../../domain/post.ts'
import { decideBy } from '../../domain/waiting.ts'
import type { StateView } from '../card.ts'
import { ended, inWords, listed, personName, plural, type People } from '../names.ts'

/** Where a post stands, in a word and in a sentence. Exhaustive: a new status does not compile without its words. */
export function stateOf(post: Post, people: People, policy: Policy): StateView {
  switch (post.status) {
    case 'planned':
      return view('Planned', 'quiet', 'It will be drafted on the morning of its day.', 'Due', post.dueAt)
    case 'drafting':
      return view(
        'Drafting',
        'moving',
        post.note ? `New variants are being written: “${post.note}”` : 'Variants are being written.',
      )
    case 'draft_failed':
      return view('Not drafted', 'bad', ended(post.reason), 'Due', post.dueAt)
    case 'in_review':
      return view(
        'In review',
        'waiting',
        reviewSentence(post, people, policy),
        'Decide by',
        decideBy(post, policy),
      )
    case 'approved':
      return view(
        'Approved',
        'good',
        `Approved by ${approvers(post.approvals, people)}.`,
        'Goes out',
        post.dueAt,
      )
    case 'held':
      return view('On hold', 'waiting', ended(post.reason), 'Expires', post.expiresAt)
    case 'rejected':
      return view(
        'Rejected',
        'quiet',
        post.note ? `${inWords(post.reason)}: “${post.note}”` : `${inWords(post.reason)}.`,
      )
    case 'expired':
      return view(
        'Expired',
        'quiet',
        'Nobody decided in time. Move it to a new slot to bring it back.',
        'Was due',
        post.dueAt,
      )
    case 'publishing':
      return view('Publishing', 'moving', 'It is on its way to the network.')
    case 'published':
      return view(
        'Published',
        'good',
        `Approved by ${approvers(post.approvals, people)}.`,
        'Went out',
        post.publishedAt,
      )
    case 'unknown':
      return view(
        'Outcome unknown',
        'bad',
        `${ended(post.reason)} Greenroom is finding out whether it is live.`,
        'Since',
        post.since,
      )
    case 'needs_human':
      return view(
        'Needs you',
        'bad',
        post.left
          ? `Left open: ${ended(post.reason)}`
          : `${ended(post.reason)} Please look at the account: is it live?`,
      )
    case 'publish_failed':
      return post.retryAt
        ? view('Refused', 'bad', ended(post.reason), 'Next attempt', post.retryAt)
        : view('Refused', 'bad', ended(post.reason))
  }
}

/** The same, once its slot has passed: nothing can be decided by then any more, and what remains is the end of its review. */
export function stateAt(now: Date, post: Post, state: StateView): StateView {
  if (post.status !== 'in_review' || post.dueAt > now) return state
  const offer = chosenVariant(post).risk.blocked ? '.' : ': whoever approves it is offered the next free one.'
  const sentence = `${state.sentence} Its slot has passed${offer}`
  return { ...state, sentence, when: { label: 'Expires', at: post.expiresAt } }
}

function view(label: string, tone: StateView['tone'], sentence: string, what?: string, at?: Date): StateView {
  return { label, tone, sentence, when: what && at ? { label: what, at } : null }
}

function reviewSentence(post: PostIn<'in_review'>, people: People, policy: Policy): string {
  const { risk, findings } = chosenVariant(post)
  if (risk.blocked) {
    const block = findings.find(({ severity }) => severity === 'block')
    return `It cannot be approved as it stands. ${block?.message ?? ''}`.trim()
  }
  const { given, needed } = standing(post, post.approvals, policy)
  if (given === 0)
    return needed > 1
      ? `It takes ${plural(needed, 'person', 'people')} to approve it.`
      : 'It waits for a decision.'
  return `${given} of ${needed} approvals: ${approvers(post.approvals, people)}. ${needed - given} more to go.`
}

function approvers(approvals: readonly { readonly person: string }[], people: People): string {
  return approvals.length > 0 ? listed(approvals.map(({ person }) => personName(person, people))) : 'nobody'
}
