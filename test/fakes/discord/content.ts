import { MessageFlags as flagsOf } from 'discord-api-types/v10'
import { isJson, itemsOf, type Json, type Upload, wordOf } from './call.ts'
import { componentsOf, textsOf } from './rules.ts'
import { snowflakeAt } from './snowflake.ts'
import type { State } from './state.ts'

/** What a message shows: what was asked for, with ids on its components and addresses on its files. */
export type Content = {
  readonly content: string
  readonly flags: number
  readonly embeds: readonly Json[]
  readonly components: readonly Json[]
  readonly attachments: readonly Json[]
  readonly mentions: readonly string[]
  readonly mentionRoles: readonly string[]
}

export const nothing: Content = {
  content: '',
  flags: 0,
  embeds: [],
  components: [],
  attachments: [],
  mentions: [],
  mentionRoles: [],
}

const settable = flagsOf.IsComponentsV2 | flagsOf.SuppressEmbeds

/** `before`: of the message that is changed. Names a file that is nowhere as a breach. */
export function contentOf(
  state: State,
  asked: Json,
  files: readonly Upload[],
  before: Content | null,
): Content | { readonly breach: string } {
  const attachments = attachmentsOf(state, asked, files, before)
  const missing = { name: null as string | null }
  const components = isGiven(asked.components)
    ? resolved(withIds(itemsOf(asked.components)), attachments, missing)
    : (before?.components ?? [])
  if (missing.name !== null) return { breach: `there is no file ${missing.name} to show` }
  const flags = Number(asked.flags ?? 0)
  const shown = {
    content: typeof asked.content === 'string' ? asked.content : (before?.content ?? ''),
    flags: before ? keptFlags(before.flags, asked) : flags,
    embeds: isGiven(asked.embeds) ? itemsOf(asked.embeds) : (before?.embeds ?? []),
    components,
    attachments,
  }
  return { ...shown, mentions: mentionsIn(shown, asked), mentionRoles: rolesIn(state, shown, asked) }
}

/** Of a message that stands nothing but these two flags can change, and V2 stays. */
function keptFlags(before: number, { flags }: Json): number {
  if (typeof flags !== 'number') return before
  const isV2 = (before | flags) & flagsOf.IsComponentsV2
  return (before & ~settable & ~flagsOf.Loading) | (flags & settable) | isV2
}

/** Those of a list that is given are kept, all where none is given; and what is uploaded comes along. */
function attachmentsOf(
  state: State,
  asked: Json,
  files: readonly Upload[],
  before: Content | null,
): readonly Json[] {
  const listed = itemsOf(asked.attachments)
  const kept = (before?.attachments ?? []).filter(
    ({ id }) => !isGiven(asked.attachments) || listed.some((one) => one.id === id),
  )
  const added = files.map((file) => {
    const index = /\d+/.exec(file.field)?.[0]
    const { description, title } = listed.find(({ id }) => wordOf(id) === index) ?? {}
    const id = snowflakeAt(state.now())
    state.uploads.set(id, file)
    const url = `${state.cdn()}/${id}/${encodeURIComponent(file.name)}`
    return {
      id,
      filename: file.name,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      content_type: file.type,
      size: file.bytes.length,
      url,
      proxy_url: url,
    }
  })
  return [...kept, ...added]
}

/** Components that bring no id get the next one that is free, outermost first. */
function withIds(components: readonly Json[]): readonly Json[] {
  const taken = new Set(componentsOf({ components }).map(({ id }) => Number(id ?? 0)))
  let last = 0
  const next = () => {
    do last += 1
    while (taken.has(last))
    return last
  }
  const walk = (one: Json): Json => ({
    ...one,
    id: one.id ? one.id : next(),
    ...(Array.isArray(one.components) ? { components: itemsOf(one.components).map(walk) } : {}),
    ...(isJson(one.accessory) ? { accessory: walk(one.accessory) } : {}),
  })
  return components.map(walk)
}

function resolved(
  components: readonly Json[],
  attachments: readonly Json[],
  missing: { name: string | null },
): readonly Json[] {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (!isJson(value)) return value
    const { url } = value
    if (typeof url !== 'string' || !url.startsWith('attachment://'))
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]))
    const name = url.slice('attachment://'.length)
    const found = attachments.find(({ filename }) => filename === name)
    if (!found) missing.name = name
    const { id, url: at, proxy_url, content_type } = found ?? {}
    return { ...value, url: at, proxy_url, content_type, attachment_id: id }
  }
  return components.map((one) => walk(one) as Json)
}

/** Whom it pings: who is named in it and may be. */
function mentionsIn(
  content: Pick<Content, 'content' | 'components'>,
  { allowed_mentions: allowed }: Json,
): readonly string[] {
  return named(content, /<@!?(\d+)>/g).filter((id) => isAllowed(allowed, 'users', id))
}

/** And which roles; by name only those that everyone may ping, as our bot has no permission of its own for the others. */
function rolesIn(
  state: State,
  content: Pick<Content, 'content' | 'components'>,
  { allowed_mentions: allowed }: Json,
): readonly string[] {
  return named(content, /<@&(\d+)>/g).filter(
    (id) => isAllowed(allowed, 'roles', id) && state.told.get(id)?.mentionable === true,
  )
}

function named(content: Pick<Content, 'content' | 'components'>, pattern: RegExp): readonly string[] {
  const found = textsOf(content).flatMap((words) => [...words.matchAll(pattern)].map(([, id = '']) => id))
  return [...new Set(found)]
}

function isAllowed(allowed: unknown, kind: 'users' | 'roles', id: string): boolean {
  if (!isJson(allowed)) return true
  const has = (list: unknown, one: string) => Array.isArray(list) && list.includes(one)
  return has(allowed.parse, kind) || has(allowed[kind], id)
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
