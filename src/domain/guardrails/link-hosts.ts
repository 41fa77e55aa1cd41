import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'
import { hostOf, linksIn } from './links.ts'

/** `link_host`, warn, 0.3: a link leads to a host that the brand's policy does not list. No list, no finding. */
export function linkHosts(variant: Judged, context: GuardContext): readonly Finding[] {
  const listed = context.brand.policy.linkHosts.map((host) => hostOf(host) ?? host.toLowerCase())
  if (listed.length === 0) return []
  return linksIn(variant.text)
    .filter(({ host }) => !host || !listed.some((one) => host === one || host.endsWith(`.${one}`)))
    .map(({ text, host }) => ({
      code: 'link_host',
      severity: 'warn',
      message: host
        ? `Links to ${host} are not in the brand's policy. Link elsewhere, or list the host.`
        : 'It cannot be told where this link leads. Write it in full.',
      evidence: text,
      weight: 0.3,
    }))
}
