import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'

/** A message in Discord's own terms, always of Components V2, so with neither content nor embeds. Equal content is drawn equal. */
export type DiscordMessage = {
  readonly components: readonly APIMessageTopLevelComponent[]
  /** Uploaded with it; components name them `attachment://<name>`. */
  readonly files: readonly DiscordFile[]
  /** Name of the thread that is opened under it; null where nothing is ever said beneath. */
  readonly thread: string | null
  /** All that it may ping. */
  readonly calls: Called
}

/** Ids of people and of roles. */
export type Called = { readonly users: readonly string[]; readonly roles: readonly string[] }

export const nobody: Called = { users: [], roles: [] }

export type DiscordFile = {
  /** With its extension; unique in its message. */
  readonly name: string
  readonly alt: string
  readonly bytes: Uint8Array
}
