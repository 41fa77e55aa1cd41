import { Refusal } from '../../../domain/errors.ts'
import type { SubmittedFile } from '../envelope.ts'

/** The text of an upload; refusals with their mend for what is no text, for what is too long, and where Discord does not hand it over. */
export type ReadUpload = (file: SubmittedFile) => Promise<string>

/** Longer than 65,000 characters, the most that is taken of any text, at four bytes each. */
const maxBytes = 300_000

/** `origin`: where Discord keeps uploads, `https://cdn.discordapp.com`. Nothing else is asked, whatever a form says. */
export function uploadReader(origin: string, timeoutMs: number): ReadUpload {
  return async ({ size, url }) => {
    if (size > maxBytes) throw tooLong()
    if (!URL.canParse(url) || new URL(url).origin !== origin)
      throw new Refusal('invalid', 'This file does not come from Discord. Upload it in the form.')
    return decodeText(await bytesAt(url, timeoutMs))
  }
}

/** UTF-8, with or without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > maxBytes) throw tooLong()
  const text = utf8(bytes)
  if (text === null || text.includes('\0'))
    throw new Refusal(
      'invalid',
      'This file is not plain text. Save it as a text file in UTF-8, and upload that.',
    )
  return text
}

async function bytesAt(url: string, timeoutMs: number): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (response.ok) return await beginningOf(response.body ?? [])
  } catch {
    // What went wrong on the way makes no difference to the mend.
  }
  throw new Refusal(
    'busy',
    'Discord did not hand over the file. Nothing was changed: please upload it again.',
  )
}

/** All of it where it is not too long: nobody has to send as much as was said, nor to come to an end. */
async function beginningOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length > maxBytes) break
  }
  return Buffer.concat(chunks)
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function tooLong(): Refusal {
  return new Refusal(
    'invalid',
    'This file is far too long for any network: keep the text under 65,000 characters.',
  )
}
