import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'

/** A message in Discord's own terms, always of Components V2, so with neither content nor embeds. Equal content is drawn equal. */
export type DiscordMessage = {
  readonly components: readonly APIMessageTopLevelComponent[]
  /** Uploaded with it; components name them `attachment://<name>`. */
  readonly files: readonly DiscordFile[]
  /** Name of the thread that is opened under it; null where nothing is ever said beneath. */
  readonly thread: string | null
  /** The only people whom it may ping, by their ids. */
  readonly calls: readonly string[]
}

export type DiscordFile = {
  /** With its extension; unique in its message. */
  readonly name: string
  readonly alt: string
  readonly bytes: Uint8Array
}
