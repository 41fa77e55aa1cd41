import { ButtonStyle, ComponentType, type APIButtonComponentWithURL } from 'discord-api-types/v10'
import { permalinkWords } from '../../card-words.ts'
import { webUrl } from '../../chat/web-url.ts'
import { discordLimits } from '../limits.ts'
import { linked, plain } from '../text.ts'

/** To a post that is live, under the name of its host; a rehearsal's file is named, and anything else stays text. */
export function permalinkTo(permalink: string): string {
  return linked(permalink, permalinkWords(permalink, webUrl(permalink)))
}

/** The same as a button; null where there is no link that a button holds. */
export function linkButtonFor(permalink: string | null): APIButtonComponentWithURL | null {
  const url = permalink === null ? null : webUrl(permalink)
  if (permalink === null || url === null || url.length > discordLimits.linkUrl.max) return null
  const label = plain(permalinkWords(permalink, url), discordLimits.buttonLabel.max)
  return { type: ComponentType.Button, style: ButtonStyle.Link, label, url }
}
