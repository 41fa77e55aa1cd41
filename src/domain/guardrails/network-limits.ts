import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'

/**
 * What the network itself would refuse or cut. All block, all weigh 0.5.
 *
 * | code                | when                                                     |
 * | ------------------- | -------------------------------------------------------- |
 * | `empty`             | there is neither text nor media                          |
 * | `over_length`       | longer than the network allows, counted as it counts     |
 * | `over_bytes`        | more UTF-8 bytes than the network allows                 |
 * | `too_many_hashtags` | more hashtags than the network allows                    |
 * | `media_required`    | the network takes no post without media                  |
 * | `too_many_media`    | more media than the network takes in one post            |
 */
export function networkLimits(variant: Judged, context: GuardContext): readonly Finding[] {
  const { limits, measured } = context
  const { text, media } = variant
  const hashtags = text.match(hashtag) ?? []
  const findings: Finding[] = []
  if (text.trim() === '' && media.length === 0)
    findings.push(refused('empty', 'Write a text: there is none.'))
  if (measured.length > limits.maxLength) {
    const over = `${measured.length} ${limits.unit}, ${limits.maxLength} allowed`
    findings.push(
      refused('over_length', `Too long (${over}). Shorten it by ${measured.length - limits.maxLength}.`),
    )
  }
  if (limits.maxBytes !== null && measured.bytes > limits.maxBytes) {
    const over = `${measured.bytes} bytes, ${limits.maxBytes} allowed`
    findings.push(refused('over_bytes', `Too long (${over}). Shorten it, emoji and accents first.`))
  }
  if (limits.maxHashtags !== null && hashtags.length > limits.maxHashtags) {
    const first = hashtags[limits.maxHashtags] ?? null
    findings.push(
      refused(
        'too_many_hashtags',
        `${hashtags.length} hashtags, ${limits.maxHashtags} allowed. Remove some.`,
        first,
      ),
    )
  }
  if (limits.mediaRequired && media.length === 0)
    findings.push(refused('media_required', 'This network takes no post without an image or video. Add one.'))
  if (media.length > limits.maxMedia)
    findings.push(
      refused('too_many_media', `${media.length} media, ${limits.maxMedia} allowed. Remove some.`),
    )
  return findings
}

// A hashtag has at least one letter: "#1" is none.
const hashtag = /(?<![\p{L}\p{N}_&#])#(?=[\p{N}_]*\p{L})[\p{L}\p{M}\p{N}_]+/gu

function refused(code: string, message: string, evidence: string | null = null): Finding {
  return { code, severity: 'block', message, evidence, weight: 0.5 }
}
