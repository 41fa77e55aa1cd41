import { numberWordPattern, tensAndUnits } from './number-words.ts'
import type { Tongue } from './tongue.ts'

// No "neuf": it is "new" at least as often as it is nine.
const units = ['un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf']
const tens = {
  20: 'vingt',
  30: 'trente',
  40: 'quarante',
  50: 'cinquante',
  60: 'soixante',
  80: 'quatre-vingt',
}
const teens = 'dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'.split(' ')

const numbers: ReadonlyMap<string, number> = new Map<string, number>([
  ...units.slice(1, 8).map((word, at): [string, number] => [word, at + 2]),
  ...teens.map((word, at): [string, number] => [word, at + 10]),
  ...tensAndUnits(units, tens, (ten, unit, value) =>
    value === 1
      ? [`${ten} et un`, `${ten} et une`, `${ten}-et-un`, `${ten}-et-une`, `${ten}-un`]
      : [`${ten}-${unit}`],
  ),
  ...teens.flatMap((word, at): [string, number][] => [
    [`soixante-${word}`, 70 + at],
    [`quatre-vingt-${word}`, 90 + at],
  ]),
  ['quatre-vingts', 80],
  ['septante', 70],
  ['huitante', 80],
  ['nonante', 90],
  ['dizaines', 10],
  ['douzaine', 12],
  ['douzaines', 12],
  ['cent', 100],
  ['cents', 100],
  ['centaines', 100],
  ['mille', 1e3],
  ['milliers', 1e3],
  ['million', 1e6],
  ['millions', 1e6],
  ['milliards', 1e9],
])

export const french: Tongue = {
  name: 'fr',
  innocent: [
    /(?<!\p{L})(?:de plus en plus|(?:en|de|au|non|ni) plus(?= ?[,.:!?]| tard|$)|en plus|au plus|le plus (?:souvent|tôt|vite|tard|possible|important|simple)|(?:la|les) plus (?:importante?s?|simples?)|plus que jamais|plus qu['’]une?|mieux que (?:jamais|rien)|mieux vaut|tant mieux|au mieux|de (?:son|votre|notre|mon|ton) mieux|le mieux|plus ou moins|au moins|du moins|d['’]autant plus)(?!\p{L})/gimu,
    /(?<!\p{L})(?:meilleure?s? (?:vœux|voeux|souvenirs?|ami\p{L}*|moments?|moyens?|façons?|manières?|parties?)|le meilleur (?:reste|est à venir|de (?:vous|toi|soi)))(?!\p{L})/giu,
    /(?<!\p{L})(?:règle|étape|conseil|raison|question) (?:numéro|n°) ?(?:1|un)(?!\p{N})/giu,
  ],
  superlatives: [
    /(?:(?<thing>\p{L}+) )?(?<!\p{L})(?:le|la|les|nos|notre|des|du|aux?|leurs?) (?:plus|moins) (?!de(?!\p{L})|que(?!\p{L})|d['’]|qu['’])(?<head>\p{L}+)(?! que(?!\p{L})| qu['’])/giu,
    /(?<!\p{L})(?<head>meilleure?s?)(?!\p{L})(?! (?:\p{L}+ )?(?:que(?!\p{L})|qu['’]))/giu,
    /(?<!\p{L})(?:numéro|n[°º]|no\.?) ?(?<head>1|un)(?![\p{L}\p{N}])/giu,
    /(?<!\p{L})(?<head>leaders?|imbattables?|inégalée?s?|incomparables?|hors pair|sans égale?|sans rivale?|le pire|la pire)(?!\p{L})/giu,
    /(?<!\p{L})(?:le|la|les) (?<head>seule?s?) (?!chose|moyen|question|problème|fois|limite|règle|façon|raison|erreur|différence)(?=\p{L})/giu,
  ],
  comparisons: [
    /(?<!\p{L})(?:plus|moins) (?!de(?!\p{L})|d['’]|tôt|tard|loin|besoin)(?<head>\p{L}+)(?: que(?!\p{L})| qu['’])/giu,
    /(?<!\p{L})(?:plus|moins) (?:de |d['’])(?<head>\p{L}+) que (?=le|la|les|l['’]|un|une|nos|vos|chez|dans|avec|d['’]autres)/giu,
    /(?<!\p{L})(?<head>mieux|meilleure?s?|pires?)(?: \p{L}+){0,2}(?: que(?!\p{L})| qu['’])/giu,
    /(?<!\p{L})(?<head>par rapport (?:à|aux?)|comparée?s? (?:à|aux?)|contrairement (?:à|aux?)|à la différence (?:de|des|du)|(?:deux|trois|quatre|dix) fois (?:plus|moins))(?!\p{L})/giu,
  ],
  numbers,
  numberPattern: numberWordPattern(numbers.keys(), 'et', 'pour cent'),
}
