/** Lower case, without accents: `Größe` is `grosse`. */
export function fold(word: string): string {
  return word.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '')
}

/** Whether two folded words are forms of one: equal, or alike but for their endings (`farm` and `farms`). */
export function isSameWord(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length >= 3 && long.startsWith(short) && /^(?:s|e|n|x|es|en|er)$/.test(long.slice(short.length)))
    return true
  let shared = 0
  while (shared < short.length && short[shared] === long[shared]) shared++
  return shared >= 4 && shared >= 0.7 * long.length
}

/**
 * The things that a claim is about, from where it ends: up to three content words that follow directly. Leading
 * function words are passed over where `skip` says so ("40 % of our farms").
 */
export function thingsAfter(text: string, end: number, skip: boolean): { words: string[]; end: number } {
  const words: string[] = []
  let at = end
  let reached = end
  let skipped = 0
  for (let seen = 0; seen < 8 && words.length < 3; seen++) {
    const match = /^[\s'’-]{0,3}(\p{L}[\p{L}\p{M}]*)/u.exec(text.slice(at, at + 60))
    const word = match?.[1] && fold(match[1])
    if (!match || word === undefined || match[0].includes('\n')) break
    at += match[0].length
    if (isFunctionWord(word)) {
      if (words.length > 0 || !skip || ++skipped > 3) break
      continue
    }
    if (isDegreeWord(word)) continue
    words.push(units.get(word) ?? word)
    reached = at
  }
  return { words, end: reached }
}

/** Content words within sixty characters on either side, not beyond the sentence. */
export function wordsNear(text: string, start: number, end: number): string[] {
  const before =
    text
      .slice(Math.max(0, start - 60), start)
      .split(sentenceEnd)
      .at(-1) ?? ''
  const behind = text.slice(end, end + 60).split(sentenceEnd)[0] ?? ''
  return contentWords(`${before} ${behind}`)
}

export function contentWords(text: string): string[] {
  return (text.match(/\p{L}[\p{L}\p{M}]+/gu) ?? [])
    .map(fold)
    .filter((word) => !isFunctionWord(word) && !isDegreeWord(word))
    .map((word) => units.get(word) ?? word)
}

function isFunctionWord(folded: string): boolean {
  return functionWords.has(folded)
}

function isDegreeWord(folded: string): boolean {
  return degreeWords.has(folded)
}

const sentenceEnd = /[.!?…](?=\s|$)|\n/u

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}

// Folded. English, French, German, Spanish together: what is one's function word is seldom another's noun.
const functionWords = set(`
  a an the of in on at for with from to by and or per as is are was were be been has have had do does did will would can
  could we you they it he she i me us them our your their its his her my this that these those than but not no so if
  when while who which what where how why up out off over about into through during before after between until since
  every each all any some only just also even still very too here there now then
  le la les l un une de du des d et ou au aux en dans pour par sur avec sans nos notre vos votre leur leurs son sa ses ce
  cet cette ces est sont ont nous vous ils elles il elle on je tu qui que qu dont ne pas y se s n c j chez entre depuis
  vers sous toute tout toutes tous
  der die das den dem des ein eine einen einer eines einem und oder im am an auf fur mit von vom zum zur bei aus nach
  uns mich dich ihn ihm hier wieder ist sind war waren hat haben wird werden wir sie ihr ihre ihren ihrer unser unsere unserer unseren unserem dein deine
  deinen euer eure er es ich du sich nicht als wie auch nur noch schon so aber dass wenn bis seit uber unter durch um
  el los las lo unos unas uno del al para con sin su sus nuestro nuestra nuestros nuestras tu tus mi mis es son
  esta estan tiene tienen hay o e desde hasta entre sobre como cada pero si no muy ya le les nos os te
`)

// They say how much, not of what.
const degreeWords = set(`
  more most less least fewer better best worse worst much many almost nearly around roughly exactly
  plus moins mieux meilleur meilleure meilleurs meilleures environ presque pres
  mehr weniger besser fast etwa rund knapp genau circa
  mas menos mejor mejores casi unos unas alrededor aproximadamente
`)

// One unit in four languages and two spellings.
const units: ReadonlyMap<string, string> = new Map(
  [
    'hour h hr hrs hour hours std stunde stunden heure heures hora horas',
    'minute min mins minute minutes minuten minuto minutos',
    'day day days tag tage tagen jour jours dia dias',
    'week week weeks woche wochen semaine semaines semana semanas',
    'month month months monat monate monaten mois mes meses',
    'year year years jahr jahre jahren an ans annee annees ano anos',
    'kilogram kg kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramo kilogramos',
    'gram g gram grams gramm gramme grammes gramo gramos',
    'kilometre km kilometre kilometres kilometer kilometers kilometern kilometro kilometros',
    'litre l litre litres liter liters litern litro litros',
    'euro eur euro euros',
    'dollar usd dollar dollars dolar dolares',
    'pound gbp pound pounds',
    'franc chf franken francs franc',
    'times x fach mal fois veces times fold',
  ].flatMap((line) => {
    const [unit = '', ...names] = line.split(' ')
    return names.map((name): [string, string] => [name, unit])
  }),
)
