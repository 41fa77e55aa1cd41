import type { IncomingMessage } from 'node:http'

export type Json = Readonly<Record<string, unknown>>

/** A file that came with a call, or with a modal. */
export type Upload = {
  /** `files[0]` */
  readonly field: string
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}

/** One call of the REST API as it came in. */
export type Call = {
  /** Ids and tokens taken out: `POST /channels/:id/messages`, `PATCH /webhooks/:id/:token/messages/@original`. */
  readonly route: string
  readonly method: string
  /** Behind `/api/v10`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Of a form with files its `payload_json`; null where there is none. */
  readonly body: unknown
  readonly files: readonly Upload[]
  /** Of `Authorization: Bot`. */
  readonly token: string | null
  readonly agent: string
  readonly at: Date
}

/** A call and what it was answered; null where the caller never got to see an answer. */
export type Heard = Call & {
  readonly status: number | null
  readonly answer: unknown
  /** It counts towards being shut out. */
  readonly isInvalid: boolean
}

export type Answer = { readonly status: number; readonly body?: unknown }

const prefix = '/api/v10'

export function isCall(request: IncomingMessage): boolean {
  return (request.url ?? '').startsWith(`${prefix}/`)
}

export async function readCall(request: IncomingMessage, at: Date): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const path = decodeURIComponent(url.pathname.slice(prefix.length))
  const method = request.method ?? 'GET'
  const { authorization = '', 'user-agent': agent = '', 'content-type': type = '' } = request.headers
  const bytes = await bytesOf(request)
  return {
    route: `${method} ${template(path)}`,
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    ...(await contentOf(bytes, type)),
    token: authorization.startsWith('Bot ') ? authorization.slice(4) : null,
    agent,
    at,
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A word as it is, anything else as JSON. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** The objects of a list; nothing of what is no list. */
export function itemsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}

function template(path: string): string {
  const [, first, , third, ...rest] = path.split('/')
  if ((first === 'webhooks' || first === 'interactions') && third !== undefined)
    return ['', first, ':id', ':token', ...rest.map(withoutId)].join('/')
  return path.split('/').map(withoutId).join('/')
}

function withoutId(part: string): string {
  return /^\d+$/.test(part) ? ':id' : part
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

async function contentOf(bytes: Buffer, type: string): Promise<Pick<Call, 'body' | 'files'>> {
  if (bytes.length === 0) return { body: null, files: [] }
  if (!type.startsWith('multipart/form-data')) return { body: parsed(bytes.toString()), files: [] }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  const files: Upload[] = []
  let body: unknown = null
  for (const [field, value] of form) {
    if (field === 'payload_json') body = parsed(typeof value === 'string' ? value : await value.text())
    else if (typeof value !== 'string')
      files.push({
        field,
        name: value.name,
        type: value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      })
  }
  return { body, files }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
