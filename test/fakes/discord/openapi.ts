import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { isJson, itemsOf, type Call, type Json, wordOf } from './call.ts'

/** Discord's own description of its API, where it lies beside the repository. */
export const specFile = ancestorsOf(process.cwd())
  .map((folder) => join(folder, 'shared', 'specs', 'discord', 'openapi.json'))
  .find((file) => existsSync(file))

type Operation = { readonly template: string; readonly pattern: RegExp; readonly item: Json }
type Spec = { readonly ajv: Ajv2020; readonly operations: readonly Operation[] }

/** Compiling takes about as long as a person waits for an answer: better before the clock runs. */
export function warmSpec(): void {
  const text = { flags: 32_768, components: [{ type: 10, content: 'x' }] }
  const call = { query: {}, files: [], token: null, agent: '', at: new Date(0) }
  for (const [method, path, body] of [
    ['POST', '/channels/1/messages', text],
    ['POST', '/interactions/1/x/callback', { type: 6 }],
    ['PATCH', '/webhooks/1/x/messages/@original', text],
  ] as const)
    breachesOfSpec({ ...call, method, path, body, route: '' })
}

let loaded: Spec | null = null
let definitions: Readonly<Record<string, Json>> = {}
const validators = new Map<string, ValidateFunction>()

/** What is wrong with the call by Discord's own description, as sentences. Nothing where the description is not there. */
export function breachesOfSpec(call: Call): readonly string[] {
  if (specFile === undefined) return []
  loaded ??= load(specFile)
  const { operations } = loaded
  const found = operations.find(({ pattern }) => pattern.test(call.path))
  const operation = found?.item[call.method.toLowerCase()]
  if (!found || !isJson(operation)) return [`Discord has no ${call.method} ${call.path}`]
  const values = found.pattern.exec(call.path)?.groups ?? {}
  const parameters = [...itemsOf(found.item.parameters), ...itemsOf(operation.parameters)]
  return [
    ...parameters.flatMap((one) => ofParameter(one, values, call.query)),
    ...Object.keys(call.query).flatMap((name) =>
      parameters.some((one) => one.in === 'query' && one.name === name) ? [] : [`there is no query ${name}`],
    ),
    ...ofBody(found, call, operation),
  ]
}

function ofParameter(
  parameter: Json,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): readonly string[] {
  const name = wordOf(parameter.name)
  const given = parameter.in === 'path' ? path[name] : query[name]
  if (given === undefined) return parameter.required === true ? [`${name} is missing`] : []
  const { schema } = parameter
  const type = isJson(schema) ? schema.type : undefined
  const value =
    type === 'integer' ? Number(given) : type === 'boolean' ? (JSON.parse(given) as unknown) : given
  return check(`parameter ${JSON.stringify(schema)}`, schema, value).map((breach) => `${name}${breach}`)
}

function ofBody({ template }: Operation, call: Call, operation: Json): readonly string[] {
  const { requestBody } = operation
  const content = isJson(requestBody) ? requestBody.content : undefined
  const json = isJson(content) ? content['application/json'] : undefined
  if (!isJson(json)) return call.body === null ? [] : [`${call.method} ${template} takes no body`]
  const { schema } = json
  return check(`body ${call.method} ${template}`, schema, widened(call)).map((breach) => `body${breach}`)
}

function check(name: string, schema: unknown, value: unknown): readonly string[] {
  if (!isJson(schema) || !loaded) return []
  const validate = validators.get(name) ?? loaded.ajv.compile(prepared(schema) as object)
  validators.set(name, validate)
  return validate(value) ? [] : sentences(validate.errors ?? [], value)
}

/** The description is narrower than Discord here; what it misses is taken out. */
function widened({ body, route }: Call): unknown {
  const isWebhook = route.includes('/webhooks/')
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => walk(one, name))
    if (!isJson(value)) return value
    const kept = Object.entries(value).filter(
      ([key]) =>
        !(name === 'emoji' && key === 'animated') &&
        !(isWebhook && key === 'enforce_nonce') &&
        key !== 'default_member_permissions',
    )
    return Object.fromEntries(kept.map(([key, one]) => [key, walk(one, key)]))
  }
  return walk(body, '')
}

function load(file: string): Spec {
  const document = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly paths: Readonly<Record<string, Json>>
    readonly components: { readonly schemas: Readonly<Record<string, Json>> }
  }
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    // Compiling takes longer than all that is ever checked.
    code: { optimize: false },
  })
  definitions = document.components.schemas
  ajv.addSchema({ $id: 'discord', $defs: prepared(definitions) as object })
  const operations = Object.entries(document.paths).map(([template, item]) => ({
    template,
    item,
    pattern: new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }))
  // `/messages/@original` before `/messages/{message_id}`
  const byDetail = (a: Operation, b: Operation) => a.template.split('{').length - b.template.split('{').length
  return { ajv, operations: operations.toSorted(byDetail) }
}

/**
 * Fields that Discord does not know are slips: it would leave them out without a word. And of a choice between kinds the `type` says which was
 * meant, so that only what is wrong with that one is told.
 */
function prepared(schema: unknown): unknown {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (!isJson(value)) return value
    const inside = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]))
    if (value.type === 'object' && isJson(value.properties) && !('additionalProperties' in value))
      return { ...inside, additionalProperties: false }
    const { anyOf, oneOf = anyOf, ...rest } = inside
    const kinds = byKind(itemsOf(oneOf))
    return kinds ? { ...rest, ...kinds } : inside
  }
  const text = JSON.stringify(walk(schema))
  return JSON.parse(text.replaceAll('#/components/schemas/', 'discord#/$defs/')) as unknown
}

function byKind(branches: readonly Json[]): Json | null {
  const cases = branches.flatMap((branch) => {
    const { properties } = definitions[wordOf(branch.$ref).split('/').at(-1) ?? ''] ?? {}
    const type = isJson(properties) && isJson(properties.type) ? properties.type.enum : null
    return Array.isArray(type) ? [{ type: type as readonly unknown[], branch }] : []
  })
  const types = cases.flatMap(({ type }) => type)
  if (branches.length < 2 || cases.length < branches.length || new Set(types).size < types.length) return null
  const is = (among: readonly unknown[]) => ({
    type: 'object',
    required: ['type'],
    properties: { type: { enum: among } },
  })
  return { ...is(types), allOf: cases.map(({ type, branch }) => ({ anyOf: [{ not: is(type) }, branch] })) }
}

/** The first of what is wrong, the deepest of it: what lies above is wrong for its sake. */
function sentences(errors: readonly ErrorObject[], value: unknown): readonly string[] {
  const told = errors.filter(({ keyword }) => !['anyOf', 'oneOf', 'not'].includes(keyword))
  const deepest = Math.max(...told.map(({ instancePath }) => instancePath.split('/').length))
  return told
    .filter(({ instancePath }) => instancePath.split('/').length === deepest)
    .slice(0, 3)
    .map(({ instancePath, message = 'is wrong', params }) => {
      const shown = JSON.stringify(at(value, instancePath))?.slice(0, 120)
      return `${instancePath} ${message} ${JSON.stringify(params)}, but is ${shown}`
    })
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], value)
}

function ancestorsOf(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)]
}
