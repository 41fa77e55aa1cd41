import { networkLabels, type AccountRef } from '../domain/brand.ts'
import { dayMs, hourMs, minuteMs } from '../domain/slot.ts'

/** Names by pseudonymous id. */
export type People = ReadonlyMap<string, string>

/** An erased person has no name any more; what they did stays. */
export function personName(id: string, people: People): string {
  return people.get(id) ?? 'Someone (erased)'
}

/** `LinkedIn @northharbour`. */
export function accountName({ network, handle }: AccountRef): string {
  return `${networkLabels[network]} ${handleName(handle)}`
}

/** `@northharbour`, however the brand file writes it. */
export function handleName(handle: string): string {
  return `@${handle.replace(/^@/, '')}`
}

/** `behind_the_scenes` as `Behind the scenes`. */
export function inWords(slug: string): string {
  const words = slug.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `de` as `German`. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? inWords(tag)
}

/** What somebody wrote as a sentence of ours: with a full stop, unless it ends like one already. */
export function ended(text: string): string {
  return /[.!?…]["'”’»)]*$/u.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`
}

/** `1 post`, `2 posts`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

/** `Ann`, `Ann and Ben`, `Ann, Ben and Cy`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}

/** `2 days`, `90 minutes`, `10 seconds`: in the largest unit that says it exactly. */
export function duration(ms: number): string {
  const units = [
    ['day', dayMs],
    ['hour', hourMs],
    ['minute', minuteMs],
  ] as const
  const [name, unitMs] =
    units.find(([, size]) => ms >= size && ms % size === 0) ?? (['second', 1000] as const)
  return plural(Math.round(ms / unitMs), name)
}
