import type { KnownBlock } from '@slack/types'
import type { MessageContent } from '../chat/chat-surface.ts'
import { fit } from '../chat/cut.ts'
import { shownOnOneLine } from '../chat/shown.ts'
import type { PostCard } from '../card.ts'
import { cardSummary, daySummary, pastDaySummary } from '../card-words.ts'
import { inWords } from '../names.ts'
import { reportSummary } from '../report-words.ts'
import { dayBlocks, pastDayBlocks } from './blocks/day.ts'
import { historyLineBlock, historyLineSummary } from './blocks/history-line.ts'
import { pictureWeight, picturesOf } from './blocks/pictures.ts'
import { cardBlocks, postName } from './blocks/post-card.ts'
import { reportBlocks } from './blocks/report.ts'
import { linked, richBlock, section } from './blocks/rich.ts'
import { linesBlocks, linesSummary, type LinkTo } from './blocks/said.ts'
import { slackLimits, weightOf } from './limits.ts'
import type { SlackBlocks, SlackMessage } from './slack-message.ts'
import { messageLink, summary, type Room } from './text.ts'

type Content<Kind extends MessageContent['kind']> = Extract<MessageContent, { readonly kind: Kind }>

/** One message of a room in Slack's terms. Without `room` a link to another message is only its label. Pure: equal content is drawn equal. */
export function drawSlack(
  content: MessageContent,
  remoteIdOf: (key: string) => string | null,
  room: Room | null = null,
): SlackMessage {
  switch (content.kind) {
    case 'day':
      return content.isOver
        ? message(pastDayBlocks(content.card), pastDaySummary(content.card))
        : message(dayBlocks(content.card, content.earlier), daySummary(content.card))
    case 'post':
      return card(content)
    case 'moved':
      return message(
        [moved(content.card, messageLink(content.toRemoteId, room))],
        `${cardSummary(content.card)} It has come up again further down.`,
      )
    case 'line':
      return message([historyLineBlock(content.line)], historyLineSummary(content.line))
    case 'report':
      return message(reportBlocks(content.card, content.charts), reportSummary(content.card))
    case 'chart':
      return chart(content)
    case 'said':
      return said(content, (key) => messageLink(remoteIdOf(key), room))
  }
}

function message(blocks: readonly KnownBlock[], text: string): SlackBlocks {
  return { kind: 'blocks', text: summary(text), blocks }
}

function card({ card, images }: Content<'post'>): SlackMessage {
  const pictures = picturesOf(images)
  return { ...message(cardBlocks(card, pictureWeight(pictures)), cardSummary(card)), pictures }
}

function moved(card: PostCard, href: string | null): KnownBlock {
  const where = linked(href, href === null ? 'further down' : 'to its newer card')
  return richBlock(section(postName(card), ' · This one has come up again: ', where))
}

function chart({ chart, week, brandName }: Content<'chart'>): SlackMessage {
  const brand = fit(shownOnOneLine(brandName), 80)
  return {
    kind: 'file',
    title: `${brand}, ${week}: ${inWords(chart.name)}`,
    alt: fit(shownOnOneLine(chart.alt), slackLimits.fileAlt.max),
    bytes: chart.png,
  }
}

/** As many blocks as one message holds. */
function said({ lines }: Content<'said'>, linkTo: LinkTo): SlackMessage {
  const all = linesBlocks(lines, linkTo)
  const most = slackLimits.messageBlocks.max - 1
  let weight = 100
  const blocks = all
    .slice(0, most)
    .filter((block) => (weight += weightOf(block) + 1) < slackLimits.messageWeight.max)
  const rest = blocks.length < all.length ? [richBlock(section('…'))] : []
  return message([...blocks, ...rest], linesSummary(lines))
}
