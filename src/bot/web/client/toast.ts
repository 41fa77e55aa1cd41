/** Long enough to read two sentences; an answer that offers a button, or says no, stays until it is replaced. */
const shownMs = 8000

/** Shows an answer where screen readers hear it. `html` was rendered by the server, inert. */
export function announce(html: string | null, sentence: string, outcome: string): void {
  const holder = document.getElementById('toasts')
  if (!holder) return
  if (html === null) {
    problem(sentence)
    return
  }
  holder.innerHTML = html
  const toast = holder.firstElementChild
  if (outcome === 'done') setTimeout(() => toast?.remove(), shownMs)
}

export function problem(sentence: string): void {
  const toast = document.createElement('div')
  toast.className = 'toast toast-failed'
  const text = document.createElement('p')
  text.textContent = sentence
  toast.append(text)
  document.getElementById('toasts')?.replaceChildren(toast)
}
