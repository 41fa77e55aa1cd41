import { saying } from '../chat/answer.ts'
import { decideForm, typedLines } from '../chat/decide-click.ts'
import { afterRestart, type Answering, type Taken } from '../chat/taken.ts'
import type { Reply } from '../handle.ts'
import { answerMessages, replyMessages } from './answers.ts'
import type { DiscordMessage } from './discord-message.ts'
import type { Submission } from './envelope.ts'
import { formMessages } from './forms/form-answers.ts'
import { readForm, type FormRead } from './forms/read-form.ts'
import { earOf, type DiscordDesk } from './taken.ts'
import { tell } from './tell.ts'
import type { AckedClick } from './acked-click.ts'

export async function decideSubmitted(
  discord: DiscordDesk,
  taken: Taken<AckedClick<Submission>>,
): Promise<Answering> {
  const { deps, readUpload, whoIs, mouth } = discord
  const { click } = taken.click
  const outcome = await decideForm(deps, taken, {
    read: () => readForm(deps, click, readUpload),
    who: () => whoIs(click.sender),
  })
  return async () => {
    if (outcome === 'again') return
    const reply = { ...outcome.reply, sentence: afterRestart(outcome.reply.sentence, taken) }
    await tell(mouth, earOf(discord, taken), messagesFor(discord, click, outcome.form, reply))
  }
}

/** With everything that was typed, where it was not taken. */
function messagesFor(
  { forms }: DiscordDesk,
  { sender, inputs }: Submission,
  form: FormRead | null,
  reply: Reply,
): readonly DiscordMessage[] {
  if (form) {
    const typed = forms.keep(sender.user, { fields: form.fields, problem: reply.sentence })
    return formMessages(form, reply, typed)
  }
  const fields = Object.fromEntries(inputs.map(({ id, values }) => [id, values.join(', ')]))
  const typed = typedLines({ fields })
  return [...replyMessages(reply), ...(typed.length > 0 ? answerMessages(saying(typed)) : [])]
}
