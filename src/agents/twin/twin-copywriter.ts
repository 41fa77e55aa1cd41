import type { NetworkName } from '../../domain/brand.ts'
import { comparable, similarity, trigramsOf } from '../../domain/similarity.ts'
import { angles, formats, hooks, type Angle, type Format, type Hook } from '../../domain/vocabulary.ts'
import type { Copy, Copywriter, CopyRequest } from '../../ports.ts'
import { chanceFrom, shuffled, type Chance } from './chance.ts'
import { compose, type Composition } from './compose.ts'
import { fits, type Room } from './layout.ts'
import { materialOf, mayBeSaid, type Material } from './material.ts'
import type { Plan } from './statements.ts'
import { phrasebookFor, wordless } from './phrasebook.ts'
import { wishesOf, type Wishes } from './wishes.ts'

/**
 * Writes without a model: composes each text from the brand's own statements and a phrasebook. Equal requests give
 * equal texts. Says in `writer.fallback` where it has no phrases in the brand's language.
 */
export function twinCopywriter(): Copywriter {
  return (request) => Promise.resolve(write(request))
}

const twinName = 'offline twin'

const twinVersion = 'twin-1'
/** How many texts are composed for one variant before the least repetitive of them is taken. */
const maxAttempts = 12
/** A text less similar than this to those before it is taken at once. */
const freshBelow = 0.45
/** One less similar than this is taken before the plan is changed. */
const tolerableBelow = 0.6
/** How often a plan is tried before it is changed. */
const triesOfPlan = 3

function write(request: CopyRequest): Copy {
  const book = phrasebookFor(request.brand.language)
  const wishes = wishesOf(request)
  const material = materialOf(request, wishes)
  const variants: Composition[] = []
  while (variants.length < request.count) variants.push(variant(request, wishes, material, variants))
  return {
    variants: variants.map(({ text, hook, angle, cta }) => ({ text, media: [], hook, angle, cta })),
    writer: {
      kind: 'twin',
      name: twinName,
      promptVersion: twinVersion,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      fallback: book ? null : withoutPhrases(request.brand.language),
    },
  }
}

function variant(
  request: CopyRequest,
  wishes: Wishes,
  material: Material,
  siblings: readonly Composition[],
): Composition {
  const texts = siblings.map(({ text }) => text)
  const before = [...texts, ...wishes.rejected, ...request.recent]
  const taken = new Set(before.map(comparable))
  const ageOf = ages([...texts, ...request.recent], wishes)
  const book = phrasebookFor(request.brand.language) ?? wordless
  let best: { readonly composition: Composition; readonly repeats: number } | null = null
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const chance = chanceFrom(`${request.seed}/${siblings.length}/${attempt}`)
    const plan = planOf(request, wishes, siblings, attempt, chance)
    const room = roomFor(request, wishes, plan.format, chance)
    const composition = compose(plan, { request, book, material, wishes, room, chance, ageOf })
    if (!composition || taken.has(comparable(composition.text)) || !mayBeSaid(composition.text, request))
      continue
    const repeats = mostSimilar(composition.text, before)
    if (!best || repeats < best.repeats) best = { composition, repeats }
    if (repeats < freshBelow) break
    if (attempt % triesOfPlan === triesOfPlan - 1 && best.repeats < tolerableBelow) break
  }
  return best?.composition ?? bare(request, material, taken)
}

/**
 * The first variant follows the brief; the second shares its angle, and every further one differs in hook, layout and
 * angle. Each attempt that failed leaves the brief a step further behind: its layout, then its opening, then its angle.
 */
function planOf(
  { brief }: CopyRequest,
  wishes: Wishes,
  siblings: readonly Composition[],
  attempt: number,
  chance: Chance,
): Plan {
  const asks = wishes.questions !== false
  const hooksLeft = hooks.filter(
    (hook) => (asks || hook !== 'question') && !siblings.some((one) => one.hook === hook),
  )
  const formatsLeft = formats.filter(
    (format) =>
      (asks || format !== 'question_and_answer') &&
      (wishes.lists !== false || format !== 'list') &&
      !siblings.some((one) => one.format === format),
  )
  const anglesLeft = angles.filter(
    (angle) => !(wishes.otherAngle && angle === brief.angle) && !siblings.some((one) => one.angle === angle),
  )
  const first = siblings.length === 0
  const distance = Math.floor(attempt / triesOfPlan) + (first ? 0 : siblings.length + 1)
  const angle = distance < 3 && !wishes.otherAngle ? known<Angle>(brief.angle, angles) : null
  const hook = distance < 2 ? known<Hook>(brief.hook, hooksLeft) : null
  const format =
    wishes.lists && first ? 'list' : distance < 1 ? known<Format>(brief.format, formatsLeft) : null
  return {
    angle: angle ?? any(anglesLeft, 'plain_fact', chance),
    hook: hook ?? any(hooksLeft, 'fact', chance),
    format: format ?? any(formatsLeft, 'paragraphs', chance),
  }
}

function any<T>(left: readonly T[], otherwise: T, chance: Chance): T {
  return shuffled(left, chance)[0] ?? otherwise
}

function known<T extends string>(slug: string, vocabulary: readonly T[]): T | null {
  return vocabulary.find((word) => word === slug) ?? null
}

/** What readers of a network are used to, from and to, as the network counts; null: whatever it takes. */
const usualLength: Readonly<Record<NetworkName, readonly [number, number] | null>> = {
  x: null,
  bluesky: null,
  mastodon: [200, 420],
  linkedin: [380, 900],
  email: [380, 900],
  reddit: [320, 800],
  youtube: [300, 700],
  facebook: [240, 560],
  instagram: [200, 500],
  google_business: [200, 480],
  tiktok: [120, 280],
  outbox: [240, 560],
}

function roomFor({ limits, account }: CopyRequest, wishes: Wishes, format: Format, chance: Chance): Room {
  const [from, to] = usualLength[account.network] ?? [limits.maxLength, limits.maxLength]
  const usual = format === 'short' ? Math.min(from, 280) : from + (to - from) * chance.next()
  const wished = wishes.length === 'shorter' ? 0.5 : wishes.length === 'longer' ? 1.6 : 1
  return { limits, target: Math.min(limits.maxLength, usual * wished) }
}

/** How many texts ago words were last used. */
function ages(texts: readonly string[], wishes: Wishes): (words: string) => number {
  const remembered = new Map<string, number>()
  return (words) => {
    const known = remembered.get(words)
    if (known !== undefined) return known
    const used = texts.findIndex((text) => text.includes(words))
    const age = wishes.struck.has(words) ? -unusedFor : used < 0 ? unusedFor : Math.min(used, unusedFor)
    remembered.set(words, age)
    return age
  }
}

/** Words that none of the latest texts uses count as this old. */
const unusedFor = 60

function mostSimilar(text: string, others: readonly string[]): number {
  const trigrams = trigramsOf(text)
  return others.reduce((most, other) => Math.max(most, similarity(trigrams, trigramsOf(other))), 0)
}

/** The plainest text there is, where nothing else fits: a statement, or as a last resort the name. */
function bare(request: CopyRequest, material: Material, taken: ReadonlySet<string>): Composition {
  const { facts, values, positioning, name, cta, disclosures } = material
  const said = [...facts, ...values, ...positioning, ...(cta === null ? [] : [cta]), name]
  const texts = [...said.map((text) => [text, ...disclosures].join('\n\n')), ...disclosures, name, '…']
  const usable = texts.filter((text) => text !== '' && fits(text, request.limits) && mayBeSaid(text, request))
  const text = usable.find((one) => !taken.has(comparable(one))) ?? usable[0] ?? '…'
  return { text, hook: 'fact', angle: 'plain_fact', format: 'caption', cta: '' }
}

function withoutPhrases(language: string): string {
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
  return `The offline twin has no phrases in ${name}, so it set the brand’s own words and added none.`
}
