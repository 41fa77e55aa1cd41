import { Refusal } from '../../../domain/errors.ts'
import { draftOf } from '../../../domain/post.ts'
import { assertMay } from '../../../domain/roles.ts'
import { formVerbs, slotText, type Verb } from '../../action.ts'
import type { PostCard } from '../../card.ts'
import { standing } from '../../card-words.ts'
import { handle } from '../../handle.ts'
import { loadCard } from '../../load.ts'
import { answerOf, saying, type Answer } from '../answer.ts'
import { lookAt } from '../looks.ts'
import type { Line } from '../say.ts'
import { postAsked, type Asked, type AskedPost, type Run } from './asked.ts'
import type { Command } from './read.ts'
import { slotAsked } from './slots.ts'
import { specOf, type CommandName, type OptionName } from './table.ts'
import { typed, typingOn, type Typing } from './typing.ts'

type Fields = Readonly<Record<string, unknown>>

/** How a command becomes the press of a button. */
type Decision = {
  readonly verb: Verb
  /**
   * Whether it judges or replaces what can be read on the card: then it takes the version that was seen. The others stop things, bring
   * them back to what was approved, or say what has happened; they are about the post as it stands.
   */
  readonly judges: boolean
  /** Without any of these a form asks for them; empty where nothing has to be asked. */
  readonly asks: readonly OptionName[]
  /** What the form would have asked; null where that was not typed. */
  fields(asked: Asked, post: AskedPost): Fields | null
}

const decisions = {
  approve: {
    verb: 'approve',
    judges: true,
    asks: [],
    fields: (asked, post) => slotFields(asked, post) ?? {},
  },
  reject: {
    verb: 'reject',
    judges: true,
    asks: ['reason'],
    fields: ({ options: { reason, note } }) => (reason === undefined ? null : { reason, note: note ?? null }),
  },
  edit: {
    verb: 'edit',
    judges: true,
    asks: ['text'],
    fields: ({ options: { text, variant } }, { post }) =>
      text === undefined ? null : { text, variant: variant ?? draftOf(post)?.chosen ?? 'a' },
  },
  choose: {
    verb: 'choose',
    judges: true,
    asks: ['variant'],
    fields: ({ options: { variant } }) => (variant === undefined ? null : { variant }),
  },
  regenerate: {
    verb: 'regenerate',
    judges: true,
    asks: [],
    fields: ({ options: { note } }) => ({ note: note ?? null }),
  },
  move: { verb: 'reslot', judges: false, asks: ['day', 'time'], fields: slotFields },
  hold: {
    verb: 'hold',
    judges: false,
    asks: ['reason'],
    fields: ({ options: { reason } }) => (reason === undefined ? null : { reason }),
  },
  release: { verb: 'release', judges: false, asks: [], fields: () => ({}) },
  undo: { verb: 'undo', judges: false, asks: [], fields: () => ({}) },
  retry: { verb: 'retry', judges: false, asks: [], fields: () => ({}) },
  settle: {
    verb: 'answer',
    judges: false,
    asks: ['outcome'],
    fields: ({ options: { outcome, link } }) =>
      outcome === undefined ? null : { answer: outcome, permalink: link ?? null },
  },
} satisfies Readonly<Partial<Record<CommandName, Decision>>>

/** A decision on one post: the press of a button, typed. */
export function deciding(name: Deciding): Run {
  return (asked) => decide(asked, name, decisions[name])
}

/** What a command asks of one post; null for those that decide nothing on one. */
export function verbOf(name: string): Verb | null {
  return Object.entries(decisions).find(([one]) => one === name)?.[1].verb ?? null
}

type Deciding = keyof typeof decisions

/** Whether a command decides nothing, but may open a form: what it would take to decide has not been typed. */
export function isUndecided({ name, options }: Command): boolean {
  const decision: Decision | null = isDeciding(name) ? decisions[name] : null
  if (!decision || !formVerbs[decision.verb]) return false
  const isSeen = options.post?.includes('@') ?? false
  const isMissing = decision.asks.length > 0 && decision.asks.every((one) => options[one] === undefined)
  return isMissing || (decision.judges && !isSeen)
}

function isDeciding(name: CommandName): name is Deciding {
  return name in decisions
}

async function decide(asked: Asked, name: Deciding, decision: Decision): Promise<Answer> {
  const { deps, who, options, where } = asked
  const typing = typingOn[where.surface]
  const found = await postAsked(asked)
  const { post, brand, actor, seen } = found
  assertMay(actor, decision.verb)
  const fields = decision.fields(asked, found)
  const card = await loadCard(deps, brand, post)
  if (decision.verb === 'choose' && fields === null) return lookAt(deps, brand, post, 'variants')
  if (fields === null || (decision.judges && seen === null))
    return asItStands(card, name, decision, { seen, typing })
  const version = seen ?? post.version
  if (version > post.version)
    throw new Refusal('invalid', `There is no version ${version} yet: the latest is ${post.version}.`)
  const confirm = confirmOf(card, decision.verb)
  if (confirm !== null && version === card.version && options.sure === undefined)
    return toConfirm(card, confirm, typing)
  return answerOf(await handle(deps, who, { ...fields, verb: decision.verb, postId: post.id, version }))
}

function slotFields({ options, deps }: Asked, { post, brand }: AskedPost): Fields | null {
  const slot = slotAsked(options, post.slot, deps, brand)
  return slot && { slot: slotText(slot) }
}

/** What would be decided on, with buttons that work and the line that decides it; where there is a form, the form. */
function asItStands(
  card: PostCard,
  name: Deciding,
  { verb, judges }: Decision,
  { seen, typing }: { readonly seen: number | null; readonly typing: Typing },
): Answer {
  const press = card.buttons.find((button) => button.press.verb === verb)?.press ?? null
  const [label, rest] = standing(card.state)
  if (!press && verb !== 'choose')
    return saying([[{ strong: label }, `${rest} There is nothing to ${name} now.`]], { cards: [card] })
  const post = judges ? `${card.id}@${card.version}` : card.id
  const line = typed(name, { ...specOf(name).example, post }, typing)
  const how: Line = ['Use its buttons, or type ', { code: line }]
  const what: readonly Line[] =
    judges && seen === null
      ? [[`This is version ${card.version}, as it stands: a decision is on what you have seen.`]]
      : []
  return saying([...what, how], { cards: [card], form: formVerbs[verb] ? press : null })
}

function confirmOf({ buttons }: PostCard, verb: Verb): string | null {
  return buttons.find(({ press }) => press.verb === verb)?.confirm ?? null
}

/** The same question as behind the button. */
function toConfirm(card: PostCard, confirm: string, typing: Typing): Answer {
  const post = `${card.id}@${card.version}`
  return saying(
    [
      [{ strong: 'This is high risk' }, `: ${confirm}`],
      [
        'If it is to go out all the same, use its button, or type ',
        { code: typed('approve', { post, sure: 'yes' }, typing) },
      ],
    ],
    { cards: [card] },
  )
}
