import { maxImageBytes, typesInWords } from '../../domain/image.ts'
import type { DraftView, VariantView } from '../card.ts'
import type { Typed } from './form.tsx'
import { rowField, shownRows, type ImageRow } from './image-rows.ts'
import { imagePath, Inert } from './parts.tsx'

type Takes = DraftView['takes']

/** The images of one variant: to describe, replace and remove, and places for new ones. */
export function ImageFields(props: { variant: VariantView; takes: Takes; typed: Typed }) {
  const { variant, takes, typed } = props
  const rows = shownRows(variant, typed.fields, takes.most)
  const added = rows.filter(({ image }) => !image)
  return (
    <>
      {rows.map(
        (row) => row.image && <Chosen variant={variant.id} row={row} image={row.image} takes={takes} />,
      )}
      {added.length > 0 && (
        <details class="add-images" open={added.some(({ alt }) => alt !== '')}>
          <summary>{rows.length > added.length ? 'Add another image' : 'Add an image'}</summary>
          <p class="fine">{hint(takes)}</p>
          {added.map((row, place) => (
            <div class="image-row">
              <FileField variant={variant.id} row={row} takes={takes} label={`Image ${place + 1}`} />
              <AltField variant={variant.id} row={row} label="What can be seen on it?" />
            </div>
          ))}
        </details>
      )}
    </>
  )
}

type RowProps = { variant: string; row: ImageRow }

function Chosen(props: RowProps & { image: NonNullable<ImageRow['image']>; takes: Takes }) {
  const { variant, row, image, takes } = props
  const { sha256, name } = image
  return (
    <div class="image-row">
      <img src={imagePath(sha256)} alt={row.alt || name} />
      <input type="hidden" name={rowField('image', variant, row.index)} value={sha256} />
      <input type="hidden" name={rowField('name', variant, row.index)} value={name} />
      <AltField variant={variant} row={row} label={`Alternative text of ${name}`} />
      <FileField variant={variant} row={row} takes={takes} label={`Replace ${name}`} />
      <label class="check">
        <input
          type="checkbox"
          name={rowField('drop', variant, row.index)}
          value="1"
          checked={row.isDropped}
        />{' '}
        Remove <Inert text={name} />
      </label>
    </div>
  )
}

function AltField({ variant, row, label }: RowProps & { label: string }) {
  return (
    <label class="field">
      <Inert text={label} />
      <input type="text" name={rowField('alt', variant, row.index)} maxLength={2000} value={row.alt} />
    </label>
  )
}

function FileField({ variant, row, takes, label }: RowProps & { takes: Takes; label: string }) {
  return (
    <label class="field">
      <Inert text={label} />
      <input type="file" name={rowField('file', variant, row.index)} accept={takes.types.join(',')} />
    </label>
  )
}

function hint({ types, maxBytes, most }: Takes): string {
  const size = Math.min(maxBytes, maxImageBytes) / 1_000_000
  return `${typesInWords(types)}, up to ${size} MB each; at most ${most} with one post.`
}
