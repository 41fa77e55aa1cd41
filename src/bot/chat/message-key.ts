/** Keys of the messages of a room. What follows the kind is found again by `parseKey`. */
export type MessageKey =
  /** Head of a brand's day. `date` is `YYYY-MM-DD` in the brand's zone. */
  | { readonly kind: 'day'; readonly brand: string; readonly date: string }
  /** Card of a post as of the day on which it (last) came up. Of several of one post the latest is the card; the others point to it. */
  | { readonly kind: 'post'; readonly postId: string; readonly date: string }
  /** One line of a post's history, in the thread of its card. */
  | {
      readonly kind: 'line'
      readonly postId: string
      readonly revision: number
      readonly ordinal: number
    }
  /** What a post has done, a day after it went out, in the thread of its card. */
  | { readonly kind: 'figures'; readonly postId: string }
  | { readonly kind: 'report'; readonly brand: string; readonly week: string }
  /** A chart of a report, in its thread; `ordinal` is its place among them. */
  | { readonly kind: 'chart'; readonly brand: string; readonly week: string; readonly ordinal: number }
  /** Words in the payload, once; `id` says which. */
  | { readonly kind: 'said'; readonly id: string }

export function messageKey(key: MessageKey): string {
  switch (key.kind) {
    case 'day':
      return `day ${key.brand} ${key.date}`
    case 'post':
      return `post ${key.postId} ${key.date}`
    case 'line':
      return `line ${key.postId} ${key.revision} ${key.ordinal}`
    case 'figures':
      return `figures ${key.postId}`
    case 'report':
      return `report ${key.brand} ${key.week}`
    case 'chart':
      return `chart ${key.brand} ${key.week} ${key.ordinal}`
    case 'said':
      return `said ${key.id}`
  }
}

/** Null for what `messageKey` did not write. */
export function parseKey(text: string): MessageKey | null {
  const [kind, first = '', second = '', third = ''] = text.split(' ')
  switch (kind) {
    case 'day':
      return { kind, brand: first, date: second }
    case 'post':
      return { kind, postId: first, date: second }
    case 'line':
      return { kind, postId: first, revision: Number(second), ordinal: Number(third) }
    case 'figures':
      return { kind, postId: first }
    case 'report':
      return { kind, brand: first, week: second }
    case 'chart':
      return { kind, brand: first, week: second, ordinal: Number(third) }
    case 'said':
      return { kind, id: text.slice('said '.length) }
    default:
      return null
  }
}
