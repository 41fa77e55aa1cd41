import { networkNames } from '../../../domain/brand.ts'
import { rejectionReasons } from '../../../domain/rejection.ts'
import { isDate, mondayOfIsoWeek } from '../../../domain/slot.ts'

export type OptionKind =
  | 'post'
  | 'brand'
  | 'network'
  | 'command'
  | 'day'
  | 'days'
  | 'time'
  | 'week'
  | 'variant'
  | 'reason'
  | 'outcome'
  | 'link'
  | 'yes'
  | 'stop'
  | 'text'

/** What may stand for an option: read strictly, with words that say what was expected. */
export type Kind = {
  /** With its article: `a day`. */
  readonly label: string
  readonly hint: string
  /** Where only these will do, or are likely: what a slip of the keyboard is held against. */
  readonly words: readonly string[]
  /** The value in its one spelling; null for what it is not. */
  read(word: string): string | null
}

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
const outcomes = ['live', 'absent', 'leave'] as const

export const kinds: Readonly<Record<OptionKind, Kind>> = {
  post: {
    label: 'a post',
    hint: 'its id, or the beginning or end of it; “@3” behind it says that version 3 is what you saw',
    words: [],
    read: (word) => matched(/^[\w.-]{1,120}(?:@v?\d{1,6})?$/, word.toLowerCase())?.replace('@v', '@') ?? null,
  },
  brand: {
    label: 'a brand',
    hint: 'its id or its name',
    words: [],
    read: (word) => matched(/^\p{L}.{0,99}$/u, word),
  },
  network: {
    label: 'a network',
    hint: networkNames.join(', '),
    words: networkNames,
    read: (word) => networkNames.find((one) => plainName(one) === plainName(word)) ?? null,
  },
  command: {
    label: 'a command',
    hint: 'one of the words of this list',
    words: [],
    read: (word) => matched(/^[a-z-]{1,30}$/, word.toLowerCase()),
  },
  day: {
    label: 'a day',
    hint: '2026-11-20, “today”, “tomorrow” or a weekday',
    words: ['today', 'tomorrow', ...weekdays],
    read: (word) => (isDate(word) ? word : oneOf(['today', 'tomorrow', ...weekdays], word)),
  },
  days: {
    label: 'a number of days',
    hint: '1 to 31',
    words: [],
    read: (word) => matched(/^(?:[1-9]|[12]\d|3[01])$/, word),
  },
  time: {
    label: 'a time',
    hint: 'as 18:30, in the zone of the brand',
    words: [],
    read: (word) =>
      matched(/^(?:[01]?\d|2[0-3])[:.][0-5]\d$/, word)
        ?.replace('.', ':')
        .padStart(5, '0') ?? null,
  },
  week: {
    label: 'a week',
    hint: 'as 2026-W46',
    words: [],
    read: (word) => (mondayOfIsoWeek(word.toUpperCase()) ? word.toUpperCase() : null),
  },
  variant: {
    label: 'a variant',
    hint: 'its letter',
    words: [],
    read: (word) => matched(/^[a-z]$/, word.toLowerCase()),
  },
  reason: {
    label: 'a reason',
    hint: rejectionReasons.join('; '),
    words: rejectionReasons,
    read: reasonOf,
  },
  outcome: {
    label: 'an answer',
    hint: '“live”, “absent”, or “leave” to answer later',
    words: outcomes,
    read: (word) => oneOf(outcomes, word),
  },
  link: {
    label: 'a link',
    hint: 'starting with https://',
    words: [],
    read: (word) => matched(/^https?:\/\/\S{1,2000}$/i, word.replace(/^<(.*)>$/, '$1')),
  },
  yes: {
    label: '“yes”',
    hint: '“yes”, having read what is risky',
    words: ['yes'],
    read: (word) => oneOf(['yes'], word),
  },
  stop: {
    label: '“stop”',
    hint: '“stop”, once the post that is being written is done',
    words: ['stop'],
    read: (word) => oneOf(['stop'], word),
  },
  text: {
    label: 'words of your own',
    hint: 'in words of your own, to the end',
    words: [],
    read: (text) => text.trim() || null,
  },
}

/** `Google Business` is `google_business`. */
function plainName(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, '')
}

/** In full, or as many of its first words as no other reason begins with. */
function reasonOf(words: string): string | null {
  const wanted = lettersOf(words)
  if (wanted.length === 0) return null
  const begun = rejectionReasons.filter((one) => `${lettersOf(one)} `.startsWith(`${wanted} `))
  return begun.length === 1 ? (begun[0] ?? null) : null
}

/** Without case and punctuation. */
function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function oneOf(words: readonly string[], word: string): string | null {
  return words.find((one) => one === word.toLowerCase()) ?? null
}

function matched(pattern: RegExp, word: string): string | null {
  return pattern.test(word) ? word : null
}
