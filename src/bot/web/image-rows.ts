import type { Media } from '../../domain/post.ts'

type Fields = Readonly<Record<string, string>>

/** A place for an image in the form of one variant, and the fields that belong to it: `image-a-0`, `name-a-0`, `alt-a-0`, ... */
export type ImageRow = {
  readonly index: number
  /** Null where no image has been chosen yet. */
  readonly image: Pick<Media, 'sha256' | 'name'> | null
  readonly alt: string
  readonly isDropped: boolean
}

/** New images that can be chosen at once. */
const mostNew = 4

export function rowField(
  what: 'image' | 'name' | 'alt' | 'drop' | 'file',
  variant: string,
  index: number,
): string {
  return `${what}-${variant}-${index}`
}

/** Which place a file was sent for; null where the form has no such field. */
export function placeOf(field: string): { readonly variant: string; readonly index: number } | null {
  const [, variant, index] = /^file-(\w{1,8})-(\d{1,2})$/.exec(field) ?? []
  return variant === undefined ? null : { variant, index: Number(index) }
}

/** The rows that a form was sent with. */
export function sentRows(variant: string, fields: Fields): readonly ImageRow[] {
  const indices = Object.keys(fields).flatMap((name) => {
    const [, of, index] = /^(?:image|alt)-(\w{1,8})-(\d{1,2})$/.exec(name) ?? []
    return of === variant ? [Number(index)] : []
  })
  return [...new Set(indices)]
    .toSorted((a, b) => a - b)
    .map((index) => {
      const sha256 = fields[rowField('image', variant, index)]
      const name = fields[rowField('name', variant, index)] ?? 'image'
      return {
        index,
        image: sha256 === undefined ? null : { sha256, name },
        alt: fields[rowField('alt', variant, index)] ?? '',
        isDropped: fields[rowField('drop', variant, index)] !== undefined,
      }
    })
}

/** The rows that a form shows: as they were sent, else the images that there are; and places for new ones, up to `most` in all. */
export function shownRows(
  { id, media }: { readonly id: string; readonly media: readonly Media[] },
  fields: Fields,
  most: number,
): readonly ImageRow[] {
  const sent = sentRows(id, fields)
  const rows =
    sent.length > 0
      ? sent
      : media.map(({ sha256, name, alt }, index) => ({
          index,
          image: { sha256, name },
          alt,
          isDropped: false,
        }))
  const next = (rows.at(-1)?.index ?? -1) + 1
  const empty = rows.filter(({ image }) => !image).length
  const places = Math.max(0, Math.min(mostNew - empty, most - rows.length))
  const added = Array.from({ length: places }, (_, place) => {
    return { index: next + place, image: null, alt: '', isDropped: false }
  })
  return [...rows, ...added]
}
