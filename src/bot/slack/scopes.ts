/** What the app may do, and why: the least that works. The manifest asks for exactly these. */
export const botScopes: Readonly<
  Record<string, { readonly why: string; readonly methods: readonly string[] }>
> = {
  'chat:write': {
    why: 'Cards, their changes, threads and private answers.',
    methods: ['chat.postMessage', 'chat.update'],
  },
  commands: { why: '/greenroom', methods: [] },
  'files:write': {
    why: 'Images of posts, and charts of the weekly report.',
    methods: ['files.getUploadURLExternal', 'files.completeUploadExternal'],
  },
  'users:read': {
    why: 'Who pressed: guests and people of other workspaces do not review.',
    methods: ['users.info'],
  },
  'im:write': {
    why: 'Opens the direct messages in which reminders come.',
    methods: ['conversations.open'],
  },
  'channels:history': {
    why: 'After an answer that got lost: whether the message is there already, in a public channel.',
    methods: ['conversations.history', 'conversations.replies'],
  },
  'groups:history': {
    why: 'The same in a private channel.',
    methods: ['conversations.history', 'conversations.replies'],
  },
  'im:history': {
    why: 'The same in a direct message.',
    methods: ['conversations.history', 'conversations.replies'],
  },
  'channels:read': {
    why: '`greenroom check`: whether the bot is in the room, if it is public.',
    methods: ['conversations.info'],
  },
  'groups:read': { why: 'The same, if it is private.', methods: ['conversations.info'] },
}

/** Methods that Slack asks no scope for. */
export const freeMethods: readonly string[] = [
  'auth.test',
  'views.open',
  'views.push',
  'views.update',
  'views.publish',
]
