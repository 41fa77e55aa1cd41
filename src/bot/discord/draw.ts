import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'
import type { HistoryLine, PostCard } from '../card.ts'
import type { MessageContent } from '../chat/chat-surface.ts'
import { accountName, inWords } from '../names.ts'
import { reportTitle } from '../report-words.ts'
import { pastDayComponents, roomDayComponents } from './components/day.ts'
import { filesGallery, imageFiles } from './components/images.ts'
import { container, quietColour, texts } from './components/layout.ts'
import { permalinkTo } from './components/permalink.ts'
import { cardComponents, postName } from './components/post-card.ts'
import { reportComponents } from './components/report.ts'
import { nobody, type DiscordMessage } from './discord-message.ts'
import { discordLimits } from './limits.ts'
import {
  callsOf,
  diffText,
  linesTexts,
  linked,
  messageLink,
  moment,
  plain,
  plainLines,
  quoted,
  strong,
  words,
  type LinkTo,
  type Room,
} from './text.ts'

type Content<Kind extends MessageContent['kind']> = Extract<MessageContent, { readonly kind: Kind }>

/** One message of a room in Discord's terms. Without `room` a link to another message is only its label. Pure: equal content is drawn equal. */
export function drawDiscord(
  content: MessageContent,
  remoteIdOf: (key: string) => string | null,
  room: Room | null = null,
): DiscordMessage {
  switch (content.kind) {
    case 'day': {
      const { card, earlier, isOver } = content
      return message(isOver ? pastDayComponents(card) : roomDayComponents(card, earlier))
    }
    case 'post': {
      const { card, images } = content
      const thread = threadName(card)
      return { ...message(cardComponents(card, images)), files: imageFiles(images), thread }
    }
    case 'moved':
      return moved(content, room)
    case 'line':
      return message(texts(historyLine(content.line)))
    case 'report': {
      const { card, charts } = content
      const thread = plain(reportTitle(card), discordLimits.threadName.max)
      return { ...message(reportComponents(card, charts)), thread }
    }
    case 'chart':
      return chart(content)
    case 'said':
      return said(content, (key) => messageLink(remoteIdOf(key), room))
  }
}

function message(components: readonly APIMessageTopLevelComponent[]): DiscordMessage {
  return { components, files: [], thread: null, calls: nobody }
}

/** It is not changed with the card, so nothing stands there that may change: by its id a post is asked for. */
function threadName(card: PostCard): string {
  return plain(`${accountName(card)} · ${card.id}`, discordLimits.threadName.max)
}

function moved({ card, toRemoteId }: Content<'moved'>, room: Room | null): DiscordMessage {
  const href = messageLink(toRemoteId, room)
  const where = linked(href, href === null ? 'further down' : 'to its newer card')
  const line = `${postName(card)} · This one has come up again: ${where}`
  return { ...message([container(quietColour, texts([line]))]), thread: threadName(card) }
}

/** Who did what when, and what changed word by word. */
function historyLine({ who, what, at, diff, permalink }: HistoryLine): readonly string[] {
  const title = `${strong(words(who, 150))} ${words(what, 700)} · ${moment(at, 'date')}${permalink ? ` · ${permalinkTo(permalink)}` : ''}`
  if (!diff) return [title]
  const room = discordLimits.text.max - title.length - 100
  const { text, whole } = diffText(diff, room)
  return [title, ...(whole ? [] : ['Shortened: the card shows the whole text.']), quoted(text)]
}

function chart({ chart, week, brandName }: Content<'chart'>): DiscordMessage {
  const name = `${week}-${chart.name}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(0, 80)
  const alt = plainLines(chart.alt, discordLimits.alt.max)
  const files = [{ name: `${name}.png`, alt, bytes: chart.png }]
  const title = `${strong(words(brandName, 100))}, ${words(week, 20)}: ${words(inWords(chart.name), 100)}`
  return { ...message([...texts([title]), ...filesGallery(files)]), files }
}

/** As much as one message holds. */
function said({ lines }: Content<'said'>, linkTo: LinkTo): DiscordMessage {
  const [first = '–', ...rest] = linesTexts(lines, linkTo, discordLimits.text.max - 10)
  return { ...message(texts(rest.length > 0 ? [first, '…'] : [first])), calls: callsOf(lines) }
}
