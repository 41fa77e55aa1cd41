/** Names by pseudonymous id. */
export type People = ReadonlyMap<string, string>

/** An erased person has no name any more; what they did stays. */
export function personName(id: string, people: People): string {
  return people.get(id) ?? 'Someone (erased)'
}

/** `behind_the_scenes` as `Behind the scenes`. */
export function inWords(slug: string): string {
  const words = slug.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `1 post`, `2 posts`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

/** `Ann`, `Ann and Ben`, `Ann, Ben and Cy`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}
