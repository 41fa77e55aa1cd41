import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Buckets } from './buckets.ts'
import { isCall, isJson, readCall, type Answer, type Call, type Heard, type Json } from './call.ts'
import { spoil, type Faults } from './faults.ts'
import { answerInteraction, answerWebhook } from './interactions.ts'
import { contentIn } from './messages.ts'
import { breachesOfSpec } from './openapi.ts'
import { routes } from './routes.ts'
import { breachesOfRules } from './rules.ts'
import { invalidForm, refusals, type State } from './state.ts'

/** Per file, for bots of guilds that have paid for nothing. */
const uploadBytes = 10 * 1024 * 1024
const v2 = 32_768

/** Answers a request as Discord would, unless it is told to spoil it. Every call is checked and recorded, spoilt or not. */
export async function serve(
  options: {
    readonly state: State
    readonly faults: Pick<Faults, 'faultFor'>
    readonly buckets: Buckets
    readonly gatewayUrl: () => string
    readonly record: (heard: Heard) => void
  },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { state, faults, buckets, gatewayUrl, record } = options
  if (request.url?.startsWith('/cdn/')) return serveFile(state, request, response)
  if (!isCall(request)) return void response.writeHead(404).end()
  const call = await readCall(request, state.now())
  const found = await breachesOf(state, call)
  state.breaches.push(...found.map((breach) => `${call.method} ${call.path}: ${breach}`))
  const { headers, refused } = buckets.take(call)
  const carryOut = async () =>
    refused ?? (found.length > 0 ? invalidForm(found) : carry(state, call, gatewayUrl))
  let seen: Answer | null = null
  let isShared = false
  const answer = (given: Answer, more: Readonly<Record<string, string>> = {}) => {
    const hasBody = given.body !== undefined
    seen = given
    isShared = more['x-ratelimit-scope'] === 'shared'
    response.writeHead(given.status, {
      ...headers,
      ...more,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    })
    response.end(hasBody ? JSON.stringify(given.body) : undefined)
  }
  const fault = faults.faultFor(call)
  const isCutOff = fault?.kind === 'hang' || fault?.kind === 'drop'
  if (isCutOff) record({ ...call, status: null, answer: null, isInvalid: false })
  if (fault) await spoil(fault, response, carryOut, answer)
  else answer(await carryOut())
  if (isCutOff) return
  const { status, body = null } = seen ?? { status: response.headersSent ? response.statusCode : null }
  const isInvalid = status === 401 || status === 403 || (status === 429 && !isShared)
  record({ ...call, status, answer: body, isInvalid })
}

/** What is wrong with a call by Discord's own description, and by what that leaves out. */
export async function breachesOf(state: State, call: Call): Promise<readonly string[]> {
  const [, message] = /^\/channels\/\d+\/messages\/(\d+)$/.exec(call.path) ?? []
  const [, , , token = '', , told] = call.path.split('/')
  const one = state.interactions.get(token)
  const isCallback = call.route.endsWith('/callback')
  const changed = message ?? (told === '@original' || isCallback ? (one?.original ?? one?.on) : told) ?? ''
  const before = await contentIn(state, changed)
  const flags = before?.flags ?? state.private.get(changed)?.message.flags ?? 0
  const isChange = call.method === 'PATCH' || (isJson(call.body) && call.body.type === 7)
  const isPending = told === '@original' && one?.callback?.type === 5 && one.original === null
  const isV2 = isChange && !isPending && (flags & v2) !== 0
  return [...breachesOfSpec(call), ...breachesOfRules(call, { isV2 })]
}

async function carry(state: State, call: Call, gatewayUrl: () => string): Promise<Answer> {
  const { route, token, path } = call
  if (call.files.some(({ bytes }) => bytes.length > uploadBytes)) return refusals.tooLarge
  if (route === 'POST /interactions/:id/:token/callback') return answerInteraction(state, call)
  if (route.includes(' /webhooks/:id/:token')) return answerWebhook(state, call)
  if (token !== state.twin.token) return refusals.unauthorized
  if (route === 'GET /gateway/bot') {
    const { status, body } = await state.twin.ask('GET', path)
    return { status, body: { ...(body as Json), url: gatewayUrl(), ...state.told.get('gateway') } }
  }
  const [first = '', second = ''] = path.split('/').filter((part) => /^\d+$/.test(part))
  const known = routes[route]
  if (known) return known(state, call, first, second)
  state.breaches.push(`the stand-in for Discord does not know ${route}`)
  return refusals.notFound
}

function serveFile(state: State, request: IncomingMessage, response: ServerResponse): void {
  const file = state.uploads.get(request.url?.split('/')[2] ?? '')
  if (!file) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
}
