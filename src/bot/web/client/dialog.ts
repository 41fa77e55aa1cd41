import { problem } from './toast.ts'

/** A pause in typing after which the server counts. */
const pauseMs = 250

type Counted = { readonly count: number; readonly limit: number; readonly unit: string }

/** Forms open in a dialog that stands outside of what is live, so that nothing that happens meanwhile touches what is typed. */
export function startDialogs(): void {
  document.addEventListener('click', (event) => {
    const target = event.target
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return
    const link = target.closest<HTMLAnchorElement>('a[data-dialog]')
    if (link) {
      event.preventDefault()
      void open(link)
    }
    if (target.closest('#dialog [data-close]')) {
      event.preventDefault()
      closeDialog()
    }
  })
  document.addEventListener('input', (event) => {
    const field = event.target
    if (field instanceof Element) mean(field)
    if (field instanceof HTMLTextAreaElement && field.dataset.count) typed(field, field.dataset.count)
  })
}

export function closeDialog(): void {
  dialog()?.close()
}

export function dialogForm(): HTMLFormElement | null {
  return dialog()?.querySelector('form') ?? null
}

/** Says no inside the dialog; what was typed stays. */
export function dialogProblem(sentence: string): void {
  const line = dialogForm()?.querySelector<HTMLElement>('[role="alert"]')
  if (!line) return
  line.textContent = sentence
  line.hidden = false
  line.scrollIntoView({ block: 'nearest' })
}

function dialog(): HTMLDialogElement | null {
  return document.querySelector('#dialog')
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const box = dialog()
  if (!box) return
  try {
    const response = await fetch(link.href, { headers: { accept: 'text/html' } })
    const next = new DOMParser().parseFromString(await response.text(), 'text/html')
    const form = next.querySelector('form[data-form]')
    if (!form) {
      problem(next.querySelector('main p')?.textContent ?? 'This cannot be opened now. Reload the page.')
      return
    }
    box.replaceChildren(form)
    box.showModal()
    firstField(form)?.focus()
  } catch {
    problem('Greenroom does not answer. Nothing was changed.')
  }
}

function firstField(form: Element): HTMLElement | null {
  const chosen = form.querySelector<HTMLElement>('.variant-field:has(input[type="radio"]:checked) textarea')
  return chosen ?? form.querySelector<HTMLElement>('textarea, input:not([type="hidden"]), button')
}

const pauses = new WeakMap<HTMLTextAreaElement, ReturnType<typeof setTimeout>>()

/** Whoever types in a variant, or chooses an image for it, means that variant. */
function mean(field: Element): void {
  const choice = field.closest('.variant-field')?.querySelector<HTMLInputElement>('input[type="radio"]')
  if (choice) choice.checked = true
}

/** The server, which knows how each network counts, counts. */
function typed(field: HTMLTextAreaElement, url: string): void {
  clearTimeout(pauses.get(field))
  pauses.set(
    field,
    setTimeout(() => void count(field, url), pauseMs),
  )
}

async function count(field: HTMLTextAreaElement, url: string): Promise<void> {
  const text = field.value
  const output = document.getElementById(field.getAttribute('aria-describedby') ?? '')
  try {
    const body = new URLSearchParams({ text })
    const response = await fetch(url, { method: 'POST', body, headers: { accept: 'application/json' } })
    if (!response.ok || !output || field.value !== text) return
    const { count, limit, unit } = (await response.json()) as Counted
    const line = document.createElement('span')
    line.className = count > limit ? 'count over' : 'count'
    line.textContent =
      count > limit ? `${count}/${limit} ${unit}: ${count - limit} too many` : `${count}/${limit} ${unit}`
    output.replaceChildren(line)
  } catch {
    // The count is a help, not a rule: saving counts again.
  }
}
