import type { Refusal } from '../../domain/errors.ts'
import type { Deps } from '../../ports.ts'
import { brandOf } from '../../service/act.ts'
import { fieldsOf, type Press } from '../action.ts'
import { attempt } from '../attempt.ts'
import type { PostCard } from '../card.ts'
import { handle, type Reply } from '../handle.ts'
import { handleDesk } from '../handle-desk.ts'
import type { Identity } from '../identity.ts'
import { loadCard } from '../load.ts'
import { saying, type Answer } from './answer.ts'
import type { ChatPress } from './chat-press.ts'
import { fieldLabel } from './form-words.ts'
import { runCommand } from './commands.ts'
import type { Where } from './commands/asked.ts'
import type { Command } from './commands/read.ts'
import type { Line } from './say.ts'
import { afterRestart, isHeard, refuseOld, type Taken } from './taken.ts'

/** Who clicked, or a `Refusal` that says why such a person decides nothing. */
export type Who = () => Promise<Identity>

/** A form as it was handed in: what it decides, and what was typed, to be given back should it be refused. */
export type HandedIn = {
  readonly press: Press
  /** By the names that the web page's forms use. */
  readonly fields: Readonly<Record<string, string>>
  /** As `handle` wants it. */
  readonly input: Readonly<Record<string, unknown>>
}

/** What came of a press; null where there is nothing to say, because it has been answered or is no decision. Never throws. */
export async function decidePress(
  deps: Deps,
  taken: Taken<unknown>,
  { read, who }: { readonly read: () => ChatPress; readonly who: Who },
): Promise<Reply | null> {
  const outcome = await attempt(deps, async () => {
    if (!(await isHeard(deps, taken))) return null
    const wish = read()
    const identity = await who()
    if (wish.kind !== 'post') refuseOld(deps, taken)
    return decideWish(deps, identity, wish)
  })
  const reply = outcome.ok ? outcome.made : outcome.reply
  return reply && { ...reply, sentence: afterRestart(reply.sentence, taken) }
}

/** `again`: it was handed in before, and has been answered. `form` is null where it could not be read. Never throws. */
export async function decideForm<Form extends HandedIn>(
  deps: Deps,
  taken: Taken<unknown>,
  { read, who }: { readonly read: () => Form | Promise<Form>; readonly who: Who },
): Promise<'again' | { readonly form: Form | null; readonly reply: Reply }> {
  const outcome = await attempt(deps, async () => {
    if (!(await isHeard(deps, taken))) return null
    const form = await read()
    // What was typed is at hand from here on, so that it is given back with whatever keeps it from being saved.
    const decided = await attempt(deps, async () => handle(deps, await who(), form.input))
    return { form, reply: decided.ok ? decided.made : decided.reply }
  })
  if (!outcome.ok) return { form: null, reply: outcome.reply }
  return outcome.made ?? 'again'
}

/** What comes of a command; null where it has been answered. `typed`: the line as a person would type it. Never throws. */
export async function decideCommand(
  deps: Deps,
  taken: Taken<unknown>,
  asked: {
    readonly command: Command | Refusal
    readonly typed: string
    readonly where: Where
    readonly who: Who
  },
): Promise<Answer | null> {
  const { command, typed, where, who } = asked
  const outcome = await attempt(deps, async () => {
    if (!(await isHeard(deps, taken))) return null
    refuseOld(deps, taken)
    return runCommand(deps, await who(), where, command)
  })
  const answer = outcome.ok ? outcome.made : saying([[outcome.reply.sentence]])
  if (!answer || !taken.again) return answer
  const restarted = `Greenroom was restarted before it could answer “${typed}”.`
  return { ...answer, form: null, lines: [[restarted], ...answer.lines] }
}

/** What was typed into a form, where it was not taken: nothing that somebody wrote is lost. */
export function typedLines({ fields }: Pick<HandedIn, 'fields'>): readonly Line[] {
  const written = Object.entries(fields).filter(([, value]) => value !== '')
  const lines = written.map(([name, value]): Line => {
    const words = name === 'at' ? value.replace('T', ' ') : value
    return [{ strong: fieldLabel(name) }, ': ', { quote: words }]
  })
  return lines.length > 0 ? [['What you typed:'], ...lines] : []
}

/**
 * The card on which a form that was refused may be filled in again; null where there is nothing left to fill in, and for whoever does not
 * review (any more).
 */
export async function cardAgain(deps: Deps, { press }: HandedIn, reply: Reply): Promise<PostCard | null> {
  if (reply.outcome === 'done' || reply.code === 'unknown_person') return null
  const outcome = await attempt(deps, async () => {
    if (reply.card) return reply.card
    const post = await deps.store.post(press.postId)
    return post && loadCard(deps, brandOf(deps, post.brand), post)
  })
  return outcome.ok ? outcome.made : null
}

async function decideWish(deps: Deps, who: Identity, wish: ChatPress): Promise<Reply | null> {
  switch (wish.kind) {
    case 'post':
      return handle(deps, who, fieldsOf(wish.press))
    case 'desk':
      return handleDesk(deps, who, { brand: wish.brand, verb: wish.verb })
    case 'look':
      return null
  }
}
