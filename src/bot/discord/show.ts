import { InteractionResponseType, type APIModalInteractionResponseCallbackData } from 'discord.js'
import { attempt } from '../attempt.ts'
import { afterMs, within } from '../chat/runner.ts'
import { isHeard } from '../chat/taken.ts'
import { ackForShown } from './ack-for.ts'
import { openFormMessage, replyMessages } from './answers.ts'
import type { FormPress } from './custom-id.ts'
import type { DiscordMessage } from './discord-message.ts'
import type { Command, Press } from './envelope.ts'
import { acknowledge, giveFirst, type Given } from './first-answer.ts'
import { redrawMenu } from './redraw.ts'
import { earFor, type DiscordDesk } from './taken.ts'
import { sayPlainly, tell, type Ear } from './tell.ts'

/** What a click is answered with that decides nothing. */
export type Showing =
  | {
      readonly kind: 'modal'
      readonly modal: APIModalInteractionResponseCallbackData
      /** Opens it, should this click have waited too long for it. */
      readonly form: FormPress
    }
  | { readonly kind: 'messages'; readonly messages: readonly DiscordMessage[] }

/**
 * Shows what `make` makes. `waitMs`: how long it is waited for before Discord is told that an answer follows; after that no form can be opened any
 * more, and a button that opens it comes in its place.
 */
export async function show(
  discord: DiscordDesk,
  click: Press | Command,
  make: () => Promise<Showing>,
  waitMs: number,
): Promise<void> {
  const { deps, mouth } = discord
  const at = deps.clock.now()
  const making = attempt(deps, make)
  const made = waitMs > 0 ? await inTime(waitMs, making) : null
  if (made?.ok && made.made.kind === 'modal') return openModal(discord, click, made.made.modal, at)
  const given = await acknowledge(discord, click, ackForShown(click))
  // Another process with the same token shows it.
  if (given === 'elsewhere') return
  const taken = { id: `discord ${click.id}`, at, click, again: false }
  if (given !== 'taken' && !(await isHeard(deps, taken))) return
  const outcome = await making
  const messages = outcome.ok ? messagesOf(outcome.made) : replyMessages(outcome.reply)
  await tell(mouth, earAfter(discord, click, given, at), messages)
}

async function openModal(
  discord: DiscordDesk,
  click: Press | Command,
  modal: APIModalInteractionResponseCallbackData,
  at: Date,
): Promise<void> {
  const given = await giveFirst(discord, click, { type: InteractionResponseType.Modal, data: modal })
  // Whatever came of it: they may want to choose the same again.
  const redrawn = redrawMenu(discord, click)
  if (given === 'taken' || given === 'elsewhere') return redrawn
  if (given === 'refused') throw new Error('Discord does not take a form')
  await sayPlainly(discord.mouth, earAfter(discord, click, given, at), pressAgain)
  return redrawn
}

const pressAgain = 'Discord did not open the form in time. Please press again.'

function earAfter(discord: DiscordDesk, click: Press | Command, given: Given, at: Date): Ear {
  return earFor(discord, click, given === 'dead' ? 'none' : ackForShown(click), at)
}

function messagesOf(showing: Showing): readonly DiscordMessage[] {
  return showing.kind === 'messages' ? showing.messages : openFormMessage(showing.form)
}

/** Null where it takes longer. */
async function inTime<T>(ms: number, making: Promise<T>): Promise<T | null> {
  const made: T[] = []
  await within(
    ms,
    making.then((one) => made.push(one)),
    afterMs,
  )
  return made[0] ?? null
}
