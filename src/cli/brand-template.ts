import { stringify } from 'yaml'
import type { NetworkName } from '../domain/brand.ts'

/** What somebody said about a new brand. */
export type Answers = {
  readonly name: string
  readonly positioning: string
  readonly audience: string
  readonly valuePropositions: readonly string[]
  readonly facts: readonly { readonly text: string; readonly source: string }[]
  readonly language: string
  readonly timeZone: string
  readonly accounts: readonly { readonly network: NetworkName; readonly handle: string }[]
  readonly reviewers: readonly string[]
}

/** Calls to action that are true of any brand, in the languages in which the offline twin writes. */
const ctas: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Tell us what you think.',
    'Ask us your question.',
    'Share your own experience.',
    'Save this for later.',
    'Show this to a friend.',
  ],
  de: [
    'Sagt uns eure Meinung.',
    'Stellt uns eure Frage.',
    'Erzählt von euren Erfahrungen.',
    'Merkt euch das für später.',
    'Zeigt das jemandem, den es freut.',
  ],
  fr: [
    'Donnez-nous votre avis.',
    'Posez-nous votre question.',
    'Racontez votre expérience.',
    'Gardez cela pour plus tard.',
    'Montrez-le à une amie ou à un ami.',
  ],
  es: [
    'Contadnos qué os parece.',
    'Hacednos vuestra pregunta.',
    'Compartid vuestra experiencia.',
    'Guardadlo para más tarde.',
    'Enseñádselo a alguien.',
  ],
}

/** The text of a brand file, with a comment at everything that is worth a second look. */
export function brandYaml(answers: Answers): string {
  const { name, positioning, audience, valuePropositions, facts, language, timeZone } = answers
  const words = ctas[language.split('-')[0] ?? ''] ?? ctas['en']
  return `# yaml-language-server: $schema=./schema.json
${block({ name, positioning, audience })}
# What customers gain. Five or more keep a month of posts varied.
${block({ value_propositions: valuePropositions })}
# A post may only claim what stands here, so add what is true and where it can be looked up: five facts or more.
${block({ facts })}
# Also possible: do, dont, banned_phrases, disclosures.
voice:
  tone: plain and friendly

${block({ language, time_zone: timeZone, ctas: words })}
# credentials: outbox rehearses. What is approved goes out on time, as files in a local folder.
# Also possible: posting_time "09:30", posts_per_week 5, min_spacing 12h.
${block({ accounts: answers.accounts.map((account) => ({ ...account, credentials: 'outbox' })) })}
# Roles: viewer, editor, approver, admin. High-risk posts need two approvers, and nobody approves their own edit.
# Also possible: ids { slack: U012AB3CD }, time_zone (nobody is reminded at night); under policy: reminders, escalate_to.
${block({ reviewers: answers.reviewers.map((reviewer) => ({ name: reviewer, roles: ['approver'] })) })}`
}

function block(part: Readonly<Record<string, unknown>>): string {
  return stringify(part, { lineWidth: 110 })
}
