import { ComponentType as kinds } from 'discord-api-types/v10'
import { act, visible, type Actor } from './acts.ts'
import { isJson, itemsOf, wordOf, type Json } from './call.ts'
import { snowflakeAt } from './snowflake.ts'
import type { Interaction, State } from './state.ts'

/** Values by `custom_id`; of a file upload the files. What is not given stays as the modal has it. */
export type Submission = Actor & {
  /** What opened it. */
  readonly of: Interaction
  readonly values: Readonly<Record<string, ModalValue>>
  readonly isForged?: boolean
}
export type ModalValue = string | boolean | readonly string[] | readonly ModalFile[]
export type ModalFile = { readonly name: string; readonly type: string; readonly bytes: Buffer }

export async function submit(
  state: State,
  { of, values, isForged, ...actor }: Submission,
): Promise<Interaction> {
  const modal = of.callback?.type === 9 && isJson(of.callback.data) ? of.callback.data : null
  if (!modal) throw new Error('it opened no modal')
  const attachments: Record<string, Json> = {}
  const field = (one: Json): Json => {
    const id = wordOf(one.custom_id)
    const given = values[id]
    const base = { type: one.type, id: one.id, custom_id: id }
    if (!isForged) assertFits(one, given)
    switch (one.type) {
      case kinds.TextInput:
        return { ...base, value: given ?? one.value ?? '' }
      case kinds.RadioGroup:
        return { ...base, value: given ?? defaultsOf(one)[0] ?? null }
      case kinds.Checkbox:
        return { ...base, value: given ?? one.default ?? false }
      case kinds.FileUpload: {
        const files = Array.isArray(given) ? (given as readonly ModalFile[]) : []
        return { ...base, values: files.map((file) => attach(state, file, attachments)) }
      }
      default:
        return { ...base, values: typeof given === 'string' ? [given] : (given ?? defaultsOf(one)) }
    }
  }
  const rows = itemsOf(modal.components).map((row, at) => ({
    type: row.type,
    id: row.id ?? at + 1,
    ...(isJson(row.component) ? { component: field(row.component) } : {}),
    ...(Array.isArray(row.components) ? { components: itemsOf(row.components).map(field) } : {}),
  }))
  const resolved = Object.keys(attachments).length > 0 ? { resolved: { attachments } } : {}
  const data = { custom_id: modal.custom_id, components: rows, ...resolved }
  const message = of.on === null ? null : await visible(state, of.on, actor.who)
  const where = { channel: of.channel, guild: guildOf(of), ...actor }
  return act(state, where, 5, data, message)
}

function guildOf({ raw }: Interaction): string | null {
  return typeof raw.guild_id === 'string' ? raw.guild_id : null
}

function attach(state: State, file: ModalFile, attachments: Record<string, Json>): string {
  const id = snowflakeAt(state.now())
  state.uploads.set(id, { field: 'modal', ...file })
  const url = `${state.cdn()}/${id}/${encodeURIComponent(file.name)}`
  attachments[id] = {
    id,
    filename: file.name,
    content_type: file.type,
    size: file.bytes.length,
    url,
    proxy_url: url,
    ephemeral: true,
  }
  return id
}

function defaultsOf(one: Json): readonly unknown[] {
  return itemsOf(one.options).flatMap((option) => (option.default === true ? [option.value] : []))
}

/** What Discord's own client would not let a person send. */
function assertFits(one: Json, given: ModalValue | undefined): void {
  const value = given ?? one.value ?? defaultsOf(one)
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0)
  const name = wordOf(one.custom_id)
  if (one.required !== false && one.type !== kinds.Checkbox && isEmpty)
    throw new Error(`${name} must be filled`)
  if (one.type === kinds.TextInput && typeof value === 'string') {
    if (value.length > Number(one.max_length ?? 4000)) throw new Error(`${name} does not take so much`)
    if (value.length > 0 && value.length < Number(one.min_length ?? 0)) throw new Error(`${name} needs more`)
  }
  const options = itemsOf(one.options)
  for (const chosen of options.length > 0 ? [given ?? []].flat() : [])
    if (!options.some((option) => option.value === chosen))
      throw new Error(`${wordOf(chosen)} is no option of ${name}`)
}
