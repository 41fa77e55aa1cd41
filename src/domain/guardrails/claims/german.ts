import { numberWordPattern, tensAndUnits } from './number-words.ts'
import type { Tongue } from './tongue.ts'

const units = ['ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun']
const tens = {
  20: 'zwanzig',
  30: 'dreißig',
  40: 'vierzig',
  50: 'fünfzig',
  60: 'sechzig',
  70: 'siebzig',
  80: 'achtzig',
  90: 'neunzig',
}
const teens = 'zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn'.split(' ')
const belowHundred: readonly (readonly [string, number])[] = [
  ...units.slice(1).map((word, at) => [word, at + 2] as const),
  ...teens.map((word, at) => [word, at + 10] as const),
  ...tensAndUnits(units, tens, (ten, unit) => [`${unit}und${ten}`]),
]

const numbers: ReadonlyMap<string, number> = new Map<string, number>([
  ...belowHundred,
  ['dreissig', 30],
  ...units.map((word, at): [string, number] => [`${word}hundert`, (at + 1) * 100]),
  ...units.map((word, at): [string, number] => [`${word}tausend`, (at + 1) * 1e3]),
  ...belowHundred.map(([word, value]): [string, number] => [`${word}tausend`, value * 1e3]),
  ['dutzend', 12],
  ['dutzende', 12],
  ['hundert', 100],
  ['hunderte', 100],
  ['hunderten', 100],
  ['tausend', 1e3],
  ['tausende', 1e3],
  ['tausenden', 1e3],
  ['million', 1e6],
  ['millionen', 1e6],
  ['milliarden', 1e9],
])

const stems =
  'größ|schnell|billig|günstig|frisch|fein|stärk|höch|tief|modern|beliebt|ält|sicher|lecker|klein|einfach|hochwertig|edel|rein|schön|köstlich|cremig|kräftig|mild|weich|leicht|hell|sauber|wärm|preiswert|nachhaltig|gesünd|schlecht|bekannt|vielfältig|intensiv|innovativ|aromatisch|zuverlässig|freundlich|effizient|nied(?:e)?rig|läng|kürz|teuer|teur|leis|neu|erfahren|zart|saftig|vielseitig|exklusiv|natürlich|ehrlich|regional|traditionsreich'

export const german: Tongue = {
  name: 'de',
  innocent: [
    /(?<!\p{L})(?:[Dd]as|[Dd]ein|[Ii]hr|[Ee]uer|[Uu]nser|[Ss]ein|[Mm]ein) Bestes?(?!\p{L})/gu,
    /(?<!\p{L})(?:am (?:besten|liebsten|meisten|ehesten|wichtigsten|schönsten)|beste[nrs]? (?:Grüße|Grüsse|Dank|Wünsche|Freund\p{L}*|Zeit|Gelegenheit|Weg|Start|Moment|Art|Aussichten|Stück)|zum Besten|erstbeste[nrs]?|besten Falls|einfachste[nrs]? (?:Weg|Art|Schritt))(?!\p{L})/giu,
    /(?<!\p{L})(?:mehr als (?:nur|ein\p{L}*|je|jemals|genug|willkommen|du|Sie|ihr|man|Worte)|(?:besser|einfacher|leichter|schneller|leckerer) als (?:je|jemals|du|Sie|ihr|man|nichts|gedacht|erwartet)|mehr denn je)(?!\p{L})/giu,
    /(?<!\p{L})(?:neue?ste|jüngste|nächste|letzte|erste|meiste|wichtigste|wenigste)[nrsm]?(?!\p{L})|(?<!\p{L})\p{L}*(?:zig|ßig)ste[nrsm]?(?!\p{L})/giu,
    /(?<!\p{L})(?:Regel|Schritt|Tipp|Grund|Frage) (?:Nummer|Nr\.) ?(?:1|eins)(?!\p{N})/giu,
  ],
  superlatives: [
    new RegExp(`(?<!\\p{L})(?:aller)?(?<head>(?:größte|(?:${stems})e?ste)[nrsm]?)(?!\\p{L})`, 'giu'),
    /(?<!\p{L})(?<head>\p{L}{3,}(?:ig|lich|isch|bar|sam|iv|haft|voll)ste[nrsm]?)(?!\p{L})/giu,
    /(?<!\p{L})(?:aller|welt)?(?<head>beste[nrsm]?)(?!\p{L})/giu,
    /(?<!\p{L})(?<head>meist(?:verkauft|gekauft|geliebt|empfohlen)e[nrsm]?|(?:markt|welt)?führende[nrsm]?|Marktführer\p{L}*|unschlagbar\p{L}*|unübertroffen\p{L}*|konkurrenzlos\p{L}*|schlechteste[nrsm]?)(?!\p{L})/giu,
    /(?<!\p{L})(?:der|die|das|den|dem|unsere?|als) (?<head>einzige[nrsm]?) (?!Grund|Weg|Frage|Problem|Mal|Regel|Unterschied|Sache|Ding|Fehler)(?=\p{L})/gu,
    /(?<!\p{L})(?:Nummer|Nr\.?|Platz) ?(?<head>1|eins)(?![\p{L}\p{N}])/giu,
  ],
  comparisons: [
    new RegExp(
      `(?<!\\p{L})(?<head>(?:${stems}|\\p{Ll}{3,}(?:ig|lich|isch|bar|sam|iv))ere?[nrsm]?) als(?! \\d)(?!\\p{L})`,
      'giu',
    ),
    /(?<!\p{L})(?<head>besser|schlechter)(?:e[nrsm]?)?(?: \p{L}+){0,3} als(?! \d)(?!\p{L})/giu,
    /(?<!\p{L})(?:mehr|weniger)(?: (?<head>\p{L}+)){0,3} als(?! (?:\d|hundert|tausend|zwei|drei|vier|fünf|zehn|zwanzig))(?!\p{L})/giu,
    /(?<!\p{L})(?<head>im Vergleich (?:zu|mit)\p{L}?|im Gegensatz zu\p{L}?|anders als (?=andere|die meisten)|doppelt so \p{L}+|(?:zwei|drei|vier|fünf|zehn)mal so \p{L}+|übertrifft|schlägt jede\p{L}?)(?!\p{L})/giu,
  ],
  numbers,
  numberPattern: numberWordPattern(numbers.keys(), 'und', 'Prozent'),
}
