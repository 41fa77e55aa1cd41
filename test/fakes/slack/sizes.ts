/**
 * What Slack would refuse in a message, a change of one, or a view, as sentences; empty is good. A table of its own, so that a slip in the table that the
 * source draws by is seen. From https://docs.slack.dev/reference/block-kit, chat.postMessage and views.open (November 2026); lengths in
 * UTF-16 units, which is never less than what Slack counts.
 */
export function breachesOf(kind: keyof typeof limits, body: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = []
  const { blocks } = body
  const most = kind === 'view' ? 100 : 50
  if (Array.isArray(blocks) && blocks.length > most)
    found.push(`${blocks.length} blocks, ${most} are allowed`)
  for (const [name, limit] of Object.entries(limits[kind]))
    found.push(...tooLong(`${kind}.${name}`, textOf(body[name]), limit))
  if (kind !== 'view' && JSON.stringify(blocks ?? []).length > weight)
    found.push('the blocks are too long in sum')
  const ids = [blocks].flat().flatMap((block) => (isNode(block) && block.block_id ? [block.block_id] : []))
  if (new Set(ids).size < ids.length) found.push('two blocks of one block_id')
  return [...found, ...(Array.isArray(blocks) ? blocks.flatMap((block) => ofNode(block, 'blocks')) : [])]
}

type Node = Readonly<Record<string, unknown>>

/** Not published; from the issues 2509 and 2867 of https://github.com/slackapi/bolt-js: `msg_blocks_too_long` at about this much JSON. */
const weight = 13_000

const limits = {
  message: { text: 40_000 },
  change: { text: 4000 },
  view: {
    title: 24,
    submit: 24,
    close: 24,
    private_metadata: 3000,
    callback_id: 255,
    external_id: 255,
  },
}

/** Of every kind of block, element and object: longest texts and lists by the name of the field. */
const shapes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  section: { text: 3000, fields: 10 },
  header: { text: 150 },
  divider: {},
  context: { elements: 10 },
  actions: { elements: 25 },
  image: { alt_text: 2000, title: 2000, image_url: 3000 },
  input: { label: 2000, hint: 2000 },
  rich_text: {},
  rich_text_section: {},
  rich_text_preformatted: {},
  rich_text_quote: {},
  rich_text_list: {},
  text: {},
  link: {},
  user: {},
  emoji: {},
  date: {},
  mrkdwn: { text: 3000 },
  plain_text: { text: 3000 },
  button: { text: 75, value: 2000, action_id: 255, url: 3000, accessibility_label: 75 },
  overflow: { options: 5, action_id: 255 },
  static_select: { options: 100, placeholder: 150, action_id: 255 },
  radio_buttons: { options: 10, action_id: 255 },
  checkboxes: { options: 10, action_id: 255 },
  plain_text_input: { placeholder: 150, initial_value: 3000, action_id: 255 },
  datepicker: { placeholder: 150, action_id: 255 },
  timepicker: { placeholder: 150, action_id: 255 },
  datetimepicker: { action_id: 255 },
}
const confirmShape = { title: 100, text: 300, confirm: 30, deny: 30 }
const optionShape = { text: 75, value: 150, description: 75 }
/** A confirmation and an option have no type of their own: they are known by the field they stand in. */
const untyped: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  confirm: confirmShape,
  options: optionShape,
  option_groups: { label: 75, options: 100 },
  initial_option: optionShape,
  initial_options: optionShape,
}

function ofNode(node: unknown, field: string): string[] {
  if (Array.isArray(node)) return node.flatMap((one) => ofNode(one, field))
  if (!isNode(node)) return []
  const shape = typeof node.type === 'string' ? shapes[node.type] : (untyped[field] ?? {})
  if (!shape) return [`${field}: Slack knows no ${String(node.type)}`]
  const name = typeof node.type === 'string' ? node.type : field
  const own = Object.entries(shape).flatMap(([key, limit]) => {
    const value = node[key]
    if (!Array.isArray(value)) return tooLong(`${name}.${key}`, textOf(value), limit)
    return value.length > limit ? [`${name}.${key} has ${value.length}, ${limit} are allowed`] : []
  })
  return [...own, ...extras(node, name), ...Object.entries(node).flatMap(([key, one]) => ofNode(one, key))]
}

function extras(node: Node, name: string): string[] {
  const found = tooLong(`${name}.block_id`, textOf(node.block_id), 255)
  if (['mrkdwn', 'plain_text'].includes(name) && textOf(node.text) === '') found.push(`${name} is empty`)
  if (name === 'text' && node.text === '') found.push('an empty text in a rich text')
  if (['context', 'actions', 'overflow'].includes(name)) {
    const list = node.elements ?? node.options
    if (!Array.isArray(list) || list.length === 0) found.push(`${name} is empty`)
  }
  if (name === 'image' && !node.slack_file && !node.image_url) found.push('image of nothing')
  if (name === 'image' && !node.alt_text) found.push('image without alternative text')
  if (name === 'image' && isNode(node.slack_file) && !/^F[A-Z0-9]{8,}$/.test(String(node.slack_file.id)))
    found.push('a file id that Slack would not take')
  if (name === 'section' && !node.text && !node.fields) found.push('section without text')
  if (name === 'section' && Array.isArray(node.fields))
    found.push(...node.fields.flatMap((one) => tooLong('section.fields', textOf(one), 2000)))
  if (name === 'actions' && Array.isArray(node.elements)) {
    const ids = node.elements.flatMap((one) => (isNode(one) && one.action_id ? [one.action_id] : []))
    if (new Set(ids).size < ids.length) found.push('two elements of one action_id')
  }
  if (name === 'button' && node.style !== undefined && node.style !== 'primary' && node.style !== 'danger')
    found.push('a button of no style that Slack knows')
  return found
}

function tooLong(name: string, text: string | null, limit: number): string[] {
  return text !== null && text.length > limit
    ? [`${name} has ${text.length} characters, ${limit} are allowed`]
    : []
}

/** A string, or that of a text object. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return isNode(value) && typeof value.text === 'string' ? value.text : null
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
