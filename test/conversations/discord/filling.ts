import { ComponentType as kinds } from 'discord-api-types/v10'
import { isNode, nodesOf, stringOf, type Node } from '../nodes.ts'
import type { Fields } from '../stage.ts'

/** What can be filled in, by the names that scripts use. */
export function fieldsOf(form: Node): readonly string[] {
  return inputsOf(form).map(({ name }) => name)
}

/** Everything that is handed in: what the form was opened with, but for these fields. */
export function typedInto(
  form: Node,
  fields: Fields,
): { readonly values: Readonly<Record<string, string>>; readonly isForged: boolean } {
  const inputs = inputsOf(form)
  const missing = Object.keys(fields).filter((name) => !inputs.some((one) => one.name === name))
  if (missing.length > 0) throw new Error(`the form has no field ${missing.join(', ')}`)
  const filled = inputs.map((one) => {
    const { [one.name]: typed = one.initial } = fields
    return { ...one, value: typed ?? '' }
  })
  return {
    values: Object.fromEntries(
      filled.filter(({ value, isChoice }) => !isChoice || value !== '').map(({ id, value }) => [id, value]),
    ),
    // Discord's own clients do not hand in a form that lacks what is required.
    isForged: filled.some(({ value, isRequired }) => isRequired && value === ''),
  }
}

type Input = {
  readonly name: string
  readonly id: string
  readonly initial: string
  readonly isChoice: boolean
  readonly isRequired: boolean
}

/** A form of Discord holds the variant that goes out, whose letter its labels give. */
function inputsOf({ components }: Node): readonly Input[] {
  const rows = nodesOf(components)
  const [, letter = 'A'] = /variant ([A-Z])\b/.exec(rows.map(({ label }) => stringOf(label)).join('\n')) ?? []
  return rows.flatMap(({ component: one }) => {
    if (!isNode(one)) return []
    const id = stringOf(one.custom_id)
    const chosen = nodesOf(one.options).find((option) => option.default === true)
    return [
      {
        name: id.replace(/^(text|alt)(?=-|$)/, `$1-${letter.toLowerCase()}`),
        id,
        initial: stringOf(one.value ?? chosen?.value),
        isChoice: one.type === kinds.RadioGroup,
        isRequired: one.required !== false,
      },
    ]
  })
}
