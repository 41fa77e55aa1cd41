import type { ModalView } from '@slack/types'
import type { Deps } from '../../ports.ts'
import { brandOf } from '../../service/act.ts'
import type { PostCard } from '../card.ts'
import { saying } from '../chat/answers.ts'
import type { Line } from '../chat/say.ts'
import { handle, type Reply } from '../handle.ts'
import { limitsOf, loadCard } from '../load.ts'
import { inWords } from '../names.ts'
import { attempt } from './attempt.ts'
import { afterRestart, isHeard, type Answering, type SlackDesk, type Taken } from './clicks.ts'
import type { Submission, SubmittedView } from './envelope.ts'
import { updateView } from './open-view.ts'
import { outcomeTitles } from './press-click.ts'
import { tell } from './tell.ts'
import { answerMessage, replyMessage } from './answers.ts'
import { doneView, formView } from './forms.ts'
import { readForm, type FormRead } from './forms/read-form.ts'

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
  }
}

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
  const { mouth } = slack
  const { view, sender } = taken.click
  const isShown = await updateView(slack, view.id, await viewOf(slack, form, reply))
  if (isShown && !taken.again && reply.offer === null) return
  const sentence = afterRestart(reply.sentence, taken)
  const messages = [replyMessage({ ...reply, sentence })]
  const typed = reply.outcome === 'done' || !form ? [] : typedLines(form)
  const more = typed.length > 0 ? answerMessage(saying(typed)) : []
  const responseUrl = taken.again ? null : (form?.place.responseUrl ?? null)
  await tell(mouth, { user: sender.user, responseUrl, thread: null }, [...messages, ...more])
}

/** The form again, with what was typed and why it was not taken; or the sentence alone where it is over. */
async function viewOf({ deps }: SlackDesk, form: Form | null, reply: Reply): Promise<ModalView> {
  const card = form && reply.outcome !== 'done' ? (reply.card ?? (await cardFor(deps, form, reply))) : null
  if (!form || !card) return doneView(outcomeTitles[reply.outcome], reply.sentence)
  return formView(card, form.press, form.place, { fields: form.fields, problem: reply.sentence })
}

/** Not for somebody who turned out not to review (any more). */
async function cardFor(deps: Deps, { press }: Form, { code }: Reply): Promise<PostCard | null> {
  if (code === 'unknown_person' || code === 'unknown_post') return null
  const outcome = await attempt(deps, async () => {
    const post = await deps.store.post(press.postId)
    return post && (await loadCard(deps, brandOf(deps, post.brand), post))
  })
  return outcome.ok ? outcome.made : null
}

function typedLines({ fields }: Form): readonly Line[] {
  const written = Object.entries(fields).filter(([, value]) => value !== '')
  const lines = written.map(([name, value]): Line => [{ strong: inWords(name) }, ': ', { quote: value }])
  return lines.length > 0 ? [['What you typed:'], ...lines] : []
}
