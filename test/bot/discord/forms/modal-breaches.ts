import { existsSync, readFileSync } from 'node:fs'
import { ComponentType } from 'discord-api-types/v10'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Modal } from './handed-in.ts'

/**
 * What Discord would refuse in a modal: by its own description where that lies beside the repository, and by the limits of
 * https://docs.discord.com/developers/components/reference that the description does not hold.
 */
export function breachesOfModal(modal: Modal): readonly string[] {
  const breaches = described(modal)
    ? []
    : [`not as described: ${JSON.stringify(described.errors?.slice(0, 5))}`]
  const most = (name: string, length: number, limit: number) => {
    if (length < 1 || length > limit) breaches.push(`${name}: ${length}, 1 to ${limit}`)
  }
  const inputs = modal.components.flatMap((row) => (row.type === ComponentType.Label ? [row] : []))
  const ids = inputs.map(({ component }) => component.custom_id)
  most('rows', modal.components.length, 5)
  most('title', modal.title.trim().length, 45)
  most('custom_id', modal.custom_id.length, 100)
  most('different ids', new Set(ids).size + 1, ids.length + 1)
  if (new Set(ids).size < ids.length) breaches.push(`ids twice: ${ids.join()}`)
  for (const row of modal.components)
    if (row.type === ComponentType.TextDisplay) most('words', row.content.trim().length, 4000)
  for (const { label, description, component } of inputs) {
    most('label', label.trim().length, 45)
    most('description', (description ?? '-').trim().length, 100)
    if (component.type !== ComponentType.TextInput) continue
    most('max_length', component.max_length ?? 0, 4000)
    most('value', component.value?.length ?? 1, component.max_length ?? 0)
    most('placeholder', component.placeholder?.length ?? 1, 100)
  }
  return breaches
}

const specFile = ['..', '../..']
  .map((up) => join(process.cwd(), up, 'shared', 'specs', 'discord', 'openapi.json'))
  .find((file) => existsSync(file))

const described = specFile === undefined ? Object.assign(() => true, { errors: null }) : schemaOf(specFile)

function schemaOf(file: string) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')) as object, 'discord')
  return ajv.compile<Modal>({ $ref: 'discord#/components/schemas/ModalInteractionCallbackRequestData' })
}
