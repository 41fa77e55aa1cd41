import type { ModalView } from '@slack/types'
import { attempt } from '../attempt.ts'
import { saying } from '../chat/answer.ts'
import { cardAgain, decideForm, typedLines } from '../chat/decide-click.ts'
import { afterRestart, type Answering, type Taken } from '../chat/taken.ts'
import type { Reply } from '../handle.ts'
import { limitsOf } from '../load.ts'
import { answerMessage, replyMessage } from './answers.ts'
import type { Submission, SubmittedView } from './envelope.ts'
import { doneView, formView } from './forms.ts'
import { readForm, type FormRead } from './forms/read-form.ts'
import { replyView, updateView } from './open-view.ts'
import type { SlackDesk } from './taken.ts'
import { tell } from './tell.ts'

/** Judged by itself, with nothing to wait for; throws a refusal for a form that is not ours. */
export function readSubmitted({ deps }: Pick<SlackDesk, 'deps'>, view: SubmittedView): FormRead {
  return readForm(view, (network) => limitsOf(deps, null, { network, handle: '' }))
}

export async function decideSubmitted(slack: SlackDesk, taken: Taken<Submission>): Promise<Answering> {
  const { view, sender } = taken.click
  const outcome = await decideForm(slack.deps, taken, {
    read: () => withoutMistakes(readSubmitted(slack, view)),
    who: () => slack.whoIs(sender),
  })
  return async () => {
    if (outcome !== 'again') await answer(slack, taken, outcome.form, outcome.reply)
    // Bringing it again was acknowledged too, so what the form had come to may say "Saving…" once more.
    else await updateView(slack, view.id, doneView('Taken', handedInBefore))
  }
}

const handedInBefore = 'This form was taken already. The card shows what came of it.'

type Form = Exclude<FormRead, { errors: unknown }>

function withoutMistakes(form: FormRead): Form {
  if ('errors' in form) throw new Error('a form with mistakes was kept')
  return form
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
  const again = form && (await formAgain(slack, form, reply))
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

/** With what was typed, and why it was not taken. */
async function formAgain({ deps }: SlackDesk, form: Form, reply: Reply): Promise<ModalView | null> {
  const card = await cardAgain(deps, form, reply)
  const typed = { fields: form.fields, problem: reply.sentence }
  const outcome = await attempt(deps, async () => card && formView(card, form.press, form.responseUrl, typed))
  return outcome.ok ? outcome.made : null
}
