import type { WebClient } from '@slack/web-api'

/** Brings the bytes to Slack, where nobody sees them yet. Answers with the id of the file. */
export async function uploadBytes(
  client: WebClient,
  { alt, bytes }: { readonly alt: string; readonly bytes: Uint8Array },
  filename: string,
  timeoutMs: number,
): Promise<string> {
  // `alt_txt` is what Slack documents; the type of the library calls it otherwise, and Slack would drop that without a word.
  const wanted = { filename, length: bytes.byteLength, alt_txt: alt }
  const ticket = await client.files.getUploadURLExternal(wanted)
  const response = await fetch(told(ticket.upload_url), {
    method: 'POST',
    body: new Uint8Array(bytes),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) throw new Error(`the upload was answered with HTTP ${response.status}`)
  return told(ticket.file_id)
}

/** An answer that lacks what it has to hold is as good as none. */
export function told(value: string | undefined): string {
  if (!value) throw new Error('an answer without what was asked for')
  return value
}
