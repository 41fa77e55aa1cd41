import type { OptionKind } from './kinds.ts'

/** One word of a chat room, and what may follow it. A surface with typed options registers this very table. */
export type CommandSpec = {
  readonly name: CommandName
  readonly group: CommandGroup
  readonly summary: string
  /** In the order in which they are typed. */
  readonly options: readonly OptionSpec[]
  /** With what it stands in an example. */
  readonly example: Readonly<Partial<Record<OptionName, string>>>
  /** Whether what it answers may concern everyone in the room: some surfaces have to know before there is an answer. */
  readonly everyone: boolean
}

export type OptionSpec = {
  readonly name: OptionName
  readonly kind: OptionKind
  readonly required: boolean
  /** Is never meant by its place in the line, only as `name:value`. */
  readonly named: boolean
}

export const commandGroups = ['What there is', 'Decide on a post', 'Run the desk'] as const
export type CommandGroup = (typeof commandGroups)[number]

export const commandNames = [
  'today',
  'queue',
  'plan',
  'show',
  'why',
  'report',
  'approve',
  'approve-all',
  'reject',
  'edit',
  'choose',
  'regenerate',
  'move',
  'hold',
  'release',
  'undo',
  'retry',
  'settle',
  'draft',
  'freeze',
  'unfreeze',
  'status',
  'reviewers',
  'settings',
  'help',
] as const
export type CommandName = (typeof commandNames)[number]

export const optionNames = [
  'post',
  'stop',
  'brand',
  'network',
  'command',
  'day',
  'days',
  'time',
  'week',
  'variant',
  'reason',
  'outcome',
  'link',
  'sure',
  'note',
  'text',
] as const
export type OptionName = (typeof optionNames)[number]

const option = (name: OptionName, kind: OptionKind): OptionSpec => ({
  name,
  kind,
  required: false,
  named: false,
})
const post: OptionSpec = { ...option('post', 'post'), required: true }
const brand = option('brand', 'brand')
const network = option('network', 'network')
const named = (one: OptionSpec): OptionSpec => ({ ...one, named: true })

const id = 'x-2026-11-20-1a2b3c4d'

const looking = { group: 'What there is', everyone: false } as const
const deciding = { group: 'Decide on a post', everyone: false } as const
const running = { group: 'Run the desk', everyone: true } as const
const asking = { group: 'Run the desk', everyone: false } as const

const specs: Readonly<Record<CommandName, Omit<CommandSpec, 'name'>>> = {
  today: { ...looking, summary: 'how the day stands, and what waits for you', options: [brand], example: {} },
  queue: {
    ...looking,
    summary: 'all that waits for somebody, urgent first',
    options: [network, brand],
    example: {},
  },
  plan: {
    ...looking,
    summary: 'the next seven days, or any others',
    options: [option('day', 'day'), option('days', 'days'), network, brand],
    example: { day: 'monday', days: '14' },
  },
  show: {
    ...looking,
    summary: 'one post: its card, every variant in full',
    options: [post],
    example: { post: id },
  },
  why: { ...looking, summary: 'the whole story of a post', options: [post], example: { post: id } },
  report: {
    ...looking,
    everyone: true,
    summary: 'the report of last week, or of another',
    options: [option('week', 'week'), brand],
    example: { week: '2026-W46' },
  },
  approve: {
    ...deciding,
    summary: 'let a post go out',
    options: [post, option('day', 'day'), option('time', 'time'), option('sure', 'yes')],
    example: { post: `${id}@3` },
  },
  'approve-all': { ...deciding, summary: 'approve all low risk', options: [brand], example: {} },
  reject: {
    ...deciding,
    summary: 'turn a post down; the next drafts learn from it',
    options: [post, option('reason', 'reason'), option('note', 'text')],
    example: { post: `${id}@3`, reason: 'Dull', note: 'we said this last week' },
  },
  edit: {
    ...deciding,
    summary: 'change its words, its time or its alternative texts',
    options: [post, named(option('variant', 'variant')), option('text', 'text')],
    example: { post: id },
  },
  choose: {
    ...deciding,
    summary: 'use another variant',
    options: [post, option('variant', 'variant')],
    example: { post: `${id}@3`, variant: 'b' },
  },
  regenerate: {
    ...deciding,
    summary: 'ask for new variants',
    options: [post, option('note', 'text')],
    example: { post: `${id}@3`, note: 'shorter, and without the question' },
  },
  move: {
    ...deciding,
    summary: 'give it another day or time',
    options: [post, option('day', 'day'), option('time', 'time')],
    example: { post: id, day: 'tomorrow', time: '18:30' },
  },
  hold: {
    ...deciding,
    summary: 'keep it from going out for now',
    options: [post, option('reason', 'text')],
    example: { post: id, reason: 'waiting for legal' },
  },
  release: { ...deciding, summary: 'end a hold', options: [post], example: { post: id } },
  undo: {
    ...deciding,
    summary: 'take an approval or a rejection back',
    options: [post],
    example: { post: id },
  },
  retry: { ...deciding, summary: 'send a refused post again', options: [post], example: { post: id } },
  settle: {
    ...deciding,
    summary: 'say whether a post is live, where the network does not',
    options: [post, option('outcome', 'outcome'), option('link', 'link')],
    example: { post: id, outcome: 'live', link: 'https://example.com/post/1' },
  },
  draft: {
    ...running,
    summary: 'write what is still missing of the day, or stop doing so',
    options: [option('stop', 'stop'), network, brand],
    example: { stop: 'stop' },
  },
  freeze: {
    ...running,
    summary: 'stop everything at once',
    options: [named(brand), option('reason', 'text')],
    example: { reason: 'the product was recalled' },
  },
  unfreeze: { ...running, summary: 'let things go on', options: [brand], example: {} },
  status: { ...asking, summary: 'freeze, drafting, accounts, audit trail', options: [brand], example: {} },
  reviewers: { ...asking, summary: 'who may do what', options: [brand], example: {} },
  settings: { ...asking, summary: 'the rules of a brand, in words', options: [brand], example: {} },
  help: {
    ...asking,
    summary: 'this list, or all about one word',
    options: [option('command', 'command')],
    example: { command: 'hold' },
  },
}

export const commands: readonly CommandSpec[] = commandNames.map((name) => ({ name, ...specs[name] }))

export function specOf(name: CommandName): CommandSpec {
  return { name, ...specs[name] }
}
