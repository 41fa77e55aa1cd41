import { z } from 'zod'

/**
 * What comes from Slack in a verified request or socket message, reduced to what we use and parsed at the door. Who, and of which workspace, is
 * only ever taken from here: never from the value of a button or the metadata of a view.
 */
export type Click = Press | Submission | Command

/** Who did it, as Slack vouches for it. */
export type Sender = {
  readonly user: string
  /** The workspace that the person belongs to; null where Slack does not say. */
  readonly team: string | null
}

export type Press = {
  readonly kind: 'press'
  readonly sender: Sender
  /** What the button carries. Empty for a button that only opens a link. */
  readonly value: string
  readonly triggerId: string
  /** Address that takes answers for half an hour; there is none for what was pressed in a view. */
  readonly responseUrl: string | null
  /** Thread in which the message stands. */
  readonly thread: string | null
  /** View in which it was pressed. */
  readonly view: { readonly id: string; readonly type: 'home' | 'modal' } | null
}

export type Submission = {
  readonly kind: 'submission'
  readonly sender: Sender
  readonly view: SubmittedView
}

/** A modal as it was handed in, in Slack's own shape. */
export type SubmittedView = {
  readonly id: string
  readonly title: { readonly text: string }
  /** What we put into it. */
  readonly private_metadata: string
  readonly state: {
    /** By block, then by action. */
    readonly values: Readonly<Record<string, Readonly<Record<string, SubmittedInput>>>>
  }
}

/** What was typed or chosen in one input; null or absent where it was left empty. */
export type SubmittedInput = {
  readonly value?: string | null
  readonly selected_option?: { readonly value: string } | null
  readonly selected_date?: string | null
  readonly selected_time?: string | null
}

export type Command = {
  readonly kind: 'command'
  readonly sender: Sender
  /** What was typed after the name of the command. */
  readonly text: string
  readonly channel: string
  readonly triggerId: string
  readonly responseUrl: string | null
}

/** `id` is the same whenever the same click is brought again, by Slack or by somebody who recorded the request. */
export type Heard<C extends Click> = { readonly id: string; readonly click: C }

/** Each of these throws a `ZodError` for what is no such envelope. */
export function readPress(body: unknown): Heard<Press> {
  const { user, team, trigger_id, response_url, actions, container, view } = pressBody.parse(body)
  const [action] = actions
  return {
    id: trigger_id || `${action.action_ts} ${user.id} ${action.action_id}`,
    click: {
      kind: 'press',
      sender: { user: user.id, team: user.team_id ?? team?.id ?? null },
      value: action.value ?? action.selected_option?.value ?? '',
      triggerId: trigger_id,
      responseUrl: response_url ?? null,
      thread: container?.thread_ts ?? null,
      view: view ? { id: view.id, type: view.type } : null,
    },
  }
}

export function readSubmission(body: unknown): Heard<Submission> {
  const { user, team, trigger_id, view } = submissionBody.parse(body)
  const { hash, ...kept } = view
  return {
    id: trigger_id || `${view.id} ${hash} ${user.id}`,
    click: {
      kind: 'submission',
      sender: { user: user.id, team: user.team_id ?? team?.id ?? null },
      view: kept,
    },
  }
}

export function readCommand(body: unknown): Heard<Command> {
  const { user_id, team_id, text, channel_id, trigger_id, response_url } = commandBody.parse(body)
  return {
    id: trigger_id,
    click: {
      kind: 'command',
      sender: { user: user_id, team: team_id ?? null },
      text,
      channel: channel_id,
      triggerId: trigger_id,
      responseUrl: response_url ?? null,
    },
  }
}

/** Who opened the page of the app; null for its other tabs. */
export function readHomeOpened(body: unknown): Sender | null {
  const { team_id, event } = homeBody.parse(body)
  return event.tab === 'home' ? { user: event.user, team: team_id ?? null } : null
}

/** Reads what `JSON.stringify` made of a click. */
export function parseClick(json: unknown): Click {
  return clickSchema.parse(json)
}

// Slack writes ids of at most some 15 characters and trigger ids of some 60; longer ones are not Slack's.
const id = z.string().min(1).max(255)
/** Judged where it would be called: nothing is but Slack's own. */
const webAddress = z.string().max(2000)
const text = z.string().max(100_000)

const userPart = z.object({ id, team_id: id.nullish() })
const teamPart = z.object({ id }).nullish()
const triggerPart = z.string().max(255).default('')

const action = z.object({
  action_id: z.string().max(255).default(''),
  action_ts: z.string().max(255).default(''),
  value: z.string().max(2000).nullish(),
  selected_option: z.object({ value: z.string().max(2000) }).nullish(),
})

const pressBody = z.object({
  user: userPart,
  team: teamPart,
  trigger_id: triggerPart,
  response_url: webAddress.nullish(),
  actions: z.tuple([action], action),
  container: z.object({ thread_ts: id.nullish() }).nullish(),
  view: z.object({ id, type: z.enum(['home', 'modal']) }).nullish(),
})

const submittedView = z.object({
  id,
  title: z.object({ text: z.string().max(100) }),
  private_metadata: z.string().max(3000),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          value: text.nullish(),
          selected_option: z.object({ value: z.string().max(2000) }).nullish(),
          selected_date: z.string().max(100).nullish(),
          selected_time: z.string().max(100).nullish(),
        }),
      ),
    ),
  }),
})

const submissionBody = z.object({
  type: z.literal('view_submission'),
  user: userPart,
  team: teamPart,
  trigger_id: triggerPart,
  view: submittedView.extend({ hash: z.string().max(255).default('') }),
})

const commandBody = z.object({
  user_id: id,
  team_id: id.nullish(),
  text: text.default(''),
  channel_id: id,
  trigger_id: id,
  response_url: webAddress.nullish(),
})

const homeBody = z.object({
  team_id: id.nullish(),
  event: z.object({ user: id, tab: z.string().default('home') }),
})

const sender = z.object({ user: id, team: id.nullable() })
const clickSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('press'),
    sender,
    value: z.string(),
    triggerId: z.string(),
    responseUrl: webAddress.nullable(),
    thread: id.nullable(),
    view: z.object({ id, type: z.enum(['home', 'modal']) }).nullable(),
  }),
  z.object({ kind: z.literal('submission'), sender, view: submittedView }),
  z.object({
    kind: z.literal('command'),
    sender,
    text: z.string(),
    channel: id,
    triggerId: z.string(),
    responseUrl: webAddress.nullable(),
  }),
])
