import type { KnownBlock } from '@slack/types'

/** A message in Slack's own terms. `text` is what notifications and screen readers say. */
export type SlackMessage =
  | { readonly kind: 'blocks'; readonly text: string; readonly blocks: readonly KnownBlock[] }
  /** A picture, uploaded into a thread. */
  | {
      readonly kind: 'file'
      readonly title: string
      readonly alt: string
      readonly bytes: Uint8Array
    }
