import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import { rejectionReasons } from '../domain/rejection.ts'
import { isDate, isZone, type Slot } from '../domain/slot.ts'
import type { ReviewRequest } from '../service/review.ts'

/** What a person asks of a post, before it is known who they are. */
export type Action = ReviewRequest extends infer One
  ? One extends ReviewRequest
    ? Omit<One, 'actor'>
    : never
  : never
export type Verb = Action['verb']

/** What a button carries: never state, only what to do, to which post, and which version was on the card. */
export type Press = {
  readonly verb: Verb
  readonly postId: string
  readonly version: number
  /** A variant for `choose`, an answer for `answer`, a slot for `approve`; null otherwise. */
  readonly arg: string | null
}

/** Verbs that ask for more than a press: the surface opens a form. */
export const formVerbs: Readonly<Record<Verb, boolean>> = {
  approve: false,
  choose: false,
  edit: true,
  reject: true,
  regenerate: true,
  reslot: true,
  hold: true,
  release: false,
  undo: false,
  retry: false,
  answer: false,
}

/** Whether a press opens a form: "It is live" asks for the link, the other answers ask for nothing. */
export function hasForm({ verb, arg }: Pick<Press, 'verb' | 'arg'>): boolean {
  return formVerbs[verb] || (verb === 'answer' && arg === 'live')
}

/** The tightest surface is Discord: its `custom_id` holds 100 characters. */
export const maxPressLength = 100

export function encodePress({ verb, postId, version, arg }: Press): string {
  return carried([verb, postId, version, ...(arg === null ? [] : [arg])].join('|'))
}

/** What a button is to carry, as it is; an error where it is too long. */
export function carried(text: string): string {
  if (text.length > maxPressLength)
    throw new Error(`a button cannot carry ${text.length} characters: ${text}`)
  return text
}

/** Strict: anything that `encodePress` would not have written is refused. */
export function decodePress(text: string): Press {
  const [verb, postId, version, arg = null, ...rest] = text.split('|')
  const parsed = pressSchema.safeParse({ verb, postId, version: Number(version), arg })
  if (!parsed.success || rest.length > 0 || encodePress(parsed.data) !== text) throw noButtonOfOurs()
  return parsed.data
}

export function noButtonOfOurs(): Refusal {
  return new Refusal(
    'invalid',
    'This button is not one of ours. Open the card again and use the button there.',
  )
}

/** The fields of a press by their names in an `Action`. */
export function fieldsOf({ verb, postId, version, arg }: Press): Record<string, unknown> {
  const named = arg === null ? {} : { [argNames[verb] ?? 'arg']: arg }
  return { verb, postId, version, ...named }
}

/** Parses a button and the fields of its form. Throws an `invalid` refusal with one sentence that says how to mend it. */
export function parseAction(input: Readonly<Record<string, unknown>>): Action {
  const parsed = actionSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new Refusal('invalid', parsed.error.issues[0]?.message ?? 'This cannot be read.')
}

/** What `parseAction` would refuse, by the name of the field (`alts.2` for one of a list): for a form that shows each where it is. */
export function problemsOf(
  input: Readonly<Record<string, unknown>>,
): readonly { readonly field: string; readonly sentence: string }[] {
  const { error } = actionSchema.safeParse(input)
  return (error?.issues ?? []).map(({ path, message }) => ({ field: path.join('.'), sentence: message }))
}

/** `2026-11-20T12:00[Europe/Berlin]`, as in RFC 9557, without an offset. */
export function slotText({ date, time, zone }: Slot): string {
  return `${date}T${time}[${zone}]`
}

export function isPostId(text: string): boolean {
  return postId.safeParse(text).success
}

const argNames: Readonly<Partial<Record<Verb, string>>> = {
  approve: 'slot',
  release: 'slot',
  reslot: 'slot',
  choose: 'variant',
  answer: 'answer',
}

const verbs = Object.keys(formVerbs) as [Verb, ...Verb[]]
const unreadable = 'This page or button is out of date. Open the card again.'
const postId = z.string(unreadable).regex(/^[\w.-]{1,120}$/, unreadable)
const version = z.coerce.number(unreadable).int(unreadable).min(0, unreadable).max(1_000_000, unreadable)
const pressSchema = z.object({
  verb: z.enum(verbs),
  postId,
  version,
  arg: z.string().min(1).max(64).nullable(),
})

const slot = z.string('Give a date and a time.').transform((text, context): Slot => {
  const [, date = '', time = '', zone = ''] = /^(.+)T(\d{2}:\d{2}(?::\d{2})?)\[(.+)\]$/.exec(text) ?? []
  const good = isDate(date) && /^([01]\d|2[0-3])(:[0-5]\d){1,2}$/.test(time) && isZone(zone)
  if (!good) context.addIssue('Give a day that exists and a time, for example 2026-11-20 at 12:00.')
  return { date, time, zone }
})
const variant = z.string('Choose a variant.').regex(/^\w{1,8}$/, 'Choose a variant.')
const note = z
  .string()
  .trim()
  .max(500, 'Keep the note under 500 characters.')
  .transform((text) => text || null)
  .nullable()
  .default(null)
const permalink = z
  .union([
    z.literal(''),
    z.url({ protocol: /^https?$/, error: 'Give the whole link, starting with https://, or leave it empty.' }),
  ])
  .nullable()
  .default(null)
  .transform((text) => text || null)
/** The longest post of any network is Facebook's, 63,206 characters; the service holds each to its own limit. */
const text = z
  .string('Write a text.')
  .max(65_000, 'This is far too long for any network: keep it under 65,000 characters.')
const alt = z.string().max(2000, 'Keep each alternative text under 2,000 characters.')
const image = z.object({
  sha256: z.string(unreadable).regex(/^[0-9a-f]{64}$/, unreadable),
  name: z.string(unreadable).max(300, unreadable),
  alt,
})
/** TikTok takes the most. */
const mostImages = 35

const seen = { postId, version }
const actionSchema = z.discriminatedUnion(
  'verb',
  [
    z.object({ verb: z.literal('approve'), ...seen, slot: slot.optional() }),
    z.object({ verb: z.literal('choose'), ...seen, variant }),
    z.object({
      verb: z.literal('edit'),
      ...seen,
      variant,
      text,
      alts: z.array(alt).max(mostImages).optional(),
      images: z
        .array(image)
        .max(mostImages, `Keep it under ${mostImages + 1} images.`)
        .optional(),
      slot: slot.optional(),
    }),
    z.object({
      verb: z.literal('reject'),
      ...seen,
      reason: z.enum(rejectionReasons, 'Choose a reason: the next drafts learn from it.'),
      note,
    }),
    z.object({ verb: z.literal('regenerate'), ...seen, note }),
    z.object({ verb: z.literal('reslot'), ...seen, slot }),
    z.object({
      verb: z.literal('hold'),
      ...seen,
      reason: z
        .string('Say why, in a few words.')
        .trim()
        .min(1, 'Say why, in a few words.')
        .max(200, 'Keep the reason under 200 characters.'),
    }),
    z.object({ verb: z.literal('release'), ...seen, slot: slot.optional() }),
    z.object({ verb: z.literal('undo'), ...seen }),
    z.object({ verb: z.literal('retry'), ...seen }),
    z.object({
      verb: z.literal('answer'),
      ...seen,
      answer: z.enum(['live', 'absent', 'leave'], 'Say whether it is live.'),
      permalink,
    }),
  ],
  unreadable,
)
