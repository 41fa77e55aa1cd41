import type { KnownBlock } from '@slack/types'

/** A message in Slack's own terms. `text` is what notifications and screen readers say. */
export type SlackMessage =
  | SlackBlocks
  /** A picture, uploaded into a thread. */
  | {
      readonly kind: 'file'
      readonly title: string
      readonly alt: string
      readonly bytes: Uint8Array
    }

export type SlackBlocks = {
  readonly kind: 'blocks'
  readonly text: string
  readonly blocks: readonly KnownBlock[]
  /** Shown after the first block, once Slack has them: which file of Slack's each is differs from one process to the next. */
  readonly pictures?: readonly SlackPicture[]
}

export type SlackPicture = {
  readonly sha256: string
  readonly name: string
  readonly alt: string
  readonly bytes: Uint8Array
}
