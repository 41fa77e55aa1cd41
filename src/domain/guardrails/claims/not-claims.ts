import { linksIn } from '../links.ts'
import { phrasePattern } from '../phrase.ts'

/** Stands for a character that is no part of any claim; keeps every index where it was. */
export const gap = '\u00A6'

/** Takes links, addresses, handles, hashtags and the brand's own names out of a text. */
export function withoutNames(text: string, names: readonly string[]): string {
  let left = text
  for (const { text: link, index } of linksIn(text))
    left = left.slice(0, index) + gap.repeat(link.length) + left.slice(index + link.length)
  for (const pattern of [emails, handles, hashtags]) left = left.replace(pattern, blank)
  for (const name of names) if (name.trim() !== '') left = left.replace(phrasePattern(name), blank)
  return left
}

/**
 * Takes whole facts out of a text: what is said in a fact's own words is covered. Not where "over" or "more than"
 * stands before it, nor where the match is a part of a longer figure.
 */
export function withoutPhrases(text: string, phrases: readonly string[]): string {
  let left = text
  for (const phrase of phrases) {
    const said = phrase.trim().replace(/[.!]+$/u, '')
    if (said.length < 8) continue
    left = left.replace(phrasePattern(said), (words, ...rest) => {
      const at = rest.find((one): one is number => typeof one === 'number') ?? 0
      const behind = left.slice(at + words.length)
      const before = left.slice(0, at)
      return /^(?:[.,]?\d|\s?[%+])/.test(behind) || /\d[.,'’\s]?$/.test(before) || moreThan.test(before)
        ? words
        : blank(words)
    })
  }
  return left
}

/** Takes the figures out of whole phrases, but for percentages. */
export function withoutFigures(text: string, phrases: readonly string[]): string {
  return phrases
    .filter((phrase) => /\d/.test(phrase))
    .reduce(
      (left, phrase) =>
        left.replace(phrasePattern(phrase.replace(/[.!]+$/u, '')), (words) =>
          words.replace(/\d(?![\d.,]*\s?%)/g, gap),
        ),
      text,
    )
}

/** Takes figures that measure nothing out of a text: dates, times, years, list numbers, ordinals, telephone numbers. */
export function datesAway(text: string): string {
  return notFigures.reduce((left, pattern) => left.replace(pattern, blank), text)
}

/** Words right before a figure or fact that raise it. */
export const moreThan =
  /(?:\b(?:over|more than|above|beyond|mehr als|plus de|plus d['’])|(?<!\p{L})(?:über|más de))\s*[€$£]?\s*$/iu

function blank(words: string): string {
  return gap.repeat(words.length)
}

const emails = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,200}\.\p{L}{2,24}/gu
const handles = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_][\p{L}\p{N}_.@-]*/gu
const hashtags = /(?<![\p{L}\p{N}&])#(?=[\p{N}_]*\p{L})[\p{L}\p{M}\p{N}_]+/gu

const months =
  'jan(?:uary|uar|vier)?|ene(?:ro)?|feb(?:ruary|ruar|rero)?|févr(?:ier)?|mar(?:ch|s|zo)?|märz|apr(?:il)?|avr(?:il)?|abr(?:il)?|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|août|ago(?:sto)?|sept?(?:ember|embre|iembre)?|okt(?:ober)?|oct(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|de[czs](?:ember|iembre)?|déc(?:embre)?|dic(?:iembre)?'
const clock = '(?:[01]?\\d|2[0-4])'
const yearBefore =
  '(?:in|since|from|until|till|by|of|for|©|est\\.?|founded|seit|im Jahr|ab|bis|anno|en|depuis|dès|desde|hasta|de|del|año|année|Jahr|Jahrgang|Ernte|spring|summer|autumn|winter|Frühling|Sommer|Herbst)'
const notALetter = '(?![\\p{L}\\p{N}])'

const notFigures: readonly RegExp[] = [
  // 2026-11-20, 20.11.2026, 20/11, 20.11.; not 24/7, which is a promise
  /(?<![\p{L}\p{N}.,])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2}))(?![\p{L}\p{N}%])/gu,
  /(?<![\p{L}\p{N}.,])(?!24\/7)\d{1,2}\/\d{1,2}(?![\p{L}\p{N}/%]|\s(?:of|der|des|de|aller|unserer)(?!\p{L}))/gu,
  /(?<![\p{L}\p{N}.,])\d{1,2}\.\d{1,2}\.(?=\s?[-–]|\s\p{Ll})/gu,
  /(?<=(?<!\p{L})(?:am|vom|zum|bis|den|dem|ab|seit|und)\s|[-–]\s?)\d{1,2}\.\d{1,2}\.(?!\d)/giu,
  // 20 November, 20. bis 22. November, November 20th, 20 de noviembre, 1er mai
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:\\d{1,2}(?:st|nd|rd|th|er|\\.)?\\s?(?:-|–|to|bis|au|al|and|und|et|y|&)\\s?)?\\d{1,2}(?:st|nd|rd|th|er|\\.|º)?\\s(?:de\\s|of\\s)?(?:${months})(?!\\p{L})\\.?(?:,?\\s(?:de\\s)?\\d{4})?`,
    'giu',
  ),
  new RegExp(
    `(?<!\\p{L})(?:${months})\\.?\\s\\d{1,2}(?:st|nd|rd|th)?(?:\\s?[-–]\\s?\\d{1,2})?(?:,?\\s\\d{4})?(?![\\p{N}%])`,
    'giu',
  ),
  // 9:00, 9h30, 9 am, 9-17 Uhr, at 9 o'clock, um 9, a las 9, à 9 h
  /(?<!\p{L})at (?:[1-9]|1[0-2])(?= in the (?:morning|afternoon|evening)|[,;!?]|\.(?!\d)|$)/giu,
  /(?<![\p{L}\p{N}])\d{1,2}:\d{1,2}(?::\d{2})?(?:\s?h)?(?![\p{L}\p{N}])/gu,
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${clock}\\s?(?:-|–|to|bis|until)\\s?)?${clock}\\s?(?:h\\d{2}|am|pm|a\\.m\\.|p\\.m\\.|Uhr|o['’]clock)${notALetter}`,
    'giu',
  ),
  new RegExp(
    `(?<!\\p{L})(?:a las|a la|um|gegen|à|dès|vers)\\s${clock}(?:\\s?h(?!\\p{L})|(?!\\s?[%€$£\\p{L}\\p{N}]|[.,]\\d)|(?=\\s(?:de la|del|du|am|in der|und|oder|bis|y|o|hasta|et|ou)(?!\\p{L})))`,
    'giu',
  ),
  // Since 1890, in 2024, the 1990s, die 90er; a bare 2000 before a thing is a figure
  new RegExp(
    `(?<!\\p{L})${yearBefore}\\s(?:1[5-9]|20)(?!00\\s+\\p{L})\\d\\d(?![\\p{L}\\p{N}.,]*\\d|\\s?[%€$£])`,
    'giu',
  ),
  /(?<![\p{L}\p{N}.,])(?:(?:19|20)\d\d\s?[-–/]\s?)?(?:19|20)(?!00\s+\p{L})\d\d(?!\p{N}|[.,]\d|\s?[%€$£]|\s?(?:euro|dollar|kg|km)|\p{L})/giu,
  /(?<![\p{L}\p{N}.,])(?:1[5-9]|20)?\d0(?:['’]?s|er)(?![\p{L}\p{N}])/giu,
  // 1st, 2nd, 3ème, 5.º, 5. Ausgabe
  /(?<![\p{L}\p{N}.,])\d{1,3}(?:st|nd|rd|th|er|ère|re|e|è|ème|nde?|\.?[ºª])(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}.,])\d{1,3}\.\s(?:Geburtstag|Jahrestag|Jahrhundert|Jubiläum|Ausgabe|Mal|Stock|Etage|Advent)/giu,
  // 1. and 2) at the start of a line, keycaps, 1/5 at an end, step 3
  /(?<=^\s{0,8}(?:[-*•]\s)?\(?)#?\d{1,2}(?:[.):]|\s?[-–—:]\s|\/\d{1,2}(?!\d|\s(?:of|der|des|de)(?!\p{L})))(?!\d)/gmu,
  /[\d#*]\uFE0F?\u20E3/gu,
  /\(?(?<![\p{L}\p{N}.,])(?!24\/7)\d{1,2}\/\d{1,2}\)?(?=\s*$)/gmu,
  /(?<!\p{L})(?:step|part|tip|chapter|episode|question|no\.|number|reason|rule|slide|version|schritt|teil|tipp|kapitel|folge|nr\.|nummer|regel|étape|partie|conseil|n°|numéro|règle|paso|parte|consejo|número|regla)\s?#?\d{1,3}(?![\p{L}\p{N}%]|[.,]\d)/giu,
  /(?<=^|[.!?:(–—]\s?)(?:day|week|tag|woche|jour|semaine|día|semana)\s\d{1,3}(?![\p{L}\p{N}%]|[.,]\d)/gimu,
  // +49 40 123456, 040 123456; 3D, 4K, 5G, 360°; 1:1
  /(?<![\p{L}\p{N}])(?:\+\d|0\d)[\d\s()/.-]{5,18}\d/gu,
  /(?<![\p{L}\p{N}])(?:[23]D|[48]K|[345]G|360\s?°)(?![\p{L}\p{N}])/gu,
  /<3+(?!\d)/gu,
]
