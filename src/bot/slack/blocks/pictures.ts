import type { CardImage } from '../../chat/chat-surface.ts'
import { fit } from '../../chat/cut.ts'
import { shownOnOneLine } from '../../chat/shown.ts'
import { slackLimits, writtenLength } from '../limits.ts'
import type { SlackPicture } from '../slack-message.ts'

/** As many as Discord shows together. What a carousel has more is named in the small print, and shown on the web page. */
const mostShown = 10
/** Of all pictures of a card in sum: the alternative texts share what the rest of the blocks leaves. */
const mostWeight = 1200
/** Of an image block without its alternative text, with a file id of 20 characters. */
const blockWeight = 90

/** The pictures of a card that Slack can show, each with as much of its alternative text as there is room for; the whole of it is a press away. */
export function picturesOf(images: readonly CardImage[]): readonly SlackPicture[] {
  const shown = images.filter(({ mimeType }) => isShowable(mimeType)).slice(0, mostShown)
  const most = Math.min(Math.floor(mostWeight / shown.length) - blockWeight, slackLimits.fileAlt.max)
  return shown.map(({ sha256, name, alt, bytes }) => {
    const words = shownOnOneLine(alt.trim() || name)
    return { sha256, name: shownOnOneLine(name), alt: fit(words, most, weight).trim() || 'image', bytes }
  })
}

/** What their blocks add to a message, as `weightOf` counts. */
export function pictureWeight(pictures: readonly SlackPicture[]): number {
  return pictures.reduce((sum, { alt }) => sum + blockWeight + weight(alt), 0)
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object (November 2026): no WebP. */
export function isShowable(mimeType: string): boolean {
  return ['image/png', 'image/jpeg', 'image/gif'].includes(mimeType)
}

function weight(text: string): number {
  return writtenLength(JSON.stringify(text)) - 2
}
