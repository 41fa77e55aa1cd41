import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { attach } from '../bot/attach.ts'
import { replyTo, type Reply } from '../bot/handle.ts'
import type { Identity } from '../bot/identity.ts'
import { placeOf, rowField } from '../bot/web/image-rows.ts'
import { Refusal } from '../domain/errors.ts'
import { maxImageBytes } from '../domain/image.ts'
import type { Deps } from '../ports.ts'
import { parseFields, type Fields } from './forms.ts'

/** A form as it came in: its fields, and its files by the name of the field. */
export type Form = { readonly fields: Fields; readonly files: ReadonlyMap<string, Upload> }

/** `bytes`: null where there are more than an image may have. */
export type Upload = { readonly name: string; readonly bytes: Uint8Array | null }

/** The form offers four new images of this size at once. */
const mostBytes = 4 * maxImageBytes
/** As much as a form without files may hold. */
const mostFieldBytes = 1_500_000

/** To the routes of `server`, and to no other, forms may bring files. */
export async function takeUploads(server: FastifyInstance): Promise<void> {
  await server.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fieldNameSize: 100, fieldSize: 300_000, fields: 500, files: 500, fileSize: maxImageBytes },
  })
}

/** Reads all of a form, with files or without. What is too large is left out and not refused here, so that the rest of the form is not lost. */
export async function readForm(request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) return { fields: parseFields(request.body), files: new Map() }
  const fields = new Map<string, unknown>()
  const files = new Map<string, Upload>()
  let fieldBytes = 0
  let left = mostBytes
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      fieldBytes += Buffer.byteLength(String(part.value))
      if (fieldBytes > mostFieldBytes) throw tooMuch()
      fields.set(part.fieldname, part.value)
    } else {
      const bytes = await bytesOf(part.file, left)
      left -= bytes?.byteLength ?? 0
      // A field in which no file was chosen is sent as an empty one without a name.
      if (part.filename || bytes?.byteLength !== 0)
        files.set(part.fieldname, { name: part.filename || 'image', bytes })
    }
  }
  return { fields: parseFields(Object.fromEntries(fields)), files }
}

/**
 * Keeps the files that came with the form of an edit, and names them in its fields, as if they had been there before: a form that is refused comes
 * back with them. `problem`: what is told of those that cannot be attached.
 */
export async function withFiles(
  deps: Deps,
  who: Identity,
  postId: string,
  { fields, files }: Form,
): Promise<{ readonly fields: Fields; readonly problem: Reply | null }> {
  const named = new Map(Object.entries(fields))
  const problems: Reply[] = []
  for (const [field, file] of files) {
    const place = placeOf(field)
    if (!place) continue
    const { variant, index } = place
    try {
      const { sha256, name } = await attach(deps, who, postId, file)
      named.set(rowField('image', variant, index), sha256).set(rowField('name', variant, index), name)
      named.delete(rowField('drop', variant, index))
    } catch (error) {
      problems.push(await replyTo(deps, postId, error))
    }
  }
  const [first] = problems
  const sentence = [...new Set(problems.map((one) => one.sentence))].join(' ')
  return { fields: Object.fromEntries(named), problem: first ? { ...first, sentence } : null }
}

/** Reads a file to its end, and keeps it unless it is longer than `most`. */
async function bytesOf(
  file: AsyncIterable<Buffer> & { readonly truncated: boolean },
  most: number,
): Promise<Uint8Array | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of file) {
    length += chunk.byteLength
    if (length <= most) chunks.push(chunk)
    else chunks.length = 0
  }
  return file.truncated || length > most ? null : Buffer.concat(chunks)
}

function tooMuch(): Refusal {
  return new Refusal('invalid', 'What was sent is far longer than any post. Shorten it.')
}
