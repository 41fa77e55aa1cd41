import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { readText } from '../../src/language/text-reader.ts'

describe('the language of a text', () => {
  const samples = {
    en: 'Our dark loaf needs two nights to rise. Come by on Saturday and taste it while it is still warm.',
    de: 'Unser dunkles Brot ruht zwei Nächte lang. Komm am Samstag vorbei und probier es, solange es warm ist.',
    fr: 'Notre pain noir repose pendant deux nuits. Passez samedi pour le goûter tant qu’il est encore chaud.',
    es: 'Nuestro pan oscuro reposa durante dos noches. Ven el sábado y pruébalo mientras sigue caliente.',
    nl: 'Ons donkere brood rijst twee nachten lang. Kom zaterdag langs en proef het terwijl het nog warm is.',
  }

  it.each(Object.entries(samples))('is %s where it is plain', (language, text) => {
    for (const expected of ['en', 'de-CH', 'fr-FR', 'es'])
      expect(readText(text, expected).language).toBe(language)
  })

  it.each([
    ['Bonjour tout le monde', 'en'],
    ['New: espresso in Hamburg', 'de'],
    ['Brot & Café', 'fr'],
    ['', 'en'],
    ['https://example.com/unser-brot-ist-heute-besonders-frisch #frischesbrot @baecker', 'en'],
    ['🍞🍞🍞 12345 67890 12345 67890 12345', 'en'],
  ])('is not told where there is too little to tell it from: %j', (text, expected) => {
    expect(readText(text, expected).language).toBeNull()
  })

  it.each([
    ['nb', 'Ny kaffe hver dag i butikken, og alle er velkomne til at kigge forbi.'],
    ['de', 'Cold Brew, Latte Art, Cupping: unser Barista Workshop im Coffee Lab am Samstag'],
    ['en', 'Kontor, Sidamo, Yirgacheffe: the new beans are in'],
    ['es', 'Croissant, baguette, brioche: todo recién hecho en nuestra panadería'],
    ['nb', 'Brødet vårt hever i to netter. Kom innom på lørdag og smak det mens det fortsatt er varmt.'],
  ])('is the expected one (%s) where foreign words are mixed in', (expected, text) => {
    expect(readText(text, expected).language).toBe(expected === 'nb' ? 'no' : expected)
  })

  it('is not told where the expected language is one that the detector does not know', () => {
    expect(readText(samples.en, 'ga').language).toBeNull()
  })
})

describe('profanity', () => {
  it.each([
    ['en', 'What the fuck is this shitty bread?', ['fuck', 'shitty']],
    ['en', 'A BLOWJOB joke, you son-of-a-bitch!', ['BLOWJOB', 'son-of-a-bitch']],
    ['en', 'Sh!t happens, carpet muncher.', ['Sh!t', 'carpet muncher']],
    ['de', 'So eine Scheiße, du Arschloch!', ['Scheiße', 'Arschloch']],
    ['de-AT', 'Holy shit, gutes Brot.', ['shit']],
    ['fr', 'Putain, ce pain est merdique, connard.', ['Putain', 'merdique', 'connard']],
    ['es', 'Qué mierda de pan, hijo de puta.', ['mierda', 'hijo de puta', 'puta']],
    ['it', 'What the fuck', ['fuck']],
  ])('is named in %s as it stands: %j', (language, text, words) => {
    expect(readText(text, language).profanity).toEqual(words)
  })

  it.each([
    [
      'en',
      'Scunthorpe, Arsenal, cocktail, class, Essex, therapist, assess, document, Dickens, Penistone, shiitake',
    ],
    [
      'en',
      'Bloody Mary, a cock crows, chicken breasts, pork butts, Mr Dick and Mr Wang, Cox apples, Dyke Road, A55',
    ],
    [
      'de',
      'Lust auf Kaffee? Lustig, wie das Huhn die Nüsse pickt. Kein Kummer. Der Schlitten, die Felgen, die Schrauben.',
    ],
    [
      'de',
      'Sonnenblumensamen, Flat White, 50 % in %, phantasievoll, Eier, Mist, Kümmel, Knochen, Pfoten, Wahnsinn',
    ],
    [
      'fr',
      "S'il vous plaît, pour les boutons : une pomme, un titre, la pâte, le feu, le coq, l'évier, la Chine. Saint-Cucufa",
    ],
    [
      'es',
      'El perro, la cabra y el gallo. Grasa, dedos, hueso, caliente, negro, bolas, titular, vehículo, artículo',
    ],
  ])('is not seen in everyday words of %s: %j', (language, text) => {
    expect(readText(text, language).profanity).toEqual([])
  })
})

it('reads any text, and names words that stand in it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 10_000 }),
      fc.constantFrom('en', 'de', 'fr', 'xx'),
      (text, language) => {
        for (const word of readText(text, language).profanity) expect(text).toContain(word)
      },
    ),
    { numRuns: 50 },
  )
})
