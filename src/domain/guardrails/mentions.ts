import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'

/**
 * | code           | severity | weight | when                                                                    |
 * | -------------- | -------- | ------ | ----------------------------------------------------------------------- |
 * | `mass_mention` | warn     | 0.3    | calls everybody, or in a chat program's own code: `@everyone`, `<!here>` |
 * | `mention`      | info     | 0      | notifies somebody who is not an account of the brand                    |
 */
export function mentions(variant: Judged, context: GuardContext): readonly Finding[] {
  const { text } = variant
  const mass = [...new Set(text.match(massMention) ?? [])].map(
    (evidence): Finding => ({
      code: 'mass_mention',
      severity: 'warn',
      message: `“${evidence}” calls people in a chat room, not readers. Remove it.`,
      evidence,
      weight: 0.3,
    }),
  )
  const own = new Set(context.brand.accounts.map(({ handle }) => bare(handle)))
  const others = [...new Set(text.match(mention) ?? [])].filter(
    (handle) => !own.has(bare(handle)) && !/^@(?:everyone|here|channel|all)$/i.test(handle),
  )
  return [
    ...mass,
    ...others.map(
      (evidence): Finding => ({
        code: 'mention',
        severity: 'info',
        message: `${evidence} will be notified. Check that this is who you mean.`,
        evidence,
        weight: 0,
      }),
    ),
  ]
}

const massMention =
  /(?<![\p{L}\p{N}_.@])@(?:everyone|here|channel|all)(?![\p{L}\p{N}_.@-])|<!(?:everyone|here|channel)[^<>\n]{0,40}>|<!subteam\^[^<>\n]{1,60}>|<[@#][!&]?[A-Z0-9]{5,24}(?:\|[^<>\n]{0,80})?>/giu

const mention =
  /(?<![\p{L}\p{N}_.@/<])@[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,60}[\p{L}\p{N}_])?(?:@[a-z0-9.-]{1,60}[a-z0-9])?/giu

function bare(handle: string): string {
  return handle.toLowerCase().replace(/^@/, '')
}
