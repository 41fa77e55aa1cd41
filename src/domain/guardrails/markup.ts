import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'

/**
 * What was meant for a program and would be shown as it stands, or worse, be run.
 *
 * | code          | severity | weight | when                                                                       |
 * | ------------- | -------- | ------ | -------------------------------------------------------------------------- |
 * | `script_link` | block    | 0.5    | `javascript:`, `vbscript:`, `data:text/html`, a script tag, an `on...=` attribute |
 * | `placeholder` | warn     | 0.3    | `{{name}}`, `[insert link]`: left over from a template                     |
 * | `html`        | warn     | 0.2    | tags and entities                                                          |
 * | `markdown`    | warn     | 0.15   | links, bold, headings, code fences where the network does not render them  |
 */
export function markup(variant: Judged, context: GuardContext): readonly Finding[] {
  const { text } = variant
  const script = text.match(scriptLink)?.[0]
  const placeholder = text.match(leftOver)?.[0]
  const html = text.match(htmlMarkup)?.[0]
  const markdown = context.account.network === 'reddit' ? undefined : text.match(markdownMarkup)?.[0]
  const findings: (Finding | null)[] = [
    script
      ? {
          code: 'script_link',
          severity: 'block',
          message: 'This would run a program at the reader. Remove it.',
          evidence: script,
          weight: 0.5,
        }
      : null,
    placeholder ? warning('placeholder', 'A placeholder was left in. Fill it in.', placeholder, 0.3) : null,
    html ? warning('html', 'HTML would be shown as it stands. Write plain text.', html, 0.2) : null,
    markdown
      ? warning('markdown', 'Markdown would be shown as it stands. Write plain text.', markdown, 0.15)
      : null,
  ]
  return findings.filter((finding) => finding !== null)
}

function warning(code: string, message: string, evidence: string, weight: number): Finding {
  return { code, severity: 'warn', message, evidence, weight }
}

// "JavaScript: the good parts" is a title; "javascript:alert(1)" is a program.
const scriptLink =
  /\b(?:java|vb)script\s*:(?:\S{1,80}|\s+[\w.$]{1,40}[(=]\S{0,80})|\bdata:text\/html[^\s]{0,80}|<\s*script\b[^<>]{0,80}>?|<[a-z][^<>]{0,200}\son[a-z]{3,20}\s*=/iu

const leftOver =
  /\{\{[^{}\n]{1,60}\}\}|\{[a-z][a-z_ ]{1,40}\}|\[(?:insert|your|link|url|name|company|product|brand|date|cta|hashtags?|einf(?:ü|ue)gen|dein|ihr|firma|lien|nom|votre|ins(?:é|e)rer|enlace|nombre|insertar?|tu)\b[^\][\n]{0,40}\](?!\()|\blorem ipsum\b/iu

const htmlMarkup =
  /<\/?[a-z][a-z0-9-]{0,20}(?:\s[^<>]{0,300})?\/?>|<!--|&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7});/i

const markdownMarkup =
  /\[[^\][\n]{1,200}\]\([^()\s]{1,500}\)|<https?:\/\/[^\s<>]{1,500}\|[^<>\n]{1,200}>|(?<![*\p{L}\p{N}])\*\*[^*\n]{1,200}\*\*|^#{1,6} \S|^```/mu
