import { Refusal, Trouble, type RefusalCode } from '../domain/errors.ts'
import { chosenOf, type Post } from '../domain/post.ts'
import type { Deps } from '../ports.ts'
import type { Acted } from '../service/act.ts'
import { review } from '../service/review.ts'
import { isPostId, parseAction, slotText, type Action } from './action.ts'
import type { Button, HistoryLine, PostCard } from './card.ts'
import { offerButton } from './cards/buttons.ts'
import { slotWords } from './cards/history.ts'
import type { Identity } from './identity.ts'
import { loadCard, postFor } from './load.ts'
import { ended } from './names.ts'

/** What is told to whoever pressed. There always is one. */
export type Reply = {
  readonly outcome: 'done' | 'refused' | 'failed'
  /** Why a rule said no; null otherwise. */
  readonly code: RefusalCode | null
  /** One or two sentences, fit to show. */
  readonly sentence: string
  /** The post as it stands after the press; null where there is none. */
  readonly card: PostCard | null
  /** What would work instead, in one press. */
  readonly offer: Button | null
}

/**
 * One press on one post, with the fields of its form, as they came in. Never throws: what cannot be read, a rule that
 * says no, and a bug are all told plainly.
 */
export async function handle(
  deps: Deps,
  identity: Identity,
  input: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  const postId = typeof input.postId === 'string' && isPostId(input.postId) ? input.postId : null
  return answered(deps, postId, async () => {
    const action = parseAction(input)
    const { actor } = await postFor(deps, identity, action.postId)
    return told(action, await review(deps, { ...action, actor }))
  })
}

/** Runs `act` and makes a reply of its sentence, of its refusal, or of its bug. */
export async function answered(
  deps: Deps,
  postId: string | null,
  act: () => Promise<string>,
): Promise<Reply> {
  try {
    const sentence = await act()
    return { outcome: 'done', code: null, sentence, card: await cardOf(deps, postId), offer: null }
  } catch (error) {
    return replyTo(deps, postId, error)
  }
}

/** What is told of a refusal, or of a bug, which the log has under the id that is told. */
export async function replyTo(deps: Deps, postId: string | null, error: unknown): Promise<Reply> {
  return error instanceof Refusal ? refused(deps, postId, error) : failed(deps, postId, error)
}

/** What each refusal adds to its own sentence: who decided what last, or the slot that would work instead. */
const adds: Readonly<Record<RefusalCode, 'latest' | 'offer' | 'nothing'>> = {
  unknown_post: 'nothing',
  unknown_brand: 'nothing',
  unknown_person: 'nothing',
  stale_version: 'latest',
  already_decided: 'latest',
  already_approved_by_you: 'nothing',
  not_allowed: 'nothing',
  own_edit: 'nothing',
  blocked: 'nothing',
  expired: 'offer',
  too_late: 'offer',
  frozen: 'nothing',
  not_due: 'nothing',
  hash_mismatch: 'nothing',
  wrong_state: 'latest',
  stale_fence: 'nothing',
  busy: 'nothing',
  invalid: 'nothing',
}

async function refused(deps: Deps, postId: string | null, refusal: Refusal): Promise<Reply> {
  const { code, message } = refusal
  deps.log.info({ ...(postId === null ? {} : { post: postId }), code }, 'a press was refused')
  const plain: Reply = { outcome: 'refused', code, sentence: message, card: null, offer: null }
  try {
    const post = postId === null ? null : await deps.store.post(postId)
    const card = await cardOf(deps, postId)
    if (!post || !card) return plain
    if (adds[code] === 'latest') return { ...plain, card, sentence: withLatest(message, card.history.at(-1)) }
    if (adds[code] === 'nothing' || !refusal.offer || !mayBeOffered(post)) return { ...plain, card }
    const words = slotWords(refusal.offer)
    const offer = offerButton(post, slotText(refusal.offer), words)
    return { ...plain, card, offer, sentence: `${message} The next free slot is ${words}.` }
  } catch (error) {
    // The rule's answer stands, even where nothing can be added to it.
    deps.log.error({ err: error, post: postId }, 'a post could not be loaded')
    return plain
  }
}

/** Another slot and an approval for it, in one press. */
function mayBeOffered(post: Post): boolean {
  return post.status === 'in_review' || (post.status === 'expired' && post.draft !== null)
}

function failed(deps: Deps, postId: string | null, error: unknown): Reply {
  const id = deps.ids.next()
  deps.log.error({ err: error, errorId: id, ...(postId === null ? {} : { post: postId }) }, 'a press failed')
  // Of a bug only the log tells; what the machine lacks is said. Whether it came through, nobody knows.
  const what =
    error instanceof Trouble ? error.message : `Something went wrong on our side; the log has it as ${id}.`
  const sentence = `${what} Look at the card to see where the post stands.`
  return { outcome: 'failed', code: null, sentence, card: null, offer: null }
}

/** Null also where it cannot be loaded: what was decided stands all the same. */
async function cardOf(deps: Deps, postId: string | null): Promise<PostCard | null> {
  try {
    const post = postId === null ? null : await deps.store.post(postId)
    const brand = post && deps.brands.get(post.brand)
    return post && brand ? await loadCard(deps, brand, post) : null
  } catch (error) {
    deps.log.error({ err: error, post: postId }, 'a card could not be loaded')
    return null
  }
}

function withLatest(message: string, line: HistoryLine | undefined): string {
  return line ? `${message} Latest: ${ended(`${line.who} ${line.what}`)}` : message
}

/** What happened, in a sentence. */
function told(action: Action, { post, events }: Acted): string {
  switch (action.verb) {
    case 'approve':
      return post.status === 'approved'
        ? `Approved. It goes out ${slotWords(post.slot)}.`
        : 'Your approval is noted; it takes one more person.'
    case 'choose': {
      const name = action.variant.toUpperCase()
      return events.length > 0
        ? `Variant ${name} it is: version ${post.version}.`
        : `Variant ${name} was chosen already.`
    }
    case 'edit':
      return `Saved as version ${post.version}. ${judgement(post)}`
    case 'reject':
      return 'Rejected. The next drafts learn from it.'
    case 'regenerate':
      return 'New variants are being written; they appear here by themselves.'
    case 'reslot':
      return `Moved to ${slotWords(post.slot)}.`
    case 'hold':
      return 'On hold until somebody releases it.'
    case 'release':
      return post.status === 'approved'
        ? `Released. It goes out ${slotWords(post.slot)}.`
        : 'Released: it is in review again.'
    case 'undo':
      return 'Taken back: it is in review again.'
    case 'retry':
      return 'It will be tried again at once.'
    case 'answer':
      return answerTold[action.answer]
  }
}

const answerTold = {
  live: 'Recorded as live.',
  absent: 'Recorded as not live; it is scheduled again.',
  leave: 'Left as it is. You can still answer later.',
} as const

function judgement(post: Post): string {
  const chosen = chosenOf(post)
  if (!chosen) return ''
  const block = chosen.findings.find(({ severity }) => severity === 'block')
  return block ? `It cannot be approved like this: ${block.message}` : `It is ${chosen.risk.level} risk.`
}
