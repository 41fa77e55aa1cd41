import { z } from 'zod'
import { fieldsOf, type Verb } from '../bot/action.ts'
import { rowField, sentRows, type ImageRow } from '../bot/web/image-rows.ts'
import { Refusal } from '../domain/errors.ts'
import { draftOf, type Media, type Post, type Variant } from '../domain/post.ts'
import type { ImageWish } from '../service/images.ts'

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
 * The form shows every variant, but one goes out, and only that one is saved. So a second text, or an image, that was changed is not
 * dropped in silence.
 */
function editedFields(post: Post, variant: string, fields: Fields): Record<string, unknown> {
  const variants = draftOf(post)?.variants ?? []
  const others = variants.filter((one) => one.id !== variant && isTouched(one, fields))
  if (others.length > 0) {
    const names = others.map(({ id }) => id.toUpperCase()).join(' and ')
    throw new Refusal(
      'invalid',
      `You also changed variant ${names}, but only the variant that goes out is saved. Select that one, or put back what it had.`,
    )
  }
  const media = variants.find(({ id }) => id === variant)?.media ?? []
  return { variant, text: fields[`text-${variant}`], ...imageFields(variant, media, fields) }
}

/** All images where the form has them, else the alternative texts of those that there are. */
function imageFields(variant: string, media: readonly Media[], fields: Fields): Record<string, unknown> {
  const rows = sentRows(variant, fields)
  const isListed = rows.some(({ image }) => image)
  const stray = rows.find(({ index, image, alt }) => !image && alt.trim() && (isListed || !media[index]))
  if (stray) {
    throw new Refusal(
      'invalid',
      `You wrote “${stray.alt.trim().slice(0, 60)}” for an image that is not there. Choose its file, or clear the words.`,
    )
  }
  if (isListed) return { images: wishesOf(rows) }
  const alts = media.map(({ alt }, index) => fields[rowField('alt', variant, index)] ?? alt)
  return alts.length > 0 ? { alts } : {}
}

function isTouched({ id, text, media }: Variant, fields: Fields): boolean {
  const typed = fields[`text-${id}`]
  if (typed !== undefined && unwrapped(typed) !== unwrapped(text)) return true
  const rows = sentRows(id, fields)
  if (!rows.some(({ image }) => image))
    return rows.some(({ alt, index }) => alt.trim() !== (media[index]?.alt ?? ''))
  const images = wishesOf(rows)
  const isSame = images.every(
    (one, at) => one.sha256 === media[at]?.sha256 && one.alt.trim() === media[at]?.alt,
  )
  return images.length !== media.length || !isSame
}

function wishesOf(rows: readonly ImageRow[]): readonly ImageWish[] {
  return rows.flatMap(({ image, alt, isDropped }) => (image && !isDropped ? [{ ...image, alt }] : []))
}

/** Browsers send line breaks as CR LF. */
function unwrapped(text: string): string {
  return text.replaceAll('\r\n', '\n').trim()
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
