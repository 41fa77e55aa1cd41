import { diffWordsWithSpace } from 'diff'
import type { PostEvent } from '../../domain/events.ts'
import type { Post, Variant } from '../../domain/post.ts'
import type { Slot } from '../../domain/slot.ts'
import { nameOf, tell } from '../../domain/story.ts'
import type { HistoryEntry } from '../../ports.ts'
import type { DiffPart, HistoryLine, VersionView } from '../card.ts'
import type { People } from '../names.ts'
import { shortDay } from '../time.ts'

/** Who did what when, oldest first, with the text that each version had and what changed from one to the next. */
export function historyLines(
  entries: readonly HistoryEntry[],
  post: Post,
  people: People,
): readonly HistoryLine[] {
  let seen: Seen = { variants: [], chosen: '', slot: post.slot }
  const lines: HistoryLine[] = []
  for (const { event, actor, at } of entries) {
    seen = after(seen, event)
    // What completes an approval adds nothing to it, and a ready row is the ledger's own business.
    if (event.type === 'approved' || event.type === 'readied') continue
    const isReworded = event.type === 'edited' && event.before !== textOf(seen)
    const diff = isReworded ? wordDiff(event.before, textOf(seen)) : null
    lines.push({
      at,
      who: nameOf(actor, people),
      what: tell(event, actor),
      diff,
      version: versionOf(event, seen),
      permalink: 'remote' in event ? event.remote.permalink : null,
    })
  }
  return lines
}

/** Word by word; blanks count, because a post may live by its line breaks. Words that were replaced side by side are shown together. */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const parts: DiffPart[] = []
  let removed = ''
  let added = ''
  const put = (kind: DiffPart['kind'], text: string) => void (text !== '' && parts.push({ kind, text }))
  for (const change of diffWordsWithSpace(before, after)) {
    if (change.removed) removed += change.value
    else if (change.added) added += change.value
    else if (removed !== '' && added !== '' && /^[^\S\n]+$/.test(change.value)) {
      removed += change.value
      added += change.value
    } else {
      put('removed', removed)
      put('added', added)
      put('same', change.value)
      removed = added = ''
    }
  }
  put('removed', removed)
  put('added', added)
  return parts
}

/** `Fri 20 Nov, 12:00`: the wall clock that was agreed on, so no zone is applied. */
export function slotWords({ date, time }: Slot): string {
  return `${shortDay(date)}, ${time}`
}

type Seen = { readonly variants: readonly Variant[]; readonly chosen: string; readonly slot: Slot }

function after(seen: Seen, event: PostEvent): Seen {
  if (event.type === 'planned') return { ...seen, slot: event.base.slot }
  if (event.type === 'drafted') return { ...seen, variants: event.draft.variants, chosen: event.draft.chosen }
  if (event.type === 'variant_chosen') return { ...seen, chosen: event.variant }
  if (event.type === 'edited') return { ...seen, variants: event.variants, chosen: event.chosen }
  if (event.type === 'slot_moved') return { ...seen, variants: event.variants, slot: event.slot }
  return seen
}

function versionOf(event: PostEvent, seen: Seen): VersionView | null {
  return 'version' in event && textOf(seen)
    ? { version: event.version, text: textOf(seen), slot: seen.slot }
    : null
}

function textOf({ variants, chosen }: Seen): string {
  return variants.find(({ id }) => id === chosen)?.text ?? ''
}
