import { z } from 'zod'
import { InteractionResponseType, InteractionType, type APIApplicationCommandOptionChoice } from 'discord.js'
import type { Clicks, Say } from '../chat/clicks.ts'
import {
  readInteraction,
  senderIn,
  type Autocomplete,
  type Click,
  type Command,
  type Interaction,
  type Press,
} from './envelope.ts'
import { ackFor } from './ack-for.ts'
import { acknowledge, giveFirst } from './first-answer.ts'
import { openingOf, openingOfCommand, type Opening } from './openings.ts'
import { show } from './show.ts'
import { earFor, type DiscordDesk } from './taken.ts'
import { sayPlainly } from './tell.ts'
import type { AckedClick } from './acked-click.ts'

/** Choices for an option that is being typed. */
export type Choices = (click: Autocomplete) => Promise<readonly APIApplicationCommandOptionChoice<string>[]>

/**
 * Takes what came over the gateway or in a verified request. Before it is acknowledged nothing is waited for but the inbox, or for a form, which has
 * to be the first answer, a second.
 */
export class Interactions {
  readonly #discord: DiscordDesk
  readonly #clicks: Clicks<AckedClick>
  readonly #choices: Choices

  constructor(discord: DiscordDesk, clicks: Clicks<AckedClick>, choices: Choices) {
    this.#discord = discord
    this.#clicks = clicks
    this.#choices = choices
  }

  /** Resolves once it is safe with us. Rejects where it cannot be written down: then Discord is left to tell whoever clicked. */
  async take(body: unknown): Promise<void> {
    const interaction = this.#read(body)
    switch (interaction?.kind) {
      case undefined:
        return
      case 'autocomplete':
        return this.#choose(interaction)
      case 'press':
        return this.#openOrDecide(interaction, openingOf(this.#discord, interaction))
      case 'command':
        return this.#openOrDecide(interaction, openingOfCommand(this.#discord, interaction))
      case 'submission':
        return this.#decide(interaction)
    }
  }

  async #openOrDecide(click: Press | Command, opening: Opening | null): Promise<void> {
    if (!opening) return this.#decide(click)
    const { make, waitMs } = opening
    this.#clicks.run(this.#sayTo(click), () => show(this.#discord, click, make, waitMs))
  }

  async #decide(click: Click): Promise<void> {
    const ack = ackFor(click)
    const decide = await this.#clicks.keep(click.id, { click, ack })
    this.#clicks.run(this.#sayTo(click), async () => {
      const given = await acknowledge(this.#discord, click, ack)
      decide({ click, ack: given === 'dead' ? 'none' : ack })
    })
  }

  /** Nothing hangs on it, and nobody waits for long: where there is no answer, there are no choices. */
  #choose(click: Autocomplete): void {
    const { deps } = this.#discord
    const quiet: Say = () => Promise.resolve()
    this.#clicks.run(quiet, async () => {
      const choices = await this.#choices(click).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : 'unknown'
        deps.log.info({ from: 'discord', reason }, 'there were no choices for an option')
        return []
      })
      const type = InteractionResponseType.ApplicationCommandAutocompleteResult
      await giveFirst(this.#discord, click, { type, data: { choices: [...choices] } })
    })
  }

  /** Null for what cannot be read: the log has it, and whoever clicked is told so, if that much can be read. */
  #read(body: unknown): Interaction | null {
    try {
      return readInteraction(body)
    } catch (error) {
      const { deps } = this.#discord
      if (isTyping(body)) {
        deps.log.warn({ from: 'discord', err: error }, 'what is being typed could not be read')
        return null
      }
      const errorId = deps.ids.next()
      deps.log.error({ err: error, errorId }, 'a click could not be read')
      const clicked = clickedIn(body)
      const say = clicked && this.#sayTo(clicked)
      if (say)
        this.#clicks.run(say, () =>
          say(`This could not be read; the log has it as ${errorId}. Nothing was decided.`),
        )
      return null
    }
  }

  /** For what has not been acknowledged: it does no harm where it has. */
  #sayTo(click: Pick<Click, 'id' | 'sender' | 'token' | 'channel' | 'room'>): Say {
    return async (sentence) => {
      const given = await acknowledge(this.#discord, click, 'reply')
      const ear = earFor(
        this.#discord,
        click,
        given === 'dead' ? 'none' : 'reply',
        this.#discord.deps.clock.now(),
      )
      await sayPlainly(this.#discord.mouth, ear, sentence)
    }
  }
}

const clickedSchema = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  token: z.string().regex(/^[\w.~=-]{1,1000}$/),
})

/** Whoever is still typing has asked for nothing, and would be told at every letter. */
function isTyping(body: unknown): boolean {
  return typingSchema.safeParse(body).success
}

const typingSchema = z.object({ type: z.literal(InteractionType.ApplicationCommandAutocomplete) })

/** As much as it takes to answer, by the token alone. */
function clickedIn(body: unknown): Pick<Click, 'id' | 'sender' | 'token' | 'channel' | 'room'> | null {
  const { data } = clickedSchema.safeParse(body)
  const sender = senderIn(body)
  return data && sender ? { ...data, sender, channel: null, room: null } : null
}
