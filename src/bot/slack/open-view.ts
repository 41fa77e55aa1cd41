import type { ModalView } from '@slack/types'
import type { Press as PostPress } from '../action.ts'
import { attempt } from '../attempt.ts'
import type { Look } from '../chat/chat-press.ts'
import { formTitle } from '../chat/form-words.ts'
import { look } from '../chat/looks.ts'
import { withoutAddresses } from '../chat/telling-fetch.ts'
import type { Reply } from '../handle.ts'
import { formCard } from '../load.ts'
import { lookView } from './answers.ts'
import type { Command, Press } from './envelope.ts'
import { doneView, formView, loadingView } from './forms.ts'
import type { SlackDesk } from './taken.ts'

/** What was clicked to see a view: a button, or a command. */
type Opener = Pick<Press | Command, 'triggerId' | 'sender' | 'responseUrl'> & {
  readonly view?: Press['view']
}

/** False where Slack did not open it. */
export function openForm(slack: SlackDesk, opener: Opener, press: PostPress): Promise<boolean> {
  return openView(slack, opener, formTitle(press), () => formOf(slack, opener, press))
}

/** False where Slack did not open it. */
export function openLook(
  slack: SlackDesk,
  opener: Opener,
  asked: { readonly what: Look; readonly postId: string },
): Promise<boolean> {
  const { deps, whoIs } = slack
  return openView(slack, opener, lookTitles[asked.what], async () =>
    lookView(lookTitles[asked.what], await look(deps, await whoIs(opener.sender), asked)),
  )
}

/** Puts another view in the place of one. False where that one is closed, or Slack does not take it. */
export async function updateView({ client, deps }: SlackDesk, id: string, view: ModalView): Promise<boolean> {
  try {
    await client.views.update({ view_id: id, view })
    return true
  } catch (error) {
    const reason = error instanceof Error ? withoutAddresses(error.message) : 'unknown'
    deps.log.info({ reason }, 'a view could not be changed; it may be closed')
    return false
  }
}

/** What is left of a window when there is nothing more to ask. */
export function replyView({ outcome, sentence }: Reply): ModalView {
  return doneView(outcomeTitles[outcome], sentence)
}

const outcomeTitles: Readonly<Record<Reply['outcome'], string>> = {
  done: 'Done',
  refused: 'Not done',
  failed: 'Something went wrong',
}

const lookTitles: Readonly<Record<Look, string>> = {
  variants: 'Variants',
  text: 'Whole text',
  why: 'Why',
}

/**
 * A trigger lives for three seconds, so the view opens before anything is known, and is filled when it is. False where it did not open.
 */
async function openView(
  slack: SlackDesk,
  { triggerId, view }: Opener,
  title: string,
  make: () => Promise<ModalView>,
): Promise<boolean> {
  const { client, deps } = slack
  const asked = { trigger_id: triggerId, view: loadingView(title) }
  let id: string | undefined
  try {
    const opened = view?.type === 'modal' ? await client.views.push(asked) : await client.views.open(asked)
    id = opened.view?.id
  } catch (error) {
    deps.log.warn({ err: error }, 'a view could not be opened')
  }
  if (id === undefined) return false
  const outcome = await attempt(deps, make)
  await updateView(slack, id, outcome.ok ? outcome.made : doneView(title, outcome.reply.sentence))
  return true
}

async function formOf(
  { deps, whoIs }: SlackDesk,
  { sender, responseUrl }: Opener,
  press: PostPress,
): Promise<ModalView> {
  const card = await formCard(deps, await whoIs(sender), press)
  return formView(card, press, responseUrl, null)
}
