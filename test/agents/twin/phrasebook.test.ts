import { describe, expect, it } from '@jest/globals'
import { phrasebookFor, type Phrasebook } from '../../../src/agents/twin/phrasebook.ts'
import { claims } from '../../../src/domain/guardrails/claims.ts'
import { instantOf } from '../../../src/domain/slot.ts'
import { joinery } from '../../brands/trades.ts'
import { request } from '../request.ts'

const languages = ['en', 'fr', 'de', 'es']

function bookOf(language: string): Phrasebook {
  const book = phrasebookFor(language)
  if (!book) throw new Error(`no phrases in ${language}`)
  return book
}

/** Every phrase of a book, as it is written. */
function phrasesOf(language: string): readonly string[] {
  const { punctuate, labels: _labels, ...lists } = bookOf(language)
  return stringsIn(lists).map(punctuate)
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : []
}

describe('the twin’s own phrases', () => {
  it('are found by language, whatever the region, and not for a language without them', () => {
    expect(phrasebookFor('de-CH')).toBe(phrasebookFor('de'))
    expect(phrasebookFor('it')).toBeNull()
  })

  it.each(languages)('claim nothing in %s', (language) => {
    const brand = { ...joinery, language, facts: [] }
    const { account, slot, limits } = request(brand, 'linkedin')
    const at = instantOf(slot)
    for (const text of phrasesOf(language)) {
      const measured = { length: text.length, bytes: text.length }
      const reading = { language, profanity: [] }
      const context = { brand, account, slot, dueAt: at, now: at, limits, measured, reading, recent: [] }
      expect({ text, claims: claims({ text, media: [] }, context) }).toEqual({ text, claims: [] })
    }
  })

  it.each(languages)('are many in %s, and none stands twice in one list', (language) => {
    const { openings, leads, pillars } = bookOf(language)
    for (const list of [...Object.values(openings), ...Object.values(leads)]) {
      expect(list.length).toBeGreaterThanOrEqual(6)
      expect(new Set(list).size).toBe(list.length)
    }
    for (const { headings, questions, closings } of Object.values(pillars)) {
      expect([headings.length >= 4, questions.length >= 4, closings.length >= 7]).toEqual([true, true, true])
      for (const question of questions) expect(question).toMatch(/\?$/)
      for (const heading of headings) expect(heading).not.toMatch(/[.:!]$/)
    }
  })

  it.each(languages)('end as sentences do in %s, so that a brand’s words may follow', (language) => {
    const { openings, leads, bridges, listLeads, ctaLeads, punctuate } = bookOf(language)
    for (const text of [...Object.values(openings).flat(), ...ctaLeads])
      expect(punctuate(text)).toMatch(/[.:?]$/)
    for (const text of [...Object.values(leads).flat(), ...bridges, ...listLeads]) expect(text).toMatch(/:$/)
  })

  it('have in French a space that does not break before high punctuation', () => {
    for (const text of phrasesOf('fr')) expect(text).not.toMatch(/[^\u00a0][:;?!]/)
  })

  it('open every question in Spanish', () => {
    for (const text of phrasesOf('es')) expect(text.split('¿')).toHaveLength(text.split('?').length)
  })

  it('leave it to a German brand whether it says du or Sie', () => {
    for (const text of phrasesOf('de'))
      expect(text).not.toMatch(/\b(?:du|dir|dich|deine?|Sie|Ihnen|Ihre?|ihr|euch|eure?)\b/)
  })

  it('leave it to a Spanish brand whether it says tú or usted', () => {
    for (const text of phrasesOf('es'))
      expect(text).not.toMatch(/(?<!\p{L})(?:tú|ti|tus?|usted(?:es)?|vosotros|vuestr[oa]s?)(?!\p{L})/iu)
  })
})
