import type { Angle, Format, Hook } from '../../domain/vocabulary.ts'
import type { CopyRequest } from '../../ports.ts'
import { shuffled, type Chance } from './chance.ts'
import { fits, type Room } from './layout.ts'
import { capitalised, kinship, mayBeSaid, saysTheSame, tellsOwnDoing, type Material } from './material.ts'
import { wordless, type Phrasebook, type PillarWords } from './phrasebook.ts'
import type { Wishes } from './wishes.ts'

/** Everything a text is composed from. */
export type Desk = {
  readonly request: CopyRequest
  readonly book: Phrasebook
  readonly material: Material
  readonly wishes: Wishes
  readonly room: Room
  readonly chance: Chance
  /** How many texts ago a phrase or statement was last used: 0 in the latest; below 0 if people struck it out. */
  readonly ageOf: (words: string) => number
}

export type Plan = { readonly hook: Hook; readonly angle: Angle; readonly format: Format }

/** What one text says. */
export type Statements = {
  readonly opening: string | null
  readonly lead: string | null
  /** Whether `main` makes no sense without its lead: for whom something is, or who somebody is. */
  readonly bound: boolean
  readonly main: string
  /** What else is said, what has to do with `main` first. */
  readonly others: readonly string[]
  readonly closing: string | null
}

type Kind = 'facts' | 'values' | 'positioning' | 'audience'

/** What an angle speaks of, and what it puts beside it. */
const kindsOf: Readonly<Record<Angle, readonly [Kind, 'facts' | 'values']>> = {
  plain_fact: ['facts', 'facts'],
  benefit: ['values', 'facts'],
  evidence: ['values', 'facts'],
  reason: ['positioning', 'values'],
  audience: ['audience', 'values'],
  craft: ['facts', 'facts'],
  small_detail: ['facts', 'values'],
  buyer_guide: ['facts', 'facts'],
  common_question: ['facts', 'values'],
  first_time: ['positioning', 'facts'],
  principle: ['values', 'facts'],
  dialogue: ['facts', 'facts'],
}

/** Null where this plan can't be followed with this brand's words. */
export function statementsFor(plan: Plan, desk: Desk): Statements | null {
  const [wanted, beside] = kindsOf[plan.angle]
  const asks = plan.hook === 'question' || plan.format === 'question_and_answer'
  if (wanted === 'audience' && asks) return null
  const kind = asks ? answerTo(desk) : wanted
  const bound = kind === 'audience' || kind === 'positioning'
  const main = mainOf(kind, plan, desk)
  const opening = openingOf(plan, bound, desk)
  if (main === null || opening === undefined) return null
  const lead = leadOf(plan, bound, opening, desk)
  if (kind === 'audience' && lead === null) return null
  const others = othersOf(main, asks && wanted === 'values' ? 'values' : beside, desk)
  return { opening, lead, bound, main, others, closing: closingOf(plan, desk) }
}

/** One of the phrasebook's phrases, in the brand's name; undefined where none may be used. */
export function phrase(phrases: readonly string[], desk: Desk): string | undefined {
  const { material, book, wishes, request } = desk
  const topic = shuffled(material.topics, desk.chance)[0] ?? material.name
  const filled = phrases
    .filter((words) => wishes.questions !== false || !/[?]/.test(words))
    .map((words) =>
      book
        .punctuate(words)
        .replace(/^\{topic\}/, capitalised(topic))
        .replace(/\{(brand|topic)\}/g, (_all, slot) => (slot === 'brand' ? material.name : topic)),
    )
    .filter((words) => words !== '' && mayBeSaid(words, request))
  return freshest(filled, desk)[0]
}

/** What the questions of the pillar ask for. */
function answerTo({ request }: Desk): 'facts' | 'values' {
  const { pillar } = request.brief
  return pillar === 'product' || pillar === 'thought_leadership' ? 'values' : 'facts'
}

function mainOf(kind: Kind, plan: Plan, desk: Desk): string | null {
  const { material, wishes, request, room } = desk
  const offered = kind === 'values' && wishes.lessSalesy ? material.facts : material[kind]
  const pool = offered.length > 0 ? offered : [...material.facts, ...material.values]
  const subject = `${wishes.focus} ${isCustom(desk) ? material.topics.join(' ') : ''}`
  const doing = plan.angle === 'craft' || request.brief.pillar === 'behind_the_scenes'
  const short = pool.filter((text) => fits([text, ...material.disclosures].join('\n\n'), room.limits))
  const affinity = (text: string) =>
    Math.min(2, kinship(text, subject)) * 15 + (doing && tellsOwnDoing(text) ? 8 : 0)
  return freshest(short, desk, affinity)[0] ?? null
}

function othersOf(main: string, kind: 'facts' | 'values', desk: Desk): readonly string[] {
  const { facts, values } = desk.material
  const pool = kind === 'facts' || desk.wishes.lessSalesy ? facts : [...values, ...facts]
  const ranked = freshest([...new Set(pool)], desk, (text) => Math.min(2, kinship(text, main)) * 12)
  const others: string[] = []
  for (const text of ranked) {
    if ([main, ...others].every((said) => text !== said && !saysTheSame(text, said))) others.push(text)
  }
  return others
}

/** Undefined where the plan asks for an opening that there is none of. */
function openingOf({ hook, format }: Plan, bound: boolean, desk: Desk): string | null | undefined {
  if (desk.book === wordless) return hook === 'heading' ? phrase(pillarWords(desk).headings, desk) : null
  const { headings, questions } = pillarWords(desk)
  switch (hook) {
    case 'fact':
      return null
    case 'question':
      return format === 'question_and_answer' ? null : phrase(questions, desk)
    case 'heading':
      return phrase(headings, desk)
    case 'statement':
    case 'address':
    case 'invitation':
    case 'teaser':
    case 'team_note':
    case 'contrast':
    case 'aside': {
      // What ends with a colon must be followed by the statement itself.
      const apart = bound || format === 'list' || format === 'question_and_answer'
      const openings = desk.book.openings[hook]
      return phrase(apart ? openings.filter((opening) => !opening.endsWith(':')) : openings, desk)
    }
  }
}

function leadOf(plan: Plan, bound: boolean, opening: string | null, desk: Desk): string | null {
  const stands = opening !== null && /[.!]$/.test(opening)
  const wanted = bound || (stands && plan.format !== 'caption' && desk.chance.next() < 0.5)
  return wanted ? (phrase(desk.book.leads[plan.angle], desk) ?? null) : null
}

function closingOf(plan: Plan, desk: Desk): string | null {
  const { book, wishes, chance, material, request } = desk
  const talks = plan.angle === 'dialogue' || (request.brief.pillar === 'community' && chance.next() < 0.5)
  const asks = wishes.questions === true || (talks && !material.cta?.endsWith('?'))
  return phrase(asks ? book.asks : pillarWords(desk).closings, desk) ?? null
}

/** The phrases of the pillar that the calendar chose. */
export function pillarWords({ book, request }: Desk): PillarWords {
  const { pillar } = request.brief
  switch (pillar) {
    case 'education':
    case 'social_proof':
    case 'product':
    case 'behind_the_scenes':
    case 'thought_leadership':
    case 'community':
      return book.pillars[pillar]
  }
  return book.pillars.custom
}

function isCustom(desk: Desk): boolean {
  return pillarWords(desk) === desk.book.pillars.custom
}

/** Longest unused first, with some chance in it; `affinity` counts in texts of age. */
function freshest(
  words: readonly string[],
  { ageOf, chance }: Desk,
  affinity: (words: string) => number = () => 0,
): readonly string[] {
  return words
    .map((text) => ({ text, merit: ageOf(text) + affinity(text) + chance.next() * 20 }))
    .toSorted((a, b) => b.merit - a.merit)
    .map(({ text }) => text)
}
