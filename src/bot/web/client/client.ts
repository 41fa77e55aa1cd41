import { startDialogs, dialogProblem, closeDialog, dialogForm } from './dialog.ts'
import { startLive, refresh } from './live.ts'
import { announce, problem } from './toast.ts'

/**
 * The page works without this script; with it, presses are answered in place and the page follows the desk.
 * Every form posts what it would post by itself, and the answer says what happened.
 */
type Answer = {
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly sentence: string
  readonly toast: string | null
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-act]')) return
  event.preventDefault()
  void press(form)
})

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]'))
    menu.open = false
  document.getElementById('toasts')?.replaceChildren()
})

startDialogs()
startLive()

async function press(form: HTMLFormElement): Promise<void> {
  // A second press while the first is under way would only be told that it came second.
  if (form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  try {
    const answer = await post(form)
    const inDialog = dialogForm() === form
    if (answer.outcome === 'done' && inDialog) closeDialog()
    if (answer.outcome !== 'done' && inDialog) dialogProblem(answer.sentence)
    else announce(answer.toast, answer.sentence, answer.outcome)
    await refresh()
  } catch {
    const sentence =
      'Greenroom does not answer, so it is not known whether this arrived. Wait until it is back and look at the card.'
    if (dialogForm() === form) dialogProblem(sentence)
    else problem(sentence)
  } finally {
    form.ariaBusy = null
  }
}

async function post(form: HTMLFormElement): Promise<Answer> {
  const data = new FormData(form)
  const body = form.enctype === 'multipart/form-data' ? data : withoutFiles(data)
  const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } })
  return (await response.json()) as Answer
}

function withoutFiles(data: FormData): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, value] of data) if (typeof value === 'string') body.append(name, value)
  return body
}
