import type { ModalView } from '@slack/types'
import type { Deps } from '../../ports.ts'
import { brandOf } from '../../service/act.ts'
import { attempt } from '../attempt.ts'
import type { PostCard } from '../card.ts'
import { saying } from '../chat/answer.ts'
import type { Line } from '../chat/say.ts'
import { handle, type Reply } from '../handle.ts'
import { limitsOf, loadCard } from '../load.ts'
import { inWords } from '../names.ts'
import { answerMessage, replyMessage } from './answers.ts'
import type { Submission, SubmittedView } from './envelope.ts'
import { doneView, formView } from './forms.ts'
import { readForm, type FormRead } from './forms/read-form.ts'
import { replyView, updateView } from './open-view.ts'
import { afterRestart, isHeard, type Answering, type SlackDesk, type Taken } from './taken.ts'
import { tell } from './tell.ts'

/** Judged by itself, with nothing to wait for; throws a refusal for a form that is not ours. */
export function readSubmitted({ deps }: Pick<SlackDesk, 'deps'>, view: SubmittedView): FormRead {
  return readForm(view, (network) => limitsOf(deps, null, { network, handle: '' }))
}

export async function decideSubmission(slack: SlackDesk, taken: Taken<Submission>): Promise<Answering> {
  const { deps } = slack
  const outcome = await attempt(deps, async () => {
    if (!(await isHeard(slack, taken))) return null
    const form = readSubmitted(slack, taken.click.view)
    if ('errors' in form) throw new Error('a form with mistakes was kept')
    return { form, reply: await decideForm(slack, taken, form) }
  })
  return async () => {
    if (!outcome.ok) await answer(slack, taken, null, outcome.reply)
    else if (outcome.made) await answer(slack, taken, outcome.made.form, outcome.made.reply)
    // Bringing it again was acknowledged too, so what the form had come to may say "Saving…" once more.
    else await updateView(slack, taken.click.view.id, doneView('Taken', handedInBefore))
  }
}

const handedInBefore = 'This form was taken already. The card shows what came of it.'

type Form = Exclude<FormRead, { errors: unknown }>

/** What was typed is at hand from here on, so that it is shown again with whatever keeps it from being saved. */
async function decideForm(
  { deps, whoIs }: SlackDesk,
  { click }: Taken<Submission>,
  form: Form,
): Promise<Reply> {
  const outcome = await attempt(deps, async () => handle(deps, await whoIs(click.sender), form.input))
  return outcome.ok ? outcome.made : outcome.reply
}

/** In the modal. Where it is closed, or was left by a process that died, by a message that holds what was typed. */
async function answer(
  slack: SlackDesk,
  taken: Taken<Submission>,
  form: Form | null,
  reply: Reply,
): Promise<void> {
  const { view, sender } = taken.click
  const typed = form && reply.outcome !== 'done' ? typedLines(form) : []
  const again = form && reply.outcome !== 'done' ? await formAgain(slack, form, reply) : null
  const isShown = await updateView(slack, view.id, again ?? replyView(reply))
  const isAllThere = isShown && (again !== null || typed.length === 0)
  if (isAllThere && !taken.again && reply.offer === null) return
  const sentence = afterRestart(reply.sentence, taken)
  const messages = [
    replyMessage({ ...reply, sentence }),
    ...(typed.length > 0 ? answerMessage(saying(typed)) : []),
  ]
  const responseUrl = taken.again ? null : (form?.responseUrl ?? null)
  await tell(slack.mouth, { user: sender.user, responseUrl, thread: null }, messages)
}

/** With what was typed, and why it was not taken; null where there is nothing left to fill in, and for whoever does not review (any more). */
async function formAgain({ deps }: SlackDesk, form: Form, reply: Reply): Promise<ModalView | null> {
  if (reply.code === 'unknown_person') return null
  const outcome = await attempt(deps, async () => {
    const card = reply.card ?? (await cardFor(deps, form))
    const typed = { fields: form.fields, problem: reply.sentence }
    return card && formView(card, form.press, form.responseUrl, typed)
  })
  return outcome.ok ? outcome.made : null
}

async function cardFor(deps: Deps, { press }: Form): Promise<PostCard | null> {
  const post = await deps.store.post(press.postId)
  return post && loadCard(deps, brandOf(deps, post.brand), post)
}

function typedLines({ fields }: Form): readonly Line[] {
  const written = Object.entries(fields).filter(([, value]) => value !== '')
  const lines = written.map(([name, value]): Line => [{ strong: inWords(name) }, ': ', { quote: value }])
  return lines.length > 0 ? [['What you typed:'], ...lines] : []
}
