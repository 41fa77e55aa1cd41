import { z } from 'zod'
import { brandSchema } from './brand-schema.ts'

/** JSON Schema (draft 2020-12) of brand files, from the same rules that read them, for editors. */
export function brandJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(brandSchema, { io: 'input' })
  return { $schema, title: 'Greenroom brand file', ...schema }
}
