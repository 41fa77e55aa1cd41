import { MessageFlags as flagsOf } from 'discord-api-types/v10'
import { isJson, type Answer, type Call, type Json, type Upload } from './call.ts'
import { contentOf, type Content } from './content.ts'
import { asMessage, contentIn, rewrite, write } from './messages.ts'
import { read } from './message-routes.ts'
import { snowflakeAt } from './snowflake.ts'
import { slip, refusals, type Interaction, type Message, type State } from './state.ts'
import { ids } from './world.ts'

/** https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction */
export const firstAnswerMs = 3000
export const tokenMs = 15 * 60_000

/** The answers that fit what a person did; a modal does not open another. */
const fitting: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
}

export async function answerInteraction(state: State, call: Call): Promise<Answer> {
  const [, , id = '', token = ''] = call.path.split('/')
  const one = state.interactions.get(token)
  if (one?.id !== id) return refusals.unknownInteraction
  if (one.callback) return refusals.alreadyAcknowledged
  if (ageOf(state, one) > firstAnswerMs) return refusals.unknownInteraction
  const taken = await takeCallback(state, one, call.body as Json, call.files)
  return taken.status === 204 && call.query.with_response === 'true' ? resourceOf(state, one) : taken
}

/** Of a callback over REST, or in the answer to an HTTP interaction. */
export async function takeCallback(
  state: State,
  one: Interaction,
  callback: Json,
  files: readonly Upload[],
): Promise<Answer> {
  const type = Number(callback.type)
  const needsMessage = (type === 6 || type === 7) && one.on === null
  if (!fitting[one.type]?.includes(type) || needsMessage)
    return slip(state, `callback ${type} does not fit interaction ${one.type}`)
  one.callback = callback
  const taken = await carryCallback(state, one, type, callback, files)
  if (taken.status !== 204) one.callback = null
  state.poke()
  return taken
}

async function carryCallback(
  state: State,
  one: Interaction,
  type: number,
  callback: Json,
  files: readonly Upload[],
): Promise<Answer> {
  const data = isJson(callback.data) ? callback.data : {}
  if (type === 4) {
    const told = await tell(state, one, data, files)
    if ('status' in told) return told
    one.original = told.id
  }
  if (type === 6 || type === 7) one.original = one.on
  if (type === 7) {
    const changed = await change(state, one, one.on ?? '', data, files)
    if (changed.status !== 200) return changed
  }
  return { status: 204 }
}

/** For who asks for it along with the callback. */
async function resourceOf(state: State, one: Interaction): Promise<Answer> {
  const message = one.original === null ? null : await seen(state, one, one.original)
  const type = one.callback?.type
  return {
    status: 200,
    body: {
      interaction: {
        id: one.id,
        type: one.type,
        ...(one.original ? { response_message_id: one.original } : {}),
      },
      resource: { type, ...(message?.status === 200 ? { message: message.body } : {}) },
    },
  }
}

/** `/webhooks/<application>/<token>` and what lies below it: follow-ups, and changes of what was told. */
export async function answerWebhook(state: State, call: Call): Promise<Answer> {
  const [, , application, token = '', , asked] = call.path.split('/')
  const one = state.interactions.get(token)
  if (!one || application !== ids.application) return refusals.unknownWebhook
  if (ageOf(state, one) > tokenMs) return refusals.invalidToken
  if (!one.callback) return refusals.unknownWebhook
  const isPending = one.callback.type === 5 && one.original === null
  if (call.method === 'POST') return isPending ? original(state, one, call) : followUp(state, one, call)
  if (asked === '@original' && isPending && call.method === 'PATCH') return original(state, one, call)
  if (asked === '@original' && isPending && call.method === 'DELETE') {
    // What says that an answer is being made goes away, and with it all that was decided about that answer.
    one.original = ''
    return { status: 204 }
  }
  const id = asked === '@original' ? one.original : (asked ?? null)
  if (id === null || (!one.told.includes(id) && id !== one.original)) return refusals.unknownMessage
  switch (call.method) {
    case 'PATCH':
      return change(state, one, id, call.body as Json, call.files)
    case 'DELETE':
      return forget(state, one, id)
    default:
      return seen(state, one, id)
  }
}

/** What that person was told by this interaction, as it stands now. */
export async function toldBy(state: State, one: Interaction): Promise<readonly Message[]> {
  const answers = await Promise.all(one.told.map((id) => seen(state, one, id)))
  return answers.flatMap(({ status, body }) => (status === 200 ? [body as Message] : []))
}

/** The deferred answer is given; whether others see it was decided when it was deferred. */
async function original(state: State, one: Interaction, call: Call): Promise<Answer> {
  const asked = call.body as Json
  const deferred = isJson(one.callback?.data) ? Number(one.callback.data.flags ?? 0) : 0
  const flags = (Number(asked.flags ?? 0) & ~flagsOf.Ephemeral) | (deferred & flagsOf.Ephemeral)
  const told = await tell(state, one, { ...asked, flags }, call.files)
  if ('status' in told) return told
  one.original = told.id
  state.poke()
  return { status: 200, body: told }
}

async function followUp(state: State, one: Interaction, call: Call): Promise<Answer> {
  const told = await tell(state, one, call.body as Json, call.files)
  state.poke()
  return 'status' in told ? told : { status: 200, body: told }
}

async function tell(
  state: State,
  one: Interaction,
  asked: Json,
  files: readonly Upload[],
): Promise<Message | Answer> {
  const content = contentOf(state, asked, files, null)
  if ('breach' in content) return slip(state, content.breach)
  if (!(content.flags & flagsOf.Ephemeral)) {
    const id = await write(state, { channel: one.channel, author: ids.application, content, webhook: true })
    one.told.push(id)
    return (await read(state, one.channel, id)).body as Message
  }
  const { body: author } = await state.twin.ask('GET', '/users/@me')
  const message = asMessage(content, {
    id: snowflakeAt(state.now()),
    channel_id: one.channel,
    author: author as Message['author'],
    timestamp: state.now().toISOString(),
    webhook_id: ids.application,
    application_id: ids.application,
  })
  state.private.set(message.id, { message, user: one.user })
  one.told.push(message.id)
  return message
}

async function change(
  state: State,
  one: Interaction,
  id: string,
  asked: Json,
  files: readonly Upload[],
): Promise<Answer> {
  const hidden = state.private.get(id)
  const before = hidden ? contentOfPrivate(hidden.message) : await contentIn(state, id)
  if (!before) return refusals.unknownMessage
  const content = contentOf(state, asked, files, before)
  if ('breach' in content) return slip(state, content.breach)
  if (hidden) {
    state.chosen.delete(id)
    const edited_timestamp = state.now().toISOString()
    hidden.message = asMessage(content, { ...hidden.message, edited_timestamp })
  } else await rewrite(state, id, content)
  state.poke()
  return seen(state, one, id)
}

async function forget(state: State, one: Interaction, id: string): Promise<Answer> {
  if (state.private.delete(id)) return { status: 204 }
  return state.twin.ask('DELETE', `/channels/${one.channel}/messages/${id}`)
}

async function seen(state: State, one: Interaction, id: string): Promise<Answer> {
  const hidden = state.private.get(id)
  return hidden ? { status: 200, body: hidden.message } : read(state, one.channel, id)
}

function contentOfPrivate(message: Message): Content {
  const list = (value: unknown) => value as readonly Json[]
  return {
    content: message.content,
    flags: message.flags ?? 0,
    embeds: list(message.embeds),
    components: list(message.components ?? []),
    attachments: list(message.attachments),
    mentions: [],
    mentionRoles: message.mention_roles,
  }
}

function ageOf({ now }: State, { at }: Interaction): number {
  return now().getTime() - at.getTime()
}
