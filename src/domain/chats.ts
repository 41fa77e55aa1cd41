/** How a brand file names a person or a channel of a chat service. */
export type ChatId = {
  /** What is expected, and where to find it. */
  readonly what: string
  readonly example: string
  /** Its first group is the id. */
  readonly pattern: RegExp
}

export type Chat = {
  /** Its name, as people write it. */
  readonly label: string
  readonly person: ChatId
  /** As an id or as a link that somebody copied. */
  readonly channel: ChatId
}

/** Services where people talk, and where a brand's rooms are channels. Their names stand in brand files and in the database. */
export const chats = {
  slack: {
    label: 'Slack',
    person: {
      what: 'a Slack member id (in Slack: profile, More, Copy member ID)',
      example: 'U012AB3CD',
      pattern: /^([UW][A-Z0-9]{6,})$/,
    },
    channel: {
      what: 'the id of a Slack channel (in Slack: its name at the top, About, at the very bottom)',
      example: 'C0123456789',
      pattern: /^(?:https:\/\/[\w.-]{1,80}\.slack\.com\/archives\/)?([CG][A-Z0-9]{6,20})\/?$/,
    },
  },
  discord: {
    label: 'Discord',
    person: {
      what: 'a Discord user id, in quotes (in Discord: Settings, Advanced, Developer Mode on; then right-click the person, Copy User ID)',
      example: '80351110224678912',
      pattern: /^(\d{15,21})$/,
    },
    channel: {
      what: 'the id of a Discord channel, in quotes, or its link (in Discord: Settings, Advanced, Developer Mode on; then right-click the channel, Copy Channel ID)',
      example: '155101607195836416',
      pattern:
        /^(?:https:\/\/(?:(?:canary|ptb)\.)?discord(?:app)?\.com\/channels\/\d{15,21}\/)?(\d{15,21})\/?$/,
    },
  },
} as const satisfies Readonly<Record<string, Chat>>

export type ChatName = keyof typeof chats
export const chatNames = Object.keys(chats) as readonly ChatName[]

/** One value for each chat service. */
export function eachChat<T>(make: (chat: Chat, name: ChatName) => T): Readonly<Record<ChatName, T>> {
  return Object.fromEntries(chatNames.map((name) => [name, make(chats[name], name)])) as Record<ChatName, T>
}

/** The id in what a brand file says; null where it says none. */
export function idIn({ pattern }: ChatId, text: string): string | null {
  return pattern.exec(text.trim())?.[1] ?? null
}
