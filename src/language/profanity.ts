import { profaneWords } from '@2toad/profanity'
import { primaryLanguage } from '../domain/guardrails/language.ts'

/** Words of a text that offend, each once, as they stand in it. Whole words only: nobody from Scunthorpe is meant. */
export function profanityIn(text: string, language: string): readonly string[] {
  const offending = listFor(language)
  const tokens = [...text.matchAll(token)]
  const found = new Set<string>()
  for (const [at, match] of tokens.entries()) {
    const word = [match[0], match[0].replace(/[!$@*+-]+$/u, ''), ...match[0].split('-')].find((one) =>
      offending.has(one.normalize('NFC').toLowerCase()),
    )
    if (word) found.add(word)
    for (const length of [2, 3]) {
      const last = tokens[at + length - 1]
      const phrase = last && text.slice(match.index, last.index + last[0].length)
      if (phrase && offending.has(phrase.normalize('NFC').toLowerCase())) found.add(phrase)
    }
  }
  return [...found]
}

const token = /[\p{L}\p{M}\p{N}$@!*+-]+/gu

/** The words of the text's language, and of English those that offend anywhere. */
function listFor(language: string): ReadonlySet<string> {
  const primary = primaryLanguage(language)
  return primary === 'en' ? english : (reviewed.get(primary) ?? anywhere)
}

function listed(language: string): readonly string[] {
  return profaneWords.get(language) ?? []
}

function pick(language: string, words: string): readonly string[] {
  const wanted = new Set(words.trim().split(/\s*,\s*/))
  return listed(language).filter((word) => wanted.has(word))
}

// Words of the English list with an everyday meaning, a name, a place, or of the body and of medicine.
const everyday = new Set(
  `
  a55, as$, anal, anus, balls, beastial, bestial, bloody, boner, breasts, bugger, bum, butt, butts, chink, cipa, cl1t, clit,
  clitoris, clits, cock, cocks, cok, coon, cox, cum, cums, cyalis, dick, dink, dinks, dirsa, doggin, dogging, duche,
  dyke, ejaculate, ejaculated, ejaculates, ejaculating, ejaculation, fag, fags, fagot, fagots, fanny, feck, flange,
  fook, fux, gaylord, hoar, hoare, hoer, hoes, homo, hore, horny, jap, kawk, kock, kondum, kum, kums, labia, lust,
  lusting, masochist, mof0, mofo, muff, nob, orgasm, orgasms, pawn, pecker, penis, poop, prick, pricks, pron, pube,
  pussy, rectum, rimming, s hit, sadist, screwing, scrotum, semen, sex, shag, skank, smut, snatch, spac, spunk,
  teets, teez, testicle, tit, tits, tosser, turd, vagina, viagra, vulva, w00se, wang, willies, willy, homo, nazi
  `
    .trim()
    .split(/\s*,\s*/),
)

const english: ReadonlySet<string> = new Set(listed('en').filter((word) => !everyday.has(word)))

const anywhere: ReadonlySet<string> = new Set(
  listed('en').filter((word) => /fuck|shit|cunt|nigg|asshole|bitch|twat|faggot|whore|jizz/.test(word)),
)

// The other lists are machine translations of the English one, with words like "pour", "lustig" and "perro" in them.
// These are the ones that do offend.
const reviewed: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    de: pick(
      'de',
      `arsch, arschficker, arschloch, arschlöcher, schlampe, schlampen, titten, kacke, schwanzlutscher, fotze, schwuchtel,
       schwuchteln, fettass, fingerfick, scheiße, fick, ficks, gefickt, wichser, scheißkerle, scheißkerl, fick mich, pisse,
       pissen, muschi, muschis, transen, scheißkopf, hure, verfickt`,
    ),
    fr: pick(
      'fr',
      `cul, culs, enculé de cul, enfoiré, enfoirés, trou du cul, gros cul, bâtard, salope, salopes, les salopes, les nichons,
       enculé, enculés, des conneries, suceur de bite, lèche-cul, chattes, chatte, putain, putains, bite, tête de bite,
       enculé de chien, pédé, pédés, merde, baisée, espèce d'enfoiré, fils de pute, baise-moi, connard, tête de cul, branleur,
       merdeux, nègre, nègres, tête de noeud, merdique, des merdes, pute`,
    ),
    es: pick(
      'es',
      `culo, culos, culo de mierda, imbécil, puta, putas, mierda, mierdas, ¡mierda, polla, pollas, chupavergas, chupa pollas,
       puta mierda, perro mierda, maricón, maricas, follada, hijo de puta, hijos de puta, chupa penes, cabrón, mamada, mamadas`,
    ),
  }).map(([language, words]): [string, ReadonlySet<string>] => [language, new Set([...words, ...anywhere])]),
)
