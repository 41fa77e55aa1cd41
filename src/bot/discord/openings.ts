import { Refusal } from '../../domain/errors.ts'
import { hasForm } from '../action.ts'
import { runCommand } from '../chat/commands.ts'
import { isUndecided } from '../chat/commands/decide.ts'
import { loadHome } from '../chat/home.ts'
import { look } from '../chat/looks.ts'
import { ask } from '../chat/question.ts'
import { formCard } from '../load.ts'
import { answerMessages, questionMessages } from './answers.ts'
import { commandIn, whereOf } from './command-click.ts'
import { decodeDiscordPress, formPress, type DiscordPress, type FormPress } from './custom-id.ts'
import type { DiscordMessage } from './discord-message.ts'
import type { Command, Press } from './envelope.ts'
import { formView, type FormView } from './forms.ts'
import { homeMessages } from './home-message.ts'
import type { Showing } from './show.ts'
import type { DiscordDesk } from './taken.ts'

/** What is shown for a click that decides nothing, and how long it is waited for: a form has to be the first answer. */
export type Opening = { readonly make: () => Promise<Showing>; readonly waitMs: number }

/** Null for a press that decides something, and for one that is not ours: it is refused where it is decided. */
export function openingOf(discord: DiscordDesk, click: Press): Opening | null {
  const { deps, whoIs, formMs } = discord
  const { sender } = click
  const wish = wishOf(click)
  switch (wish?.kind) {
    case 'form':
      return { make: () => formOf(discord, click, wish), waitMs: formMs }
    case 'post':
      return hasForm(wish.press)
        ? { make: () => formOf(discord, click, formPress(wish.press)), waitMs: formMs }
        : null
    case 'look':
      return saying(async () => answerMessages(await look(deps, await whoIs(sender), wish)))
    case 'sure':
      return saying(async () => questionMessages(await ask(deps, await whoIs(sender), wish.press)))
    case 'home':
      return saying(async () => homeMessages(await loadHome(deps, await whoIs(sender)), sender.user))
    case 'desk':
    case 'menu':
    case undefined:
      return null
  }
}

/** Null for a command that decides something, or only says something. */
export function openingOfCommand(discord: DiscordDesk, click: Command): Opening | null {
  const command = commandIn(click)
  if (command instanceof Refusal || !isUndecided(command)) return null
  const make = async (): Promise<Showing> => {
    const answer = await runCommand(discord.deps, await discord.whoIs(click.sender), whereOf(click), command)
    const [card] = answer.cards
    if (!answer.form || !card) return { kind: 'messages', messages: answerMessages(answer) }
    const form = formPress(answer.form)
    return showingOf(form, formView(card, form, null))
  }
  return { make, waitMs: discord.formMs }
}

function saying(make: () => Promise<readonly DiscordMessage[]>): Opening {
  return { make: async () => ({ kind: 'messages', messages: await make() }), waitMs: 0 }
}

async function formOf(
  { deps, whoIs, forms }: DiscordDesk,
  { sender }: Press,
  form: FormPress,
): Promise<Showing> {
  const card = await formCard(deps, await whoIs(sender), form.press)
  return showingOf(form, formView(card, form, forms.typed(sender.user, form.typed)))
}

function showingOf(form: FormPress, view: FormView): Showing {
  switch (view.kind) {
    case 'modal':
      return { kind: 'modal', modal: view.modal, form }
    case 'message':
      return { kind: 'messages', messages: [view.message] }
    case 'nothing':
      throw new Refusal('wrong_state', view.sentence)
  }
}

function wishOf({ value }: Press): DiscordPress | null {
  try {
    return decodeDiscordPress(value)
  } catch {
    return null
  }
}
