import { ComponentType as kinds, MessageFlags as flagsOf } from 'discord-api-types/v10'
import { isJson, itemsOf, type Call, type Json, wordOf } from './call.ts'

/**
 * What Discord would refuse in a call beside what its description says, and what a message of ours never goes without; as sentences, empty is
 * good. From https://discord.com/developers/docs/components/reference and .../resources/message (November 2026). Lengths in UTF-16
 * units, which is never less than what Discord counts.
 */
export function breachesOfRules(call: Call, shown: { readonly isV2: boolean }): readonly string[] {
  const found = [...ofAgent(call)]
  const message = messageOf(call)
  if (message) found.push(...ofMessage(message, shown.isV2, call), ...ofManners(message, call))
  const { body } = call
  if (isJson(body) && body.type === 9 && isJson(body.data)) found.push(...ofModal(body.data))
  if (call.route.startsWith('PUT /applications/')) found.push(...itemsOf(body).flatMap(ofCommand))
  return found
}

/** The message that a call sends or changes; null where it does neither. */
export function messageOf({ route, body }: Call): Json | null {
  if (!isJson(body)) return null
  if (/^(?:POST|PATCH) \/(?:channels\/:id\/messages|webhooks)/.test(route))
    return route.endsWith('/threads') ? null : body
  const isCallback = route.endsWith('/callback') && (body.type === 4 || body.type === 7)
  return isCallback && isJson(body.data) ? body.data : null
}

/** Every component, each before what it holds. */
export function componentsOf(message: { readonly components?: unknown }): readonly Json[] {
  const walk = (node: Json): readonly Json[] => [
    node,
    ...[...itemsOf(node.components), ...[node.component, node.accessory].filter(isJson)].flatMap(walk),
  ]
  return itemsOf(message.components).flatMap(walk)
}

export function textsOf(message: {
  readonly content?: unknown
  readonly components?: unknown
}): readonly string[] {
  const content = typeof message.content === 'string' ? [message.content] : []
  const texts = componentsOf(message).flatMap((one) =>
    one.type === kinds.TextDisplay ? [wordOf(one.content)] : [],
  )
  return [...content, ...texts]
}

/** `attachment://<name>` of everything that is shown. */
export function attachmentsNamed(message: Json): readonly string[] {
  return [...JSON.stringify(message.components ?? []).matchAll(/"attachment:\/\/([^"]*)"/g)].map(
    ([, name = '']) => name,
  )
}

function ofAgent({ agent }: Call): readonly string[] {
  return /^DiscordBot \(\S+, [^)]+\)/.test(agent) ? [] : [`Discord asks for a User-Agent, and it is ${agent}`]
}

function ofMessage(message: Json, wasV2: boolean, call: Call): readonly string[] {
  const found: string[] = []
  const flags = Number(message.flags ?? 0)
  const isV2 = wasV2 || (flags & flagsOf.IsComponentsV2) !== 0
  const isNew = call.method === 'POST'
  const { content, embeds } = message
  if (isV2) {
    for (const name of ['content', 'embeds', 'poll', 'sticker_ids'])
      if (has(message[name])) found.push(`${name} beside Components V2`)
  } else if (itemsOf(message.components).some(({ type }) => type !== kinds.ActionRow))
    found.push('components of V2 without its flag')
  else if (itemsOf(message.components).length > 5) found.push('more than 5 action rows')
  if (typeof content === 'string' && content.length > 2000)
    found.push(`content has ${content.length} characters, 2000 are allowed`)
  const isEmpty = ![content, embeds, message.components].some(has) && call.files.length === 0
  if (isEmpty && isNew) found.push('an empty message')
  const all = componentsOf(message)
  if (all.length > 40) found.push(`${all.length} components, 40 are allowed`)
  const characters = textsOf(message).join('').length
  if (isV2 && characters > 4000) found.push(`${characters} characters of text, 4000 are allowed`)
  return [...found, ...ofIds(all), ...all.flatMap(ofComponent), ...ofFiles(message, call, isNew)]
}

function ofIds(all: readonly Json[]): readonly string[] {
  const doubled = (values: readonly unknown[]) => values.find((one, at) => values.indexOf(one) !== at)
  const customId = doubled(all.flatMap(({ custom_id: id }) => (id === undefined ? [] : [id])))
  const id = doubled(all.flatMap((one) => (one.id ? [one.id] : [])))
  return [
    ...(customId === undefined ? [] : [`two components of one custom_id ${wordOf(customId)}`]),
    ...(id === undefined ? [] : [`two components of one id ${wordOf(id)}`]),
  ]
}

function ofComponent(one: Json): readonly string[] {
  switch (one.type) {
    case kinds.ActionRow: {
      const held = itemsOf(one.components)
      const buttons = held.filter(({ type }) => type === kinds.Button).length
      if (held.length === 0) return ['an empty row']
      if (buttons > 5) return [`${buttons} buttons in a row, 5 are allowed`]
      return buttons < held.length && held.length > 1 ? ['something beside a select in its row'] : []
    }
    case kinds.Button:
      return ofButton(one)
    case kinds.StringSelect:
      return ofSelect(one)
    case kinds.TextDisplay:
      return wordOf(one.content).trim() === '' ? ['an empty text'] : []
    case kinds.MediaGallery: {
      const { length } = itemsOf(one.items)
      return length < 1 || length > 10 ? [`${length} pictures in a gallery, 1 to 10 are allowed`] : []
    }
  }
  return []
}

function ofButton({ style, custom_id: id, url, sku_id: sku, label, emoji }: Json): readonly string[] {
  const found: string[] = []
  if (style === 5 ? !has(url) || has(id) : style !== 6 && (!has(id) || has(url)))
    found.push('a button leads nowhere: neither custom_id nor url, or both')
  if (style === 6 && !has(sku)) found.push('a premium button without sku_id')
  if (style !== 6 && !has(label) && !has(emoji)) found.push('a button without label and emoji')
  return found
}

function ofSelect({ options, min_values: min, max_values: max, custom_id: id }: Json): readonly string[] {
  const found: string[] = []
  const all = itemsOf(options)
  const values = all.map(({ value }) => value)
  if (new Set(values).size < values.length) found.push(`two options of one value in ${wordOf(id)}`)
  const most = Number(max ?? 1)
  if (Number(min ?? 1) > most) found.push(`min_values over max_values in ${wordOf(id)}`)
  if (most > all.length) found.push(`max_values over the ${all.length} options of ${wordOf(id)}`)
  if (all.filter((one) => one.default === true).length > most)
    found.push(`more defaults than may be chosen in ${wordOf(id)}`)
  return found
}

/** What is uploaded is shown and described, and what is shown is uploaded or was there before. */
function ofFiles(message: Json, { files }: Call, isNew: boolean): readonly string[] {
  const found: string[] = []
  const named = new Set(attachmentsNamed(message))
  const told = itemsOf(message.attachments)
  for (const { field, name } of files) {
    const [, index = ''] = /^files\[(\d+)\]$/.exec(field) ?? []
    const one = told.find(({ id }) => wordOf(id) === index)
    if (index === '') found.push(`a file in the field ${field}`)
    else if (!one) found.push(`nothing is told of the file ${name}`)
    else if (!has(one.description) && !name.endsWith('.txt')) found.push(`no description of the file ${name}`)
    if (has(message.components) && !named.has(name)) found.push(`nothing shows the file ${name}`)
  }
  for (const name of named)
    if (isNew && !files.some((one) => one.name === name)) found.push(`there is no file ${name} to show`)
  return found
}

/** What goes along with every message of ours. */
function ofManners(message: Json, { route, agent }: Call): readonly string[] {
  const found: string[] = []
  const { allowed_mentions: mentions, nonce, enforce_nonce: isEnforced } = message
  if (has(message.content) || has(message.embeds) || has(message.components)) {
    const parse = isJson(mentions) ? mentions.parse : undefined
    if (!Array.isArray(parse) || parse.length > 0)
      found.push('allowed_mentions.parse is no empty list: words of a draft could ping')
    // Tests put messages of their own there as well.
    if (agent.endsWith('Greenroom') && !(Number(message.flags ?? 0) & flagsOf.SuppressEmbeds))
      found.push('embeds are not suppressed: a link of a draft could unfurl')
  }
  if (route === 'POST /channels/:id/messages' && (!has(nonce) || isEnforced !== true))
    found.push('a message is made without nonce and enforce_nonce')
  if (message.tts === true) found.push('a message would be read aloud')
  return found
}

function ofModal(data: Json): readonly string[] {
  const rows = itemsOf(data.components)
  const all = componentsOf(data)
  const found = [...ofIds(all), ...all.filter(({ type }) => type === kinds.StringSelect).flatMap(ofSelect)]
  if (rows.length > 5) found.push(`${rows.length} rows in a modal, 5 are allowed`)
  for (const one of all) {
    if (one.type !== kinds.TextInput) continue
    const { value, min_length: min, max_length: max } = one
    if (typeof value === 'string' && value.length > Number(max ?? 4000))
      found.push(`the text in ${wordOf(one.custom_id)} is longer than its field`)
    if (Number(min ?? 0) > Number(max ?? 4000)) found.push(`${wordOf(one.custom_id)} can't be filled`)
  }
  return found
}

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming */
const commandName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

function ofCommand(command: Json): readonly string[] {
  const found: string[] = []
  const walk = (one: Json, path: string): number => {
    const name = wordOf(one.name)
    if (!commandName.test(name) || name !== name.toLowerCase()) found.push(`${path} may not be called so`)
    const description = wordOf(one.description ?? '')
    if (description.length < 1 || description.length > 100) found.push(`${path} has no fitting description`)
    const options = itemsOf(one.options)
    if (options.length > 25) found.push(`${path} has ${options.length} options, 25 are allowed`)
    if (new Set(options.map((option) => option.name)).size < options.length)
      found.push(`${path} has two options of one name`)
    const firstOptional = options.findIndex((option) => option.required !== true)
    const isLeaf = !options.some(({ type }) => type === 1 || type === 2)
    if (
      isLeaf &&
      options.some((option, at) => option.required === true && at > firstOptional && firstOptional >= 0)
    )
      found.push(`${path} asks for a needed option after one that is not`)
    if (!isLeaf && options.some(({ type }) => type !== 1 && type !== 2))
      found.push(`${path} mixes subcommands with options`)
    if (one.autocomplete === true && has(one.choices)) found.push(`${path} has choices and autocomplete`)
    const choices = itemsOf(one.choices)
    if (choices.length > 25) found.push(`${path} has ${choices.length} choices, 25 are allowed`)
    const own = [one.name, one.description, ...choices.flatMap((choice) => [choice.name, choice.value])]
    const characters = own.map((text) => wordOf(text ?? '').length).reduce((sum, length) => sum + length, 0)
    return (
      characters + options.reduce((sum, option) => sum + walk(option, `${path} ${wordOf(option.name)}`), 0)
    )
  }
  const characters = walk(command, `/${wordOf(command.name)}`)
  if (characters > 8000) found.push(`/${wordOf(command.name)} has ${characters} characters, 8000 are allowed`)
  return found
}

function has(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
}
