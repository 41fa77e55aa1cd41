import { z } from 'zod'

/** What the schema says about the value at `path`: its description, and the words to choose from where it is a choice. */
export function descriptionAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): { readonly description: string; readonly choices: readonly string[] } {
  const found = schemaAt(schema, path)
  return {
    description: found.flatMap((one) => one.meta()?.description ?? []).at(0) ?? 'another value',
    choices: found.flatMap(choicesOf),
  }
}

/** The first example that the schema gives for `path`, or undefined. */
export function exampleAt(schema: z.ZodType, path: readonly PropertyKey[]): unknown {
  const examples = schemaAt(schema, path).flatMap((one) => one.meta()?.['examples'] ?? [])
  return Array.isArray(examples) ? examples[0] : undefined
}

/** The keys that the block at `path` may have. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  return schemaAt(schema, path).flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []))
}

/** The schemas of the value at `path`, outermost wrapping first; every branch where there is a choice. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly z.ZodType[] {
  const layers = unwrap(schema)
  const [key, ...rest] = path
  if (key === undefined) return layers
  return layers.flatMap((one) => {
    const inner = child(one, key)
    return inner ? schemaAt(inner, rest) : []
  })
}

function unwrap(schema: z.ZodType): readonly z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return [schema, ...unwrap(asType(schema.unwrap()))]
  if (schema instanceof z.ZodUnion) return [schema, ...schema.options.flatMap((one) => unwrap(asType(one)))]
  return [schema]
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType | null {
  if (schema instanceof z.ZodArray) return asType(schema.element)
  if (!(schema instanceof z.ZodObject)) return null
  const inner: unknown = schema.shape[String(key)]
  return inner instanceof z.ZodType ? inner : null
}

function choicesOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  return schema instanceof z.ZodLiteral ? [...schema.values].map(String) : []
}

/** zod types the insides of its wrappers by their core; every schema made here is a full one. */
function asType(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) return schema
  throw new Error('a brand file schema holds something that is not a schema')
}
