import {
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  Routes,
  type APIInteractionResponse,
} from 'discord.js'
import type { Interaction } from './envelope.ts'
import { codeOf, troubleOf } from './outcomes.ts'
import type { DiscordDesk } from './taken.ts'
import type { Ack } from './acked-click.ts'

/**
 * What came of the first answer to an interaction. `elsewhere`: it has one already, of another process with the same token, or of an attempt whose
 * outcome we did not hear. `dead`: it came too late. `refused`: Discord does not take such an answer. `unclear`: nobody knows.
 */
export type Given = 'taken' | 'elsewhere' | 'dead' | 'refused' | 'unclear'

/** For another attempt where the first came to nothing: Discord waits for three seconds. */
const againMs = 1500

/**
 * Discord takes one first answer to an interaction, within three seconds of it. Where it is not clear whether it came through, it is given once more:
 * it cannot be taken twice. Whether the time is over is for Discord to say, since our clock may be wrong. Never throws.
 */
export async function giveFirst(
  desk: Pick<DiscordDesk, 'rest' | 'deps'>,
  interaction: Pick<Interaction, 'id' | 'token'>,
  body: APIInteractionResponse,
): Promise<Given> {
  const from = performance.now()
  const first = await attemptOne(desk, interaction, body)
  const isInTime = performance.now() - from < againMs
  return first === 'unclear' && isInTime ? attemptOne(desk, interaction, body) : first
}

/** Tells Discord, before it gives up, that an answer follows. */
export async function acknowledge(
  desk: Pick<DiscordDesk, 'rest' | 'deps'>,
  interaction: Pick<Interaction, 'id' | 'token'>,
  ack: Exclude<Ack, 'none'>,
): Promise<Given> {
  return giveFirst(desk, interaction, acknowledgements[ack])
}

const acknowledgements: Readonly<Record<Exclude<Ack, 'none'>, APIInteractionResponse>> = {
  reply: {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: { flags: MessageFlags.Ephemeral },
  },
  update: { type: InteractionResponseType.DeferredMessageUpdate },
  // Without data nothing of the message changes but that everybody's Discord draws it anew.
  redraw: { type: InteractionResponseType.UpdateMessage },
}

async function attemptOne(
  { rest, deps }: Pick<DiscordDesk, 'rest' | 'deps'>,
  { id, token }: Pick<Interaction, 'id' | 'token'>,
  body: APIInteractionResponse,
): Promise<Given> {
  try {
    await rest.post(Routes.interactionCallback(id, token), { body, auth: false })
    return 'taken'
  } catch (error) {
    const given = givenBy(error)
    deps.log.warn(
      { from: 'discord', given, reason: troubleOf(error).reason },
      'an interaction could not be answered at once',
    )
    return given
  }
}

function givenBy(error: unknown): Given {
  const code = codeOf(error)
  if (code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged) return 'elsewhere'
  if (code === RESTJSONErrorCodes.UnknownInteraction) return 'dead'
  return code === null || troubleOf(error).kind === 'later' ? 'unclear' : 'refused'
}
