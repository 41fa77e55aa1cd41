import type { ImageBlock } from '@slack/types'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { Lacks } from '../chat/chat-surface.ts'
import type { SlackPicture } from './slack-message.ts'
import { uploadBytes } from './upload.ts'
import { troubleOf } from './web-answers.ts'

export type Pictures = {
  /** Image blocks of those that Slack has, brought there first where it has them not; and what keeps the others away. Never throws. */
  bring(pictures: readonly SlackPicture[]): Promise<Brought>
  /** Slack did not take a message with these. Answers whether it may take them later. */
  wereRefused(pictures: readonly SlackPicture[]): boolean
}

export type Brought = { readonly blocks: readonly ImageBlock[]; readonly lacks: Lacks | null }

/** Nothing of the database: after a restart a picture is brought again, but only for a card that is sent anyway. */
type Known = {
  /** Null before it is there. */
  file: Promise<string> | null
  refusals: number
}

/** The oldest go first, and are brought again should they be needed. */
const mostKnown = 2000
/** A picture is being made ready for a second or two after it was brought. By the fourth time somebody may have deleted it: it is brought anew. */
const refusalsOfFile = 4
/** By then minutes have gone by: Slack cannot show it. */
const mostRefusals = 8

/**
 * What pictures Slack has, by what their bytes hash to. A message shows a file of ours by its id; Slack answers `invalid_blocks` as long as
 * it is making the file ready.
 */
export function openPictures(client: WebClient, timeoutMs: number): Pictures {
  const known = new Map<string, Known>()

  function knownOf({ sha256 }: SlackPicture): Known {
    const one = known.get(sha256) ?? { file: null, refusals: 0 }
    known.delete(sha256)
    known.set(sha256, one)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    return one
  }

  async function bringOne(picture: SlackPicture): Promise<ImageBlock | Lacks> {
    const one = knownOf(picture)
    if (one.refusals >= mostRefusals) return { reason: `Slack cannot show ${picture.name}.`, again: false }
    try {
      one.file ??= upload(client, picture, timeoutMs)
      return { type: 'image', slack_file: { id: await one.file }, alt_text: picture.alt }
    } catch (error) {
      one.file = null
      const { kind, reason } = troubleOf(error)
      const again = kind === 'later' || kind === 'unknown'
      // Every change of every card would ask again, and be told the same.
      if (!again) one.refusals = mostRefusals
      return { reason: `${picture.name} could not be brought to Slack: ${reason}`, again }
    }
  }

  return {
    async bring(pictures) {
      const all = await Promise.all(pictures.map(bringOne))
      const lacking = all.flatMap((one) => ('type' in one ? [] : [one]))
      return {
        blocks: all.flatMap((one) => ('type' in one ? [one] : [])),
        lacks: lacking.find(({ again }) => again) ?? lacking[0] ?? null,
      }
    },
    wereRefused(pictures) {
      const all = pictures.map(knownOf)
      for (const one of all) {
        one.refusals += 1
        if (one.refusals === refusalsOfFile) one.file = null
      }
      return all.some(({ refusals }) => refusals < mostRefusals)
    },
  }
}

/** Slack does not show one of the pictures, or finds something else wrong with the blocks: without pictures the same tells which. */
export function mayBePicture(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'invalid_blocks'
}

/** Nobody sees the file before a message shows it: it is shared with no channel. */
async function upload(client: WebClient, picture: SlackPicture, timeoutMs: number): Promise<string> {
  const id = await uploadBytes(client, picture, picture.name, timeoutMs)
  await client.files.completeUploadExternal({ files: [{ id, title: picture.name }] })
  return id
}
