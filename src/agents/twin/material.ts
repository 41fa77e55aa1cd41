import { findPhrase } from '../../domain/guardrails/phrase.ts'
import type { CopyRequest } from '../../ports.ts'
import type { Wishes } from './wishes.ts'

/** The brand's own words as sentences, without those that may not be used. */
export type Material = {
  readonly name: string
  readonly facts: readonly string[]
  readonly values: readonly string[]
  readonly positioning: readonly string[]
  readonly audience: readonly string[]
  /** Of a custom pillar; empty for the six defaults. */
  readonly topics: readonly string[]
  readonly cta: string | null
  readonly disclosures: readonly string[]
}

export function materialOf(request: CopyRequest, wishes: Wishes): Material {
  const { brand, brief } = request
  const sentences = (texts: readonly string[]) =>
    texts
      .map((text) => sentence(toned(tidy(text), wishes)))
      .filter((text) => text !== '' && mayBeSaid(text, request))
  const pillar = brand.pillars.find(({ id }) => id === brief.pillar)
  const ownTopics = pillar && pillar.topics.length > 0 ? pillar.topics : [pillar?.name ?? '']
  return {
    name: tidy(brand.name),
    facts: sentences(brand.facts.map(({ text }) => text)),
    values: sentences(brand.valuePropositions),
    positioning: sentences([brand.positioning]),
    audience: sentences([brand.audience]),
    topics: ownTopics.map((topic) => tidy(topic).replace(/[.:]$/, '')).filter((topic) => topic !== ''),
    cta: sentences([brief.cta])[0] ?? null,
    disclosures: brand.voice.disclosures,
  }
}

/** Whether a text holds none of the brand's banned phrases. */
export function mayBeSaid(text: string, { brand }: CopyRequest): boolean {
  return brand.voice.bannedPhrases.every((phrase) => findPhrase(phrase, text) === null)
}

/** How many words, by their first five letters, two texts share: what has to do with what. */
export function kinship(one: string, other: string): number {
  const stems = stemsOf(other)
  return [...stemsOf(one)].filter((stem) => stems.has(stem)).length
}

/** Whether the shorter of two statements adds little to the other: most of its words stand in it. */
export function saysTheSame(one: string, other: string): boolean {
  const shorter = Math.min(stemsOf(one).size, stemsOf(other).size)
  return shorter > 0 && kinship(one, other) / shorter > 0.6
}

/** Whether somebody says what they do: what a look behind the scenes is made of. */
export function tellsOwnDoing(text: string): boolean {
  return /^(?:we|our|my|wir|unsere?|ich|nous|notre|nos|nosotr[oa]s|nuestr[oa]s?|\p{L}+mos)(?!\p{L})/iu.test(
    text,
  )
}

/** One line that begins with a capital and ends as a sentence does; an address or a tag at its end stays intact. */
function sentence(words: string): string {
  const line = capitalised(tidy(words))
  if (line === '' || /[.!?…:;。！？”»"')\]]$/u.test(line)) return line
  const last = line.split(' ').at(-1) ?? ''
  return /^[#@]|[/]|\p{L}\.\p{L}|[^\p{L}\p{N}%€$£°]$/u.test(last) ? line : `${line}.`
}

/** Control characters and line breaks become spaces. */
function tidy(words: string): string {
  return words.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** `iPhone` and `eBay` keep their first letter. */
export function capitalised(words: string): string {
  return /^\p{Ll}[^\s\p{Lu}]*(?:\s|$)/u.test(words) && !/^\S*[./]\S/.test(words)
    ? words.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
    : words
}

function toned(words: string, { emoji, exclamations }: Wishes): string {
  const calm = exclamations ? words : words.replace(/\s*!+/g, '.').replace(/¡/g, '')
  return emoji
    ? calm
    : calm.replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{RI}|\u200d|\ufe0f/gu, ' ')
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set((text.toLowerCase().match(/\p{L}{5,}/gu) ?? []).map((word) => word.slice(0, 5)))
}
