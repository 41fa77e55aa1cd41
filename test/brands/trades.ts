import type { Brand, NetworkName, Pillar } from '../../src/domain/brand.ts'

/** Brands of different trades and languages, none of them the example that ships. */

type Words = Pick<
  Brand,
  'id' | 'name' | 'positioning' | 'audience' | 'valuePropositions' | 'language' | 'ctas'
> & {
  readonly facts: readonly string[]
  readonly pillar?: Pillar
  readonly disclosures?: readonly string[]
}

const hour = 3_600_000

function brand({ facts, pillar, disclosures = [], ...words }: Words): Brand {
  const pillars: readonly Pillar[] = [
    'education',
    'social_proof',
    'product',
    'behind_the_scenes',
    'thought_leadership',
    'community',
  ].map((id) => ({ id, name: id, weight: 1, topics: [] }))
  const networks: readonly NetworkName[] = ['x', 'linkedin', 'facebook']
  return {
    ...words,
    facts: facts.map((text) => ({ text, source: 'own records' })),
    voice: { tone: 'plain, warm', do: [], dont: [], bannedPhrases: [], disclosures },
    timeZone: 'Europe/Berlin',
    pillars: pillar ? [...pillars, pillar] : pillars,
    accounts: networks.map((network) => ({
      network,
      handle: words.id,
      postingTime: '09:00',
      postsPerWeek: 7,
      minSpacingHours: 4,
      credentials: 'outbox' as const,
    })),
    reviewers: [],
    groups: [],
    rooms: [],
    policy: {
      approvals: { low: 1, medium: 1, high: 2 },
      expireAfterMs: 48 * hour,
      lateToleranceMs: 2 * hour,
      undoWindowMs: 60_000,
      draftAt: '06:00',
      linkHosts: [],
      dailyModelBudgetUsd: 1,
    },
  }
}

export const joinery = brand({
  id: 'quay-street-joinery',
  name: 'Quay Street Joinery',
  positioning: 'A small workshop that builds and repairs wooden windows for old houses',
  audience: 'Owners of listed and period homes who would rather repair than replace',
  valuePropositions: [
    'Old windows kept in use, warm and draught-free',
    'A written survey before any quote, so nothing comes as a surprise',
    'We work from inside the house, so scaffolding is rarely needed',
    'Hardware that can be taken apart and mended',
  ],
  facts: [
    'We have repaired 1,240 sash windows since 2011.',
    'Every window we build is oak or Accoya, felled under FSC certificates.',
    'A survey takes about two hours and costs £90, taken off the bill later.',
    'Our glass is 4 mm hand-drawn restoration glass from a Bavarian glassworks.',
    'All four joiners served their apprenticeship in this workshop.',
    'We keep a drawing of each window we have ever made.',
    'Linseed oil paint, three coats, no plastic filler.',
    'The workshop is open to visitors on the first Saturday of the month.',
    'Draught-proofing strips are brushed wool and can be replaced without tools.',
    'Lead times are eight to ten weeks from survey to fitting.',
  ],
  language: 'en-GB',
  ctas: [
    'Book a survey at quaystreetjoinery.example/survey',
    'Bring a photo of your window on Saturday',
    'Which window in your house sticks?',
    'Read how a repair works: quaystreetjoinery.example/repair',
    'Write to us about your house',
  ],
})

export const physio = brand({
  id: 'atelier-du-geste',
  name: 'Atelier du Geste',
  positioning: 'Un cabinet de kinésithérapie pour musiciennes et musiciens, à Lyon',
  audience: 'Les musiciens professionnels et amateurs qui jouent avec une douleur',
  valuePropositions: [
    'Des séances qui se font avec l’instrument en main',
    'Un bilan écrit, compréhensible, que vous gardez',
    'des exercices courts, pensés pour les pauses de répétition',
    'Nous parlons aussi avec votre professeur, si vous le souhaitez',
  ],
  facts: [
    'Chaque séance dure 45 minutes.',
    'Notre équipe compte trois kinésithérapeutes, toutes musiciennes.',
    'Le cabinet possède un piano, un violoncelle et deux guitares de prêt.',
    'Nous travaillons avec le conservatoire de Lyon depuis 2016.',
    'La salle est insonorisée : on peut y jouer à plein volume.',
    'Les premiers rendez-vous sont proposés sous dix jours.',
    'Nous filmons le geste uniquement avec votre accord et effaçons la vidéo après le bilan.',
    'Un atelier gratuit d’échauffement a lieu chaque premier lundi du mois.',
    'Les séances prescrites sont conventionnées.',
    'Ouvert le soir jusqu’à 21 heures pendant les périodes de concert',
  ],
  language: 'fr-FR',
  ctas: [
    'Prenez rendez-vous sur atelierdugeste.example',
    'Inscrivez-vous à l’atelier d’échauffement',
    'Quel passage vous fait mal ?',
    'Écrivez-nous avant la tournée',
    'Téléchargez la fiche des pauses : atelierdugeste.example/pauses',
  ],
  pillar: {
    id: 'echauffement',
    name: 'Échauffement',
    weight: 1,
    topics: ['l’échauffement avant la répétition', 'Les pauses pendant le travail'],
  },
})

export const bikeShop = brand({
  id: 'radwerk-sued',
  name: 'Radwerk Süd',
  positioning: 'Fahrradwerkstatt in Freiburg, die Alltagsräder und Lastenräder repariert',
  audience: 'Menschen, die täglich mit dem Rad fahren und es selbst verstehen wollen',
  valuePropositions: [
    'Reparaturen, bei denen man zuschauen darf',
    'Ein Kostenvoranschlag per Foto, bevor etwas passiert',
    'Wir erklären jeden Handgriff, wenn jemand fragt',
    'Leihräder für die Dauer der Reparatur',
  ],
  facts: [
    'Wir reparieren im Jahr rund 2.800 Räder.',
    'Unsere Werkstatt hat sechs Montageplätze und einen für Lastenräder.',
    'Jede Inspektion umfasst 32 Prüfpunkte.',
    'Donnerstags ist Selbsthilfeabend: Werkzeug und Rat kosten nichts.',
    'Gebrauchte Teile prüfen wir und verkaufen sie mit einem Jahr Gewährleistung.',
    'Altes Kettenöl geht an einen zertifizierten Entsorger.',
    'Alle Laufräder zentrieren wir von Hand.',
    'Zwei Auszubildende lernen bei uns Zweiradmechatronik.',
    'Die meisten Reparaturen sind innerhalb von drei Werktagen fertig.',
    'Ersatzteile für Nabenschaltungen halten wir bis Baujahr 1985 vor.',
  ],
  language: 'de-DE',
  ctas: [
    'Termin buchen: radwerk-sued.example/termin',
    'Foto vom Schaden schicken und Kosten erfahren',
    'Welches Geräusch macht dein Rad?',
    'Am Donnerstag vorbeikommen',
    'Checkliste für den Winter lesen: radwerk-sued.example/winter',
  ],
  pillar: {
    id: 'winter',
    name: 'Winterfest',
    weight: 1,
    topics: ['Radfahren im Winter', 'Pflege der Kette'],
  },
})

export const seedBank = brand({
  id: 'semillas-del-valle',
  name: 'Semillas del Valle',
  positioning: 'Una cooperativa que recupera semillas de huerta antiguas en el valle del Jerte',
  audience: 'Personas con huerto, balcón o escuela que quieren cultivar variedades locales',
  valuePropositions: [
    'Semillas que se pueden guardar y volver a sembrar',
    'Instrucciones de cultivo escritas por quienes siembran esa variedad',
    'Sobres pequeños, para probar sin desperdiciar',
    'Respondemos preguntas de huerto durante toda la temporada',
  ],
  facts: [
    'Conservamos 312 variedades, 87 de ellas de tomate.',
    'La cooperativa tiene 26 socias y socios en nueve pueblos.',
    'Cada lote pasa una prueba de germinación antes de salir.',
    'Los sobres son de papel reciclado y tinta vegetal.',
    'Trabajamos con 14 escuelas de la comarca.',
    'En cada sobre figura el nombre de quien cultivó la semilla.',
    'La feria de intercambio se celebra el segundo domingo de marzo.',
    'Enviamos los martes y los jueves.',
    'El banco de semillas se puede visitar con cita previa.',
    'Ninguna de nuestras semillas lleva tratamiento químico.',
  ],
  language: 'es-ES',
  ctas: [
    'Mira el catálogo en semillasdelvalle.example',
    'Ven a la feria de intercambio',
    '¿Qué variedad recuerdas de la huerta de tu familia?',
    'Pide el calendario de siembra: semillasdelvalle.example/calendario',
    'Escríbenos antes de sembrar',
  ],
  disclosures: ['#cooperativa'],
})

/** In a language that the twin has no phrases in. */
export const bakery = brand({
  id: 'forno-di-ponte',
  name: 'Forno di Ponte',
  positioning: 'Un forno di quartiere che lavora solo con lievito madre',
  audience: 'Chi compra il pane due volte a settimana e lo vuole buono anche il terzo giorno',
  valuePropositions: ['Pane che resta morbido', 'Farine di mulini che conosciamo di persona'],
  facts: [
    'Il nostro lievito madre ha undici anni.',
    'Inforniamo il martedì e il venerdì.',
    'Usiamo farine di tre mulini della valle.',
    'Il pane del giorno prima costa la metà.',
    'La pasta riposa ventiquattro ore.',
  ],
  language: 'it',
  ctas: ['Prenota la tua pagnotta', 'Passa a trovarci al ponte'],
})

export const trades: readonly Brand[] = [joinery, physio, bikeShop, seedBank, bakery]
