import { type Finding, type Risk, riskOf } from '../finding.ts'
import { allCaps } from './all-caps.ts'
import { altText } from './alt-text.ts'
import { bannedPhrases } from './banned-phrases.ts'
import { channelFatigue } from './channel-fatigue.ts'
import { claims } from './claims.ts'
import { disclosures } from './disclosures.ts'
import { duplicates } from './duplicates.ts'
import { frequency } from './frequency.ts'
import type { GuardContext, Guardrail, Judged } from './guardrail.ts'
import { hiddenCharacters } from './hidden-characters.ts'
import { injection } from './injection.ts'
import { language } from './language.ts'
import { linkHosts } from './link-hosts.ts'
import { markup } from './markup.ts'
import { mentions } from './mentions.ts'
import { networkLimits } from './network-limits.ts'
import { profanity } from './profanity.ts'
import { spacing } from './spacing.ts'

/** Every rule there is, in the order in which a card shows what they find. A new one is a file and a line here. */
export const guardrails: readonly Guardrail[] = [
  networkLimits,
  bannedPhrases,
  disclosures,
  hiddenCharacters,
  markup,
  injection,
  duplicates,
  channelFatigue,
  claims,
  profanity,
  language,
  linkHosts,
  mentions,
  spacing,
  frequency,
  altText,
  allCaps,
]

/** What all guardrails find in one variant, and the risk that follows. Equal input, equal answer. */
export function judge(
  variant: Judged,
  context: GuardContext,
): { readonly findings: readonly Finding[]; readonly risk: Risk } {
  const findings = guardrails.flatMap((guardrail) => guardrail(variant, context))
  return { findings, risk: riskOf(findings) }
}
