import type { APIMessage } from 'discord-api-types/v10'
import type { Answer, Json, Upload } from './call.ts'
import type { Overwrite } from './permissions.ts'
import type { Twin } from './twin.ts'

export type Row<Table extends 'channel' | 'message' | 'user'> = NonNullable<
  Awaited<ReturnType<Twin['rows'][Table]['findUnique']>>
>

/** What the proxy knows that the twin does not. */
export type State = {
  readonly twin: Twin
  readonly now: () => Date
  readonly publicKey: string
  /** Where files lie: `http://127.0.0.1:<port>/cdn` */
  readonly cdn: () => string
  /** Something has happened: whoever waits looks again. */
  readonly poke: () => void
  /** Slips of ours, in the order in which they were seen. */
  readonly breaches: string[]
  readonly uploads: Map<string, Upload>
  readonly overwrites: Map<string, readonly Overwrite[]>
  /** Fields of people, guilds, channels and the application, by id. */
  readonly told: Map<string, Json>
  /** What was made with a nonce, by room and nonce. */
  readonly nonces: Map<string, { readonly made: Promise<string>; readonly at: Date }>
  /** What is registered, by the id of its guild; '' of all. */
  readonly commands: Map<string, readonly Json[]>
  /** The direct channel of each person, by the person's id. */
  readonly direct: Map<string, string>
  /** People who take no direct messages. */
  readonly shut: Set<string>
  readonly interactions: Map<string, Interaction>
  /** Messages that one person alone sees. */
  readonly private: Map<string, Private>
  /** What was last chosen in a menu since its message was last drawn, by message, then by person and menu. */
  readonly chosen: Map<string, Map<string, Interaction>>
  readonly dispatch: (event: string, data: unknown) => void
}

/** What a person did, and what came of it. */
export type Interaction = {
  readonly id: string
  readonly token: string
  readonly user: string
  readonly channel: string
  /** 2 a command, 3 a component, 4 autocomplete, 5 a modal. */
  readonly type: number
  readonly at: Date
  /** As a gateway or an HTTP request carries it. */
  readonly raw: Json
  /** The message that the pressed component stands on. */
  readonly on: string | null
  /** The answer that was taken; null until there is one. */
  callback: Json | null
  /** `@original`: of which message; of a deferred answer none until it is given. */
  original: string | null
  /** Everything that was told with its token, `@original` included, oldest first. */
  readonly told: string[]
}

export type Private = { message: Message; readonly user: string }

/** A message as it is read, with the names that our tests ask for. */
export type Message = APIMessage & { readonly guild_id?: string }

/** Answers as Discord words them; https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export const refusals = {
  unauthorized: refusal(401, 0, '401: Unauthorized'),
  notFound: refusal(404, 0, '404: Not Found'),
  unknownChannel: refusal(404, 10003, 'Unknown Channel'),
  unknownGuild: refusal(404, 10004, 'Unknown Guild'),
  unknownMember: refusal(404, 10007, 'Unknown Member'),
  unknownMessage: refusal(404, 10008, 'Unknown Message'),
  unknownUser: refusal(404, 10013, 'Unknown User'),
  unknownWebhook: refusal(404, 10015, 'Unknown Webhook'),
  unknownInteraction: refusal(404, 10062, 'Unknown interaction'),
  alreadyAcknowledged: refusal(400, 40060, 'Interaction has already been acknowledged.'),
  missingAccess: refusal(403, 50001, 'Missing Access'),
  otherAuthor: refusal(403, 50005, 'Cannot edit a message authored by another user'),
  emptyMessage: refusal(400, 50006, 'Cannot send an empty message'),
  shutForDirect: refusal(403, 50007, 'Cannot send messages to this user'),
  missingPermissions: refusal(403, 50013, 'Missing Permissions'),
  invalidToken: refusal(401, 50027, 'Invalid Webhook Token'),
  tooLarge: refusal(413, 40005, 'Request entity too large'),
  noMutualGuild: refusal(403, 50278, 'Cannot send messages to this user due to having no mutual guilds'),
  archivedThread: refusal(400, 50083, 'Thread is archived'),
  threadThere: refusal(400, 160004, 'A thread has already been created for this message'),
} as const

/** A slip of ours that is seen only when the call is carried out. */
export function slip(state: State, breach: string): Answer {
  state.breaches.push(breach)
  return invalidForm([breach])
}

export function invalidForm(breaches: readonly string[]): Answer {
  const errors = { _errors: breaches.map((message) => ({ code: 'INVALID', message })) }
  return { status: 400, body: { message: 'Invalid Form Body', code: 50035, errors } }
}

function refusal(status: number, code: number, message: string): Answer {
  return { status, body: { message, code } }
}
