import { numberWordPattern, tensAndUnits } from './number-words.ts'
import type { Tongue } from './tongue.ts'

const units = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const tens = {
  20: 'twenty',
  30: 'thirty',
  40: 'forty',
  50: 'fifty',
  60: 'sixty',
  70: 'seventy',
  80: 'eighty',
  90: 'ninety',
}
const teens = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')

const numbers: ReadonlyMap<string, number> = new Map([
  ...units.slice(1).map((word, at): [string, number] => [word, at + 2]),
  ...teens.map((word, at): [string, number] => [word, at + 10]),
  ...tensAndUnits(units, tens, (ten, unit) => [`${ten}-${unit}`]),
  ['dozen', 12],
  ['dozens', 12],
  ['hundred', 100],
  ['hundreds', 100],
  ['thousand', 1e3],
  ['thousands', 1e3],
  ['million', 1e6],
  ['millions', 1e6],
  ['billion', 1e9],
])

// Adjectives that sell. Weather and time ("the longest day") claim nothing about a brand.
const er =
  'fast|quick|cheap|fresh|strong|small|high|low|smart|clean|green|rich|bold|bright|sweet|soft|smooth|great|rare|old|young|tall|light|cool|fair|sharp|crisp|lean|loyal|sleek|clear|tough|near|warm'
const r = 'large|fine|safe|pure|simple|wise|nice|rare|brave|gentle'
const ier = 'tast|health|eas|happ|love?l|friend?l|juic|cream|spic|trend|wealth|sturd|earl|funn|tid'
const doubled = 'bigg|thinn|fitt'
const comparative = `(?:(?:${er})er|(?:${r})r|(?:${ier})ier|(?:${doubled})er|better|worse)`
const superlative = `(?:(?:${er})est|(?:${r})st|(?:${ier})iest|(?:${doubled})est|best|worst)`

export const english: Tongue = {
  name: 'en',
  innocent: [
    /\b(?:all the best|best (?:wishes|regards|of luck|friends?|practices?|before|guess|case|if|when|with|enjoyed|served|paired|suited|used|kept|stored|of both worlds|foot|to|ways?|times?|parts?|bits?|moments?|things?|days?|seats?)|second[- ]best|best[- ]?sellers?|best[- ]selling|worst[- ]case|the (?:last|next) best)\b/giu,
    /\b(?:do|does|did|doing|done|try|tries|trying|give|gives|know|knows|look|looks|feel|feels|love|loves|like|likes|work|works|taste|tastes|go|goes|suit|suits)(?: (?:my|your|our|their|his|her|its|it|you|the))? best\b/giu,
    /\b(?:my|your|his|her) (?:very |personal )?(?:best|worst)\b|\bat (?:the |its |their |your )?(?:very )?(?:best|worst|most|least|latest|earliest)\b/giu,
    /\b(?:nearest|mak(?:e|es|ing) the most of|get(?:s|ting)? the most (?:out )?of|most (?:of|people|days|mornings|evenings|likely|often|recent(?:ly)?)|the most important|(?:the )?easiest (?:way|step|thing)|at least|the two of (?:us|you|them))\b/giu,
    /\bmore (?:than )?(?:just|a|an|ever|meets|words|you|enough|happy|welcome|ready|anything|information|about|to|of|on|and more) ?(?:than ever)?\b|\b(?:better|easier|sooner|later|earlier|less) than (?:ever|you|nothing|never|later|that|this|expected|it (?:looks|sounds))\b|\bbetter late than\b/giu,
    /\b(?:rule|step|tip|reason|lesson|mistake|question|priority) (?:number|no\.?|#) ?(?:one|1)\b|^#1(?=[ :.])/gimu,
  ],
  superlatives: [
    new RegExp(`(?<!\\p{L})(?<head>${superlative})(?!\\p{L})`, 'giu'),
    /(?<!\p{L})(?:the|our|its|their|\p{L}+['’]s) (?:most|least) (?<head>(?!of\b|people\b)\p{L}+)/giu,
    /(?<!\p{L})most (?<head>(?:trusted|loved|popular|awarded|advanced|sustainable|reliable|innovative|affordable|effective|efficient|comfortable|delicious|powerful|beautiful|experienced|respected|recommended|complete))(?!\p{L})/giu,
    /(?:#|(?<!\p{L})(?:no|nr)\.? ?|(?<!\p{L})number )(?<head>1|one)(?![\p{L}\p{N}.,]*\p{N}|\p{L})/giu,
    /(?<!\p{L})(?<head>(?:world|market|industry|class)[- ](?:leading|class)|market leaders?|leaders? in|the leading|unbeatable|unrivall?ed|unmatched|unparalleled|unsurpassed|second to none|top[- ]rated)(?!\p{L})/giu,
    /(?<!\p{L})the (?<head>only) (?!thing|way|one|question|problem|catch|limit|rule|time|difference|reason|mistake)(?=\p{L})/giu,
  ],
  comparisons: [
    new RegExp(`(?<!\\p{L})(?<head>${comparative})(?: \\p{L}+){0,3} than(?! \\d)(?!\\p{L})`, 'giu'),
    /(?<!\p{L})(?:more|less|fewer)(?: (?<head>\p{L}+)){1,3} than(?! \d)(?!\p{L})/giu,
    /(?<!\p{L})(?<head>compared (?:to|with)|in comparison (?:to|with)|unlike (?=other|most|any|the)|twice as \p{L}+|half the price|outperforms?|beats? (?=the|any|every|all|other))(?!\p{L})/giu,
  ],
  numbers,
  numberPattern: numberWordPattern(numbers.keys(), 'and', 'percent|per cent'),
}
