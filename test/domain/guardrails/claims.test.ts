import { describe, expect, it } from '@jest/globals'
import type { Finding } from '../../../src/domain/finding.ts'
import { claims } from '../../../src/domain/guardrails/claims.ts'
import { variant, withFacts } from './given.ts'

/** What is not covered, as `code: evidence`. */
function uncovered(language: string, text: string, ...facts: readonly string[]): readonly string[] {
  return claims(variant(text), withFacts(language, ...facts)).map(
    ({ code, evidence }) => `${code}: ${evidence}`,
  )
}

describe('a claim that no fact covers is found', () => {
  it.each([
    ['en', 'We work with 40 farms in Peru.', 'claim_number: 40 farms'],
    ['en', 'We work with forty farms.', 'claim_number: forty farms'],
    ['en', 'Over 40 farms grow for us.', 'claim_number: Over 40 farms grow'],
    ['en', 'Our price is €12.50 a bag.', 'claim_number: €12.50 a bag'],
    ['en', 'Guests give it 4.8. Come by.', 'claim_number: 4.8'],
    ['en', '3/4 of our guests return.', 'claim_number: 4 of our guests return'],
    ['es', 'Compramos a más de 2000 granjas.', 'claim_number: más de 2000 granjas'],
    ['en', 'Open 24/7 for you.', 'claim_superlative: 24/7'],
    ['en', 'Loved by thousands of guests.', 'claim_number: thousands of guests'],
    ['en', 'It uses 30 % less water.', 'claim_percentage: 30 % less water'],
    ['en', 'Ninety percent of our guests return.', 'claim_percentage: Ninety percent of our guests return'],
    ['en', 'The best bread in town.', 'claim_superlative: best bread'],
    ['en', 'Our loaves are the freshest around.', 'claim_superlative: freshest'],
    ['en', "The town's most trusted bakery.", "claim_superlative: town's most trusted bakery"],
    ['en', 'We are the #1 bakery.', 'claim_superlative: #1 bakery'],
    ['en', 'The only bakery with a stone mill.', 'claim_superlative: The only bakery'],
    [
      'en',
      'Our bread stays fresher than supermarket bread.',
      'claim_comparison: fresher than supermarket bread',
    ],
    ['en', 'More reliable than any other oven.', 'claim_comparison: More reliable than any other oven'],
    ['en', 'Twice as fast as before.', 'claim_comparison: Twice as fast'],
    ['de', 'Wir arbeiten mit 40 Höfen.', 'claim_number: 40 Höfen'],
    ['de', 'Vierzig Höfe liefern uns.', 'claim_number: Vierzig Höfe liefern'],
    ['de', 'Fünfundzwanzig Bäcker arbeiten hier.', 'claim_number: Fünfundzwanzig Bäcker arbeiten'],
    [
      'de',
      'Schon 95 Prozent unserer Kunden kommen wieder.',
      'claim_percentage: 95 Prozent unserer Kunden kommen',
    ],
    ['de', 'Um 20 Prozent gestiegen.', 'claim_percentage: 20 Prozent gestiegen'],
    ['fr', 'Nous achetons à 21 fermes.', 'claim_number: 21 fermes'],
    ['de', 'Das beste Brot der Stadt.', 'claim_superlative: beste Brot'],
    ['de', 'Unser Brot ist am frischesten.', 'claim_superlative: frischesten'],
    ['de', 'Die nachhaltigste Bäckerei im Norden.', 'claim_superlative: nachhaltigste Bäckerei'],
    ['de', 'Wir sind die Nummer 1.', 'claim_superlative: Nummer 1'],
    ['de', 'Frischer als jedes andere Brot.', 'claim_comparison: Frischer als jedes andere Brot'],
    ['de', 'Doppelt so lange haltbar.', 'claim_comparison: Doppelt so lange haltbar'],
    ['fr', 'Nous travaillons avec 40 fermes.', 'claim_number: 40 fermes'],
    ['fr', 'Quarante fermes nous livrent.', 'claim_number: Quarante fermes'],
    ['fr', 'Plus de 40 fermes nous livrent.', 'claim_number: Plus de 40 fermes'],
    ['fr', 'Déjà 95 % de nos clients reviennent.', 'claim_percentage: 95 % de nos clients reviennent'],
    ['fr', 'Le meilleur pain de la ville.', 'claim_superlative: meilleur pain'],
    ['fr', 'Le pain le plus frais du quartier.', 'claim_superlative: pain le plus frais'],
    ['fr', 'La boulangerie numéro 1.', 'claim_superlative: numéro 1'],
    ['fr', "Plus frais que celui d'à côté.", 'claim_comparison: Plus frais que celui'],
    ['fr', 'Deux fois plus rapide.', 'claim_comparison: Deux fois plus rapide'],
    ['es', 'Trabajamos con 40 granjas.', 'claim_number: 40 granjas'],
    ['es', 'Cuarenta y dos granjas nos sirven.', 'claim_number: Cuarenta y dos granjas'],
    ['es', 'Ya el 95 % de los clientes vuelve.', 'claim_percentage: 95 % de los clientes vuelve'],
    ['es', 'El mejor pan de la ciudad.', 'claim_superlative: El mejor pan'],
    ['es', 'El pan más fresco de la ciudad.', 'claim_superlative: El pan más fresco'],
    ['es', 'Somos el número uno.', 'claim_superlative: número uno'],
    ['es', 'Más fresco que el pan industrial.', 'claim_comparison: Más fresco que el pan industrial'],
  ])('%s: %s', (language, text, finding) => {
    expect(uncovered(language, text)).toContain(finding)
  })
})

describe('what claims nothing is left alone', () => {
  it.each([
    ['en', 'Read more, and come by for one more loaf. First things first: flour.'],
    ['en', 'All the best from all of us. We do our best every day, and rye tastes best with butter.'],
    [
      'en',
      'The best time to bake is now. Best enjoyed warm. At its best after a day. What works best for you?',
    ],
    ['en', 'Since 2011. In 2024 we began again. On 14 March 2026 at 9:30 am we open. Summer 2026 is near.'],
    ['en', 'Come on November 20th between 9am and 5pm, or on 20/11.'],
    ['en', '1. Mix\n2. Knead\n3) Bake\n4️⃣ Eat'],
    ['en', '3 tips for your first loaf. Five ways to use old bread. Step 2: wait. Part 3 follows.'],
    [
      'en',
      'See https://example.com/2024/40-farms?n=12 or north-mill.example/99 #top10 #100days @user42 a7b@x10.com',
    ],
    ['en', 'Code WELCOME10, B2B, CO2, MP3, 3D, 4K, a 360° view. <3'],
    ['en', 'More than a bakery. Now more than ever. More than just bread. Better late than never.'],
    [
      'en',
      'Most people knead too much. Make the most of your morning. An honest harvest, a guest, a forest, a test.',
    ],
    ['en', 'Rather than waiting, call us. Other than that, no later than Monday. At least try it.'],
    [
      'en',
      'The only thing left is butter. Our latest loaf. The nearest shop. The most important thing is time.',
    ],
    ['en', 'Call +49 421 123456 or 0421 123456. A 1:1 talk. The 20th century, the 1990s.'],
    ['en', 'Bring 1 friend. One of us bakes, the two of us sell. Someone, everyone, once.'],
    ['en', 'North Mill, your bakery. Thread 1/4'],
    ['de', 'Am besten heute noch vorbeikommen. Das Beste kommt zum Schluss. Beste Grüße und besten Dank!'],
    ['de', 'Unsere neueste Sorte, der nächste Termin, das erste Mal, zum zwanzigsten Mal. Am liebsten warm.'],
    ['de', 'Mehr als nur Brot. Mehr denn je. Mehr dazu im Laden. Einfacher als du denkst.'],
    ['de', 'Seit 1998 im Viertel. Am 20. November um 9 Uhr, von 9 bis 17 Uhr, am 3.12. und am 20.11.2026.'],
    ['de', '5 Tipps für den Teig. Drei Dinge, die zählen. Schritt 1: mischen. Einer für alle.'],
    ['de', 'Unser Bäcker als Gast, frischer Kaffee als Geschenk, Kinder als Helfer, immer als Erstes.'],
    ['de', 'Wir sichern die Ernte. Das Wichtigste: Geduld. Die wichtigste Frage. Der 5. Geburtstag.'],
    ['fr', 'En plus, de plus en plus de levain. Plus jamais sans pain. Un peu plus tard. Plus que jamais.'],
    ['fr', "Meilleurs vœux ! Le plus important, c'est le temps. Plus qu'un pain. Au moins une fois."],
    ['fr', 'Depuis 1998. Le 20 novembre à 9 h, ou à 9h30. Le 1er mai. Les années 1990.'],
    [
      'fr',
      '5 conseils pour la pâte. Trois choses à savoir. Étape 2 : pétrir. Un vélo neuf. On en sait plus ?',
    ],
    ['es', 'Más o menos. Una vez más. A lo mejor mañana. Lo más importante es el tiempo. Más que un pan.'],
    ['es', 'Desde 1998. El 20 de noviembre a las 9. Mejor amigo del desayuno. Más que nunca.'],
    ['es', '5 consejos para la masa. Tres cosas. Paso 2: amasar. Más recetas que te gustan. Uno para todos.'],
  ])('%s: %s', (language, text) => {
    expect(uncovered(language, text)).toEqual([])
  })
})

describe('a claim is covered when a fact says the same of the same thing', () => {
  it.each([
    ['en', 'Our flour comes from 40 farms.', 'We buy from 40 farms in Peru.'],
    ['en', 'Forty small farms grow for us.', 'We buy from 40 farms in Peru.'],
    ['en', 'Over 40 farms grow for us.', 'More than 40 farms grow our grain.'],
    ['en', 'We used 1,234.5 kg of rye.', 'We used 1234.5 kilograms of rye in 2025.'],
    ['en', 'Shipped within 48 h.', 'Orders are shipped within 48 hours.'],
    ['en', '10k loaves!', 'We baked 10,000 loaves.'],
    ['en', 'Our best bread won a medal.', 'Voted best bread of Bremen in 2025.'],
    ['en', 'Fresher than supermarket bread.', 'Tests found it fresher than supermarket bread.'],
    ['de', 'Vierzig kleine Höfe.', 'Wir kaufen von 40 Höfen.'],
    ['de', 'Schon 1.260 Anrufe.', 'Wir hatten 1260 Anrufe im Jahr.'],
    ['de', '12,5 % weniger Zucker.', 'Unser Brot hat 12,5 Prozent weniger Zucker.'],
    ['fr', 'Quarante fermes familiales.', 'Nous achetons à 40 fermes.'],
    ['fr', '1 260 appels.', 'Nous avons reçu 1 260 appels.'],
    ['fr', 'Vingt et une fermes.', 'Nous achetons à 21 fermes.'],
    ['fr', 'Quatre-vingt-dix-sept fermes.', 'Nous achetons à 97 fermes.'],
    ['es', 'Cuarenta y dos granjas.', 'Compramos a 42 granjas.'],
    ['en', 'Two hundred and fifty farms.', 'We buy from 250 farms.'],
    ['es', 'Cuarenta granjas.', 'Compramos a 40 granjas.'],
    ['es', 'El pan más fresco.', 'Elegido el pan más fresco de Bilbao.'],
  ])('%s: %s', (language, text, fact) => {
    expect(uncovered(language, text, fact)).toEqual([])
  })
})

describe('a fact about something else covers nothing', () => {
  it.each([
    ['en', '40 bakers work here.', 'We buy from 40 farms in Peru.'],
    ['en', '12 awards for our roasters.', '12 roasters work here.'],
    ['en', '30 % less sugar.', 'It needs 30 % less water.'],
    ['en', '40 % of our farms are organic.', 'We buy from 40 farms.'],
    ['en', 'Over 40 farms.', 'We buy from 40 farms.'],
    ['en', '40+ farms.', 'We buy from 40 farms.'],
    ['en', '140 farms.', '40 farms grow our grain.'],
    ['en', 'The best cake in town.', 'Voted best bread of Bremen.'],
    ['de', 'Ein Team von 1,260 kg.', 'Wir hatten 1.260 kg.'],
    ['de', '1.260 Kunden', 'Im Schnitt kamen 1,260 Kunden.'],
    ['es', 'El bizcocho más fresco de la ciudad.', 'El pan más fresco de la ciudad.'],
  ])('%s: %s', (language, text, fact) => {
    expect(uncovered(language, text, fact)).toHaveLength(1)
  })

  it('finds each claim of a text by itself', () => {
    expect(uncovered('en', '40 farms, 12 mills, the best bread.', 'We buy from 40 farms.')).toEqual([
      'claim_superlative: best bread',
      'claim_number: 12 mills',
    ])
  })
})

describe('a fact in its own words is covered', () => {
  const fact = 'Our oven is the oldest in Bremen and bakes 3,000 loaves, 12 % more than in 2020.'

  it('inside another sentence', () => {
    expect(uncovered('en', `Did you know? ${fact.slice(0, -1)}! Tell us more.`, fact)).toEqual([])
  })

  it('but not as a part of a longer figure, nor raised', () => {
    expect(uncovered('en', 'Our team: 140 farms grow grain.', '40 farms grow grain.')).toHaveLength(1)
    expect(uncovered('en', 'More than 40 farms grow grain.', '40 farms grow grain.')).toHaveLength(1)
  })
})

function withCta(text: string, cta: string): readonly Finding[] {
  const around = withFacts('it')
  return claims(variant(text), { ...around, brand: { ...around.brand, ctas: [cta] } })
}

it('takes a time or a house number in a call to action for no claim, a percentage for one', () => {
  expect(withCta('Buono. Passa in via del Ponte 4!', 'Passa in via del Ponte 4')).toEqual([])
  expect(withCta('Prendi il 20 %!', 'Prendi il 20 %')).toHaveLength(1)
})

it('reads figures in a language whose words are not known', () => {
  expect(uncovered('nl', 'Wij werken met 40 boeren.')).toEqual(['claim_number: 40 boeren'])
})

function weigh(text: string): readonly number[] {
  return claims(variant(text), withFacts('en')).map(({ weight }) => weight)
}

it('weighs a percentage so that it alone makes a variant high risk, any other claim medium', () => {
  expect(weigh('It uses 30 % water.')).toEqual([0.45])
  expect(weigh('40 farms. The best bread. Fresher than cake.')).toEqual([0.3, 0.35, 0.3])
})
