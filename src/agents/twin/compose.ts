import type { NetworkName } from '../../domain/brand.ts'
import { fitted, hashtagsIn, joined, rendered, type Block } from './layout.ts'
import { phrase, pillarWords, statementsFor, type Desk, type Plan, type Statements } from './statements.ts'

/** `hook` and `cta` are those that found room. */
export type Composition = Plan & { readonly text: string; readonly cta: string }

/** One text that follows `plan` and fits, or null where this plan can't be followed. */
export function compose(plan: Plan, desk: Desk): Composition | null {
  const statements = statementsFor(plan, desk)
  const body = statements && laidOut(plan, statements, desk)
  if (!body) return null
  if (plan.format === 'letter' && !suitsLetter(plan, desk)) return null
  const [greeting, signature] = plan.format === 'letter' ? envelope(desk) : [[], []]
  const said = [...greeting, ...body, ...callToAction(desk), ...signature]
  const kept = fitted([...said, ...hashtag(said, desk), ...disclosures(said, desk)], desk.room)
  if (!kept) return null
  const has = (part: Block['part']) => kept.some((block) => block.part === part)
  const asks = plan.hook === 'question' && plan.format === 'question_and_answer'
  return {
    ...plan,
    hook: has('opening') || asks ? plan.hook : 'fact',
    text: rendered(kept),
    cta: has('cta') ? desk.request.brief.cta : '',
  }
}

/** The body of a text, in reading order. */
function laidOut(plan: Plan, statements: Statements, desk: Desk): readonly Block[] | null {
  const { lead, bound, main, others } = statements
  const opening = blocks('opening', statements.opening)
  const on = plan.format === 'short' ? ' ' : '\n\n'
  const closing = blocks(desk.wishes.questions ? 'needed' : 'closing', statements.closing, on)
  const led = blocks(bound ? 'needed' : 'lead', lead)
  const start = [...opening, ...led, ...blocks('needed', main, led.length > 0 ? ' ' : on)]
  switch (plan.format) {
    case 'short':
      return [...start, ...blocks('second', others[0], ' '), ...closing]
    case 'caption':
      return [...start, ...closing]
    case 'letter':
    case 'paragraphs':
      return [...start, ...addition(others, desk), ...closing]
    case 'list': {
      const items = bound ? null : list(main, others, desk)
      return items && [...opening, ...items, ...closing]
    }
    case 'question_and_answer': {
      // What opens with the fact itself opens with no question.
      const exchange = plan.hook === 'fact' ? null : questionAndAnswer(main, desk)
      return exchange && [...opening, ...exchange, ...addition(others, desk), ...closing]
    }
  }
}

/** A heading has no place below a salutation, nor has a salutation on a network of short texts. */
function suitsLetter({ hook }: Plan, { room }: Desk): boolean {
  return hook !== 'heading' && room.limits.maxLength > 500
}

function list(main: string, [second, third, fourth]: readonly string[], desk: Desk): readonly Block[] | null {
  if (second === undefined) return null
  return [
    ...blocks('lead', phrase(desk.book.listLeads, desk)),
    ...blocks('needed', `• ${main}\n• ${second}`),
    ...blocks('second', third && `• ${third}`, '\n'),
    ...blocks('closing', fourth && desk.chance.next() < 0.4 ? `• ${fourth}` : null, '\n'),
  ]
}

function questionAndAnswer(main: string, desk: Desk): readonly Block[] | null {
  const { book, chance } = desk
  const question = phrase(pillarWords(desk).questions, desk)
  const labels = book.labels[Math.floor(chance.next() * book.labels.length)]
  if (question === undefined || !labels) return null
  const [asking, answering] = labels.map(book.punctuate)
  return blocks('needed', `${asking}${question}\n${answering}${main}`)
}

function addition([second, third]: readonly string[], desk: Desk): readonly Block[] {
  if (second === undefined) return []
  const bridge = desk.chance.next() < 0.45 ? phrase(desk.book.bridges, desk) : undefined
  const more = desk.room.target > 450 ? third : undefined
  return [
    ...blocks('second', bridge === undefined ? second : joined(bridge, second)),
    ...blocks('closing', more, desk.chance.next() < 0.5 ? ' ' : '\n\n'),
  ]
}

function envelope(desk: Desk): readonly [readonly Block[], readonly Block[]] {
  const { greetings, signatures } = desk.book
  return [blocks('envelope', phrase(greetings, desk)), blocks('envelope', phrase(signatures, desk))]
}

function callToAction(desk: Desk): readonly Block[] {
  const { material, wishes, room, chance, book } = desk
  if (material.cta === null || wishes.lessSalesy) return []
  const leads = room.target > 300 && !material.cta.endsWith('?') && chance.next() < 0.4
  const lead = leads ? phrase(book.ctaLeads, desk) : undefined
  return blocks('cta', lead === undefined ? material.cta : joined(lead, material.cta))
}

/** How often a tag with the brand's name is custom on a network; elsewhere it is none. */
const hashtagShare: Readonly<Partial<Record<NetworkName, number>>> = {
  instagram: 0.8,
  tiktok: 0.8,
  mastodon: 0.5,
  x: 0.2,
  bluesky: 0.2,
  linkedin: 0.2,
}

function hashtag(said: readonly Block[], { request, material, wishes, chance }: Desk): readonly Block[] {
  const words = material.name.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const tag = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
  const used = hashtagsIn(rendered(said)) > 0
  const custom = chance.next() < (hashtagShare[request.account.network] ?? 0)
  if (!custom || used || !wishes.hashtags || !/^\p{L}.{2,23}$/u.test(tag)) return []
  return blocks('tag', `#${tag}`)
}

function disclosures(said: readonly Block[], { material }: Desk): readonly Block[] {
  const text = rendered(said)
  const missing = material.disclosures.filter((phrase) => !text.includes(phrase))
  return blocks('needed', missing.join(' '))
}

function blocks(
  part: Block['part'],
  text: string | null | undefined,
  after: Block['after'] = '\n\n',
): readonly Block[] {
  return text ? [{ part, text, after }] : []
}
