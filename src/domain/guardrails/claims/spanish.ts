import { numberWordPattern, tensAndUnits } from './number-words.ts'
import type { Tongue } from './tongue.ts'

const units = ['uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve']
const tens = {
  30: 'treinta',
  40: 'cuarenta',
  50: 'cincuenta',
  60: 'sesenta',
  70: 'setenta',
  80: 'ochenta',
  90: 'noventa',
}
const tenToTwentyNine = (
  'diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés ' +
  'veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'
).split(' ')
const hundreds =
  'doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(' ')

const numbers: ReadonlyMap<string, number> = new Map<string, number>([
  ...units.slice(1).map((word, at): [string, number] => [word, at + 2]),
  ...tenToTwentyNine.map((word, at): [string, number] => [word, at + 10]),
  ...tensAndUnits(units, tens, (ten, unit) => [`${ten} y ${unit}`]),
  ...hundreds.flatMap((word, at): [string, number][] => [
    [word, (at + 2) * 100],
    [word.replace(/os$/, 'as'), (at + 2) * 100],
  ]),
  ['docena', 12],
  ['docenas', 12],
  ['decenas', 10],
  ['cien', 100],
  ['ciento', 100],
  ['cientos', 100],
  ['mil', 1e3],
  ['miles', 1e3],
  ['millón', 1e6],
  ['millones', 1e6],
])

export const spanish: Tongue = {
  name: 'es',
  innocent: [
    /(?<!\p{L})(?:más o menos|a lo mejor|lo mejor (?:posible|de ti|de todo|está por venir)|mejor(?:es)? (?:deseos|amig[oa]s?|momentos?|maneras?|formas?)|(?:tu|mi|su) mejor|nada más|no más|es más|una vez más|cuanto más|por más que|más que nunca|más que un[oa]?|mejor que (?:nunca|nada)|lo más (?:pronto|importante|bonito|tarde|rápido|posible|simple)|(?:el|la|los|las) más importantes?|más (?:allá|tarde|adelante|de lo que)|al menos|por lo menos|menos mal)(?!\p{L})/giu,
    /(?<!\p{L})(?:regla|paso|consejo|razón|pregunta) (?:número|n\.?º) ?(?:1|uno)(?!\p{N})/giu,
  ],
  superlatives: [
    /(?<!\p{L})(?:el|la|los|las|nuestr[oa]s?|del|al) (?<thing>(?:(?!que |y |con |en |por |para )\p{L}+ ){0,3})(?:más|menos) (?!de(?!\p{L})|que(?!\p{L}))(?<head>\p{L}+)(?! que(?!\p{L}))/giu,
    /(?<!\p{L})(?:el|la|los|las|lo|nuestr[oa]s?|del|al) (?<head>mejor(?:es)?|peor(?:es)?)(?!\p{L})(?! que(?!\p{L}))/giu,
    /(?<!\p{L})(?:número|n\.? ?[º°]) ?(?<head>1|uno)(?![\p{L}\p{N}])/giu,
    /(?<!\p{L})(?<head>líder(?:es)?|imbatibles?|inigualables?|insuperables?|sin igual|sin rival)(?!\p{L})/giu,
    /(?<!\p{L})(?:el|la|los|las) (?<head>únic[oa]s?) (?!cosa|pregunta|manera|forma|problema|vez|límite|regla|razón|error|diferencia|que )(?=\p{L})|(?<!\p{L})(?<only>únic[oa]s?) en(?!\p{L})/giu,
  ],
  comparisons: [
    /(?<!\p{L})(?:más|menos) (?!de(?!\p{L})|que(?!\p{L})|tarde|allá)(?<head>\p{L}+) que(?! (?:te|tu|puedes?|nos|se|le|les|os|hay|vas?|son|es|quier\p{L}*|neces\p{L}*)(?!\p{L}))(?!\p{L})/giu,
    /(?<!\p{L})(?<head>mejor(?:es)?|peor(?:es)?)(?: \p{L}+){0,2} que(?! (?:te|nos|se|hay|puedes?)(?!\p{L}))(?!\p{L})/giu,
    /(?<!\p{L})(?<head>en comparación con|comparad[oa]s? con|a diferencia de(?:l)?|el doble de(?: \p{L}+)?|(?:dos|tres|cuatro|diez) veces (?:más|menos))(?!\p{L})/giu,
  ],
  numbers,
  numberPattern: numberWordPattern(numbers.keys(), 'y', 'por ciento'),
}
