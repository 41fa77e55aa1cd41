import type { Account, Brand } from '../../../src/domain/brand.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import type { GuardContext, Guardrail, Judged, RecentPost } from '../../../src/domain/guardrails/guardrail.ts'
import type { Media } from '../../../src/domain/post.ts'
import { addDays, hourMs, instantOf } from '../../../src/domain/slot.ts'

export const account: Account = {
  network: 'linkedin',
  handle: 'north-mill',
  postingTime: '09:00',
  postsPerWeek: 5,
  minSpacingHours: 12,
  credentials: 'outbox',
}

export const brand: Brand = {
  id: 'north-mill',
  name: 'North Mill',
  positioning: 'A bakery by the river.',
  audience: 'Neighbours.',
  valuePropositions: ['Bread that keeps.'],
  facts: [],
  voice: { tone: 'plain', do: [], dont: [], bannedPhrases: [], disclosures: [] },
  language: 'en',
  timeZone: 'Europe/Berlin',
  pillars: [],
  ctas: ['Come by.'],
  accounts: [account],
  reviewers: [],
  groups: [],
  rooms: [],
  policy: {
    approvals: { low: 1, medium: 1, high: 2 },
    expireAfterMs: 48 * hourMs,
    lateToleranceMs: 2 * hourMs,
    undoWindowMs: 60_000,
    draftAt: '06:00',
    linkHosts: [],
    dailyModelBudgetUsd: 0,
  },
}

const slot = { date: '2026-11-18', time: '09:00', zone: 'Europe/Berlin' }

/** A Wednesday, nothing else planned, a network that takes nearly anything. */
export const context: GuardContext = {
  brand,
  account,
  slot,
  dueAt: instantOf(slot),
  now: instantOf({ ...slot, time: '06:00' }),
  limits: {
    maxLength: 3_000,
    unit: 'characters',
    maxBytes: null,
    maxHashtags: null,
    maxMedia: 4,
    mediaRequired: false,
  },
  measured: { length: 0, bytes: 0 },
  reading: { language: null, profanity: [] },
  recent: [],
}

export function withFacts(language: string, ...facts: readonly string[]): GuardContext {
  return { ...context, brand: { ...brand, language, facts: facts.map((text) => ({ text, source: 'test' })) } }
}

export function withVoice(voice: Partial<Brand['voice']>): GuardContext {
  return { ...context, brand: { ...brand, voice: { ...brand.voice, ...voice } } }
}

export function variant(text: string, media: readonly Media[] = []): Judged {
  return { text, media }
}

export function image(alt: string): Media {
  return { name: 'loaf.png', sha256: '00', mimeType: 'image/png', alt }
}

/** Another post of the account, `days` before the slot (after it where negative). */
export function earlier(days: number, facts: Partial<RecentPost> = {}): RecentPost {
  const at = facts.slot ?? { ...slot, date: addDays(slot.date, -days) }
  return { id: `p${days}`, account, slot: at, dueAt: instantOf(at), text: null, audience: null, ...facts }
}

export function codes(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ code }) => code)
}

/** What one guardrail finds in a text, as codes. */
export function codesIn(
  guardrail: Guardrail,
  text: string,
  around: GuardContext = context,
): readonly string[] {
  return codes(guardrail(variant(text), around))
}
