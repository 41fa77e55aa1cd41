/** Changes come in bursts (a pass drafts, an approval readies a row); one look covers them all. */
const settleMs = 120
/** Relative times grow old by themselves. */
const againMs = 20_000

let queued: ReturnType<typeof setTimeout> | null = null
let asked = 0

/** Follows the desk: every change makes the page look again at itself. A page in the background keeps no line open. */
export function startLive(): void {
  const brand = /^\/b\/([^/]+)/.exec(document.querySelector('nav a')?.getAttribute('href') ?? '')?.[1]
  if (!brand) return
  let source: EventSource | null = null
  const follow = () => {
    source?.close()
    source = null
    if (document.hidden) return
    source = new EventSource(`/live?brand=${encodeURIComponent(brand)}`)
    source.addEventListener('change', soon)
    // Opening again after a break: what happened meanwhile was missed.
    source.addEventListener('open', soon)
    source.addEventListener('error', () => setOffline(true))
  }
  document.addEventListener('visibilitychange', follow)
  setInterval(() => {
    if (!document.hidden) void refresh()
  }, againMs)
  follow()
}

/** Asks for this page again and takes over the parts that differ. */
export async function refresh(): Promise<void> {
  const mine = ++asked
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } })
    setOffline(false)
    if (!response.ok || response.redirected) return
    const text = await response.text()
    // A later look has begun: it knows more.
    if (mine === asked) takeOver(new DOMParser().parseFromString(text, 'text/html'))
  } catch {
    setOffline(true)
  }
}

function soon(): void {
  if (queued !== null) return
  queued = setTimeout(() => {
    queued = null
    void refresh()
  }, settleMs)
}

function setOffline(is: boolean): void {
  const line = document.getElementById('offline')
  if (line) line.hidden = !is
}

/** What the server last sent for each part: what the person opened or folded is no difference. */
const sent = new WeakMap<Element, string>()

function takeOver(next: Document): void {
  const focus = focusKey()
  for (const list of document.querySelectorAll('[data-live-list]')) {
    const fresh = next.getElementById(list.id)
    if (fresh && shape(fresh) !== shape(list)) replace(list, fresh)
  }
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = next.getElementById(part.id)
    if (fresh && fresh.outerHTML !== (sent.get(part) ?? part.outerHTML)) replace(part, fresh)
    else if (fresh) sent.set(part, fresh.outerHTML)
  }
  if (focus && focusKey() !== focus) focusOn(focus)
}

/** Which parts a list has, in which order; what is in each is its own affair. */
function shape(list: Element): string {
  return [...list.querySelectorAll('[id]:not([data-live] *)')].map(({ id }) => id).join(' ')
}

function replace(old: Element, fresh: Element): void {
  sent.set(fresh, fresh.outerHTML)
  for (const part of fresh.querySelectorAll('[data-live]')) sent.set(part, part.outerHTML)
  const folds = new Map(
    [...old.querySelectorAll<HTMLDetailsElement>('details[id]')].map(({ id, open }) => [id, open]),
  )
  for (const details of fresh.querySelectorAll<HTMLDetailsElement>('details[id]')) {
    details.open = folds.get(details.id) ?? details.open
  }
  old.replaceWith(fresh)
}

function focusKey(): string | null {
  return document.activeElement?.getAttribute('data-key') ?? null
}

/** Back to the same control; where it has gone with the state that it belonged to, to the card's own heading. */
function focusOn(key: string): void {
  const same = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  const post = /^\w+-(.+?)-[^-]*$/.exec(key)?.[1]
  const heading = post
    ? document.querySelector<HTMLElement>(`[data-key="${CSS.escape(`open-${post}`)}"]`)
    : null
  const target = same ?? heading ?? document.getElementById('main')
  target?.focus({ preventScroll: true })
}
