import type { Claim } from './claim.ts'
import { moreThan } from './not-claims.ts'
import type { Tongue } from './tongue.ts'
import { fold, thingsAfter, wordsNear } from './words.ts'

/**
 * Claims made with figures or number words. `text` has gaps where figures measure nothing, `whole` is the same text
 * without those gaps; indices agree.
 */
export function numberClaims(
  text: string,
  whole: string,
  tongues: readonly Tongue[],
  locale: string,
): readonly Claim[] {
  const inFigures = [...text.matchAll(figures)].map(({ 0: said, index, groups }) =>
    claimOf(whole, index, said, {
      value: magnitude(valueOf(groups?.['digits'] ?? '', locale), groups?.['scale']),
      unit: unitOf(`${groups?.['before'] ?? ''}${groups?.['behind'] ?? ''}`),
      plus: groups?.['plus'] !== undefined,
      inWords: false,
    }),
  )
  const inWords = tongues.flatMap((tongue) =>
    [...text.matchAll(tongue.numberPattern)].map(({ 0: said, index, groups }) =>
      claimOf(whole, index, said, {
        value: sum(said.slice(0, said.length - (groups?.['percent']?.length ?? 0)), tongue.numbers),
        unit: groups?.['percent'] === undefined ? null : '%',
        plus: vague.test(fold(said)),
        inWords: true,
      }),
    ),
  )
  return [...inFigures, ...inWords].flatMap((claim) => claim ?? [])
}

type Reading = {
  readonly value: number
  readonly unit: string | null
  readonly plus: boolean
  readonly inWords: boolean
}

/** Null where the number claims nothing: one of something, "3 tips", a number word that counts no thing. */
function claimOf(text: string, index: number, said: string, reading: Reading): Claim | null {
  const { value, unit } = reading
  const end = index + said.length
  const things = thingsAfter(text, end, true)
  const isPercentage = unit === '%'
  const isMoney = unit !== null && !isPercentage
  if (!Number.isFinite(value)) return null
  if (!isPercentage && !isMoney) {
    if (value === 1) return null
    if (value <= 20 && things.words.slice(0, 2).some((word) => listThings.has(word))) return null
    if (reading.inWords && things.words.length === 0) return null
  }
  const raised = moreThan.exec(text.slice(Math.max(0, index - 20), index))
  const start = index - (raised?.[0].length ?? 0)
  return {
    kind: isPercentage ? 'percentage' : 'number',
    evidence: text.slice(start, things.end).trim(),
    key: String(value),
    above: raised !== null || reading.plus,
    about: isMoney ? [unit, ...things.words] : things.words,
    near: wordsNear(text, start, end),
  }
}

/** Reads `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`; a single mark before three digits is what the locale makes of it. */
export function valueOf(digits: string, locale: string): number {
  const plain = digits.replace(/[\s\u00A0\u202F'’]/gu, '')
  const marks = plain.match(/[.,]/g) ?? []
  const last = marks.at(-1)
  if (last === undefined) return Number(plain)
  const isMixed = marks.some((mark) => mark !== last)
  const isRepeated = marks.filter((mark) => mark === last).length > 1
  const isThousands = /[.,]\d{3}$/.test(plain) && !isMixed && last !== decimalMark(locale)
  if (isRepeated || isThousands) return Number(plain.replace(/[.,]/g, ''))
  const at = plain.lastIndexOf(last)
  return Number(`${plain.slice(0, at).replace(/[.,]/g, '')}.${plain.slice(at + 1)}`)
}

function magnitude(value: number, scale: string | undefined): number {
  const factor = scale === undefined ? 1 : (scales.find(([pattern]) => pattern.test(scale.trim()))?.[1] ?? 1)
  return Math.round(value * factor * 1e6) / 1e6
}

/** `%`, a currency's name, or null. */
function unitOf(sign: string): string | null {
  if (/%|per\s?cent|prozent|pour\s?cent|por\s?ciento/iu.test(sign)) return '%'
  if (/€|eur/iu.test(sign)) return 'euro'
  if (/£|gbp/iu.test(sign)) return 'pound'
  if (/chf/iu.test(sign)) return 'franc'
  return /\$|usd/iu.test(sign) ? 'dollar' : null
}

/** The value of number words in a row: "two hundred and fifty". */
function sum(words: string, numbers: ReadonlyMap<string, number>): number {
  const whole = numbers.get(words.toLowerCase())
  if (whole !== undefined) return whole
  let total = 0
  let current = 0
  for (const word of words.toLowerCase().match(/\p{L}+(?:-\p{L}+)*/gu) ?? []) {
    for (const part of numbers.has(word) ? [word] : word.split('-')) {
      const value = numbers.get(part)
      if (value === undefined) continue
      if (value === 100) current = (current || 1) * 100
      else if (value >= 1_000) {
        total += (current || 1) * value
        current = 0
      } else current += value
    }
  }
  return total + current
}

const decimalMarks = new Map<string, string>()

function decimalMark(locale: string): string {
  let mark = decimalMarks.get(locale)
  if (mark === undefined) {
    const parts = new Intl.NumberFormat(locale).formatToParts(1.5)
    mark = parts.find(({ type }) => type === 'decimal')?.value ?? '.'
    decimalMarks.set(locale, mark)
  }
  return mark
}

const spaces = '[ \\u00A0\\u202F]'
const figures = new RegExp(
  `(?<before>(?:[€$£]|(?<!\\p{L})(?:CHF|EUR|USD|GBP))${spaces}?)?` +
    `(?<![\\p{L}\\p{N}_]|\\d[.,])(?<digits>\\d{1,3}(?:[ \\u00A0\\u202F'’]\\d{3})+(?:[.,]\\d+)?(?!\\d)|\\d+(?:[.,]\\d+)*)` +
    `(?<plus>\\+)?` +
    `(?<scale>k(?!\\p{L})|K(?!\\p{L})|M(?!\\p{L})|${spaces}(?:thousand|million(?:en|s|es)?|millón|millones|billion|Mio\\.?|Mrd\\.?|Milliarden|milliards?|Tsd\\.?|tausend|mille|mil)(?!\\p{L}))?` +
    `(?<behind>${spaces}?(?:%|per${spaces}?cent|Prozent|pour${spaces}cent|por${spaces}ciento|[€$£]|(?:CHF|EUR|USD|GBP)(?!\\p{L})))?`,
  'gu',
)

const scales: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|tsd\.?|tausend|mille|mil)$/i, 1e3],
  [/^(?:billion|mrd\.?|milliarden|milliards?)$/i, 1e9],
  [/^(?:m|mio\.?|mill)/i, 1e6],
]

// "Thousands of guests" says more than a thousand.
const vague =
  /^(?:dozens|hundreds|thousands|millions|dutzende|hunderten?|tausenden?|dizaines|douzaines|centaines|milliers|docenas|decenas|cientos|miles)$/

// Folded. "3 tips" announces a list and claims nothing.
const listThings = new Set(
  (
    'tip tips way ways reason reasons step steps thing things idea ideas question questions mistake mistakes myth myths ' +
    'rule rules sign signs word words secret secrets trick tricks hack hacks answer answers example examples point points ' +
    'tipps wege grunde schritte schritten dinge dinger ideen fragen fehler mythen regeln zeichen worte worten worter tricks beispiele punkte antworten ' +
    'conseil conseils facon facons raison raisons etape etapes chose choses idee idees erreur erreurs mythe mythes regle regles signe signes mot mots astuce astuces exemple exemples reponse reponses ' +
    'consejo consejos manera maneras forma formas razon razones paso pasos cosa cosas pregunta preguntas errores mito mitos regla reglas senal senales palabra palabras truco trucos ejemplo ejemplos punto puntos respuesta respuestas'
  ).split(' '),
)
