import type { KnownBlock } from '@slack/types'
import { slackLimits, weightOf } from '../../../src/bot/slack/limits.ts'

type Node = Readonly<Record<string, unknown>>

/** Where blocks break a limit of Slack's: `blocks[2].elements[0].text: 80 characters, 75 at most`. Knows nothing of what drew them. */
export function breachesOf(
  blocks: readonly KnownBlock[],
  where: 'message' | 'view' = 'message',
): readonly string[] {
  const most = where === 'message' ? slackLimits.messageBlocks.max : slackLimits.viewBlocks.max
  const weight = where === 'message' ? weightOf(blocks) : 0
  const tooHeavy = weight > slackLimits.messageWeight.max ? [`blocks: weigh ${weight} in sum`] : []
  return [...counted('blocks', blocks, most, 1), ...tooHeavy, ...walk('blocks', blocks)]
}

function walk(path: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => walk(`${path}[${index}]`, one))
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  const own = checks[String(node.type)] ?? (isOption(node) ? option : isConfirm(node) ? confirm : () => [])
  return [...own(path, node), ...Object.entries(node).flatMap(([name, one]) => walk(`${path}.${name}`, one))]
}

type Check = (path: string, node: Node) => readonly string[]

const elements =
  (most: number): Check =>
  (path, node) => [...counted(`${path}.elements`, node.elements, most, 1), ...unique(path, node.elements)]

const someElements: Check = (path, { elements }) => counted(`${path}.elements`, elements, 10_000, 1)

const option: Check = (path, { text, value }) => [
  ...textOf(`${path}.text`, text, slackLimits.optionText.max),
  ...sized(`${path}.value`, value, slackLimits.optionValue.max),
]

const confirm: Check = (path, node) => [
  ...textOf(`${path}.title`, node.title, slackLimits.confirmTitle.max),
  ...textOf(`${path}.text`, node.text, slackLimits.confirmText.max),
  ...textOf(`${path}.confirm`, node.confirm, slackLimits.confirmButton.max),
  ...textOf(`${path}.deny`, node.deny, slackLimits.confirmButton.max),
]

const plainOrMrkdwn: Check = (path, { text }) => sized(`${path}.text`, text, slackLimits.text.max)

const checks: Readonly<Record<string, Check>> = {
  header: (path, { text }) => textOf(`${path}.text`, text, slackLimits.header.max),
  section: (path, node) => [
    ...('text' in node ? textOf(`${path}.text`, node.text, slackLimits.sectionText.max) : []),
    ...('fields' in node ? counted(`${path}.fields`, node.fields, slackLimits.sectionFields.max, 1) : []),
  ],
  context: elements(slackLimits.contextElements.max),
  actions: elements(slackLimits.actionsElements.max),
  button: (path, node) => [
    ...textOf(`${path}.text`, node.text, slackLimits.buttonText.max),
    ...sized(`${path}.value`, node.value, slackLimits.buttonValue.max),
    ...sized(`${path}.action_id`, node.action_id, slackLimits.actionId.max),
  ],
  overflow: (path, node) => [
    ...counted(`${path}.options`, node.options, slackLimits.overflowOptions.max, 2),
    ...sized(`${path}.action_id`, node.action_id, slackLimits.actionId.max),
  ],
  plain_text: plainOrMrkdwn,
  mrkdwn: plainOrMrkdwn,
  image: (path, { alt_text }) => sized(`${path}.alt_text`, alt_text, slackLimits.imageAlt.max),
  rich_text: someElements,
  rich_text_section: someElements,
  rich_text_quote: someElements,
  rich_text_list: someElements,
  text: (path, { text }) => sized(`${path}.text`, text, slackLimits.text.max + slackLimits.messageWeight.max),
  link: (path, { url, text }) => [
    ...sized(`${path}.url`, url, slackLimits.url.max),
    ...sized(`${path}.text`, text, slackLimits.text.max),
  ],
}

function isOption(node: Node): boolean {
  return 'text' in node && 'value' in node && !('type' in node)
}

function isConfirm(node: Node): boolean {
  return 'confirm' in node && 'deny' in node && !('type' in node)
}

function textOf(path: string, node: unknown, most: number): readonly string[] {
  const text = typeof node === 'object' && node !== null && 'text' in node ? node.text : null
  return sized(`${path}.text`, text, most)
}

function sized(path: string, text: unknown, most: number): readonly string[] {
  if (typeof text !== 'string') return [`${path}: no text`]
  if (text.trim() === '' && !path.includes('.elements')) return [`${path}: empty`]
  if (text === '') return [`${path}: empty`]
  return text.length > most ? [`${path}: ${text.length} characters, ${most} at most`] : []
}

function counted(path: string, list: unknown, most: number, least: number): readonly string[] {
  const count = Array.isArray(list) ? list.length : 0
  return count < least || count > most ? [`${path}: ${count}, ${least} to ${most}`] : []
}

function unique(path: string, list: unknown): readonly string[] {
  const ids = Array.isArray(list)
    ? list.flatMap((one: Node) => ('action_id' in one ? [one.action_id] : []))
    : []
  return new Set(ids).size < ids.length ? [`${path}: action_ids twice: ${ids.join(', ')}`] : []
}
