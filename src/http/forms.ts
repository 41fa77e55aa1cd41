import { z } from 'zod'
import { fieldsOf, type Verb } from '../bot/action.ts'
import { Refusal } from '../domain/errors.ts'
import { draftOf, type Post } from '../domain/post.ts'

export type Fields = Readonly<Record<string, string>>

/** The fields of a form: text, each once. */
export function parseFields(body: unknown): Fields {
  const parsed = z.record(z.string().max(100), z.string().max(70_000)).safeParse(body ?? {})
  if (!parsed.success)
    throw new Refusal('invalid', 'This form cannot be read. Reload the page and try again.')
  return parsed.data
}

/** A form's fields as `handle` wants them. Throws an `invalid` refusal where the form contradicts itself. */
export function inputOf(verb: Verb, post: Post, fields: Fields): Record<string, unknown> {
  const { version = '', arg, at, variant, note, reason, permalink } = fields
  const pressed = fieldsOf({
    verb,
    postId: post.id,
    version: Number(version || Number.NaN),
    arg: arg ?? null,
  })
  const slot = at === undefined ? {} : { slot: `${at}[${post.slot.zone}]` }
  const rest = { note, reason, permalink }
  const input = { ...pressed, ...withoutUndefined(rest), ...slot }
  return verb === 'edit' ? { ...input, ...editedFields(post, variant ?? '', fields) } : input
}

/**
 * The form shows every variant, but one goes out, and only that one is saved. So a second text that was changed is
 * not dropped in silence.
 */
function editedFields(post: Post, variant: string, fields: Fields): Record<string, unknown> {
  const others = (draftOf(post)?.variants ?? []).filter(({ id, text }) => {
    const typed = fields[`text-${id}`]
    return id !== variant && typed !== undefined && unwrapped(typed) !== unwrapped(text)
  })
  if (others.length > 0) {
    const names = others.map(({ id }) => id.toUpperCase()).join(' and ')
    throw new Refusal(
      'invalid',
      `You also changed variant ${names}, but only the variant that goes out is saved. Select that one, or put its old text back.`,
    )
  }
  const media = draftOf(post)?.variants.find(({ id }) => id === variant)?.media ?? []
  const alts = media.map(({ alt }, index) => fields[`alt-${variant}-${index}`] ?? alt)
  return { variant, text: fields[`text-${variant}`], ...(alts.length > 0 ? { alts } : {}) }
}

/** Browsers send line breaks as CR LF. */
function unwrapped(text: string): string {
  return text.replaceAll('\r\n', '\n').trim()
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
