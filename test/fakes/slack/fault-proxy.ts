import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call as it came in. */
export type Call = {
  /** `chat.postMessage`; `upload` for the bytes of a file. */
  readonly method: string
  readonly args: Readonly<Record<string, unknown>>
  readonly token: string | null
}

/** A call and what it was answered; null where the caller never got to see an answer. */
export type Heard = Call & { readonly answer: Readonly<Record<string, unknown>> | null }

/** What goes wrong with a call. Nothing is carried out, unless it says so. */
export type Fault =
  | { readonly kind: 'rate_limited'; readonly retryAfter: number | null }
  | { readonly kind: 'status'; readonly status: number }
  /** `{ ok: false, error: code }` */
  | { readonly kind: 'error'; readonly code: string }
  /** HTTP 200, and a body that is no JSON. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop' }
  /** It is carried out, and the answer is lost. */
  | { readonly kind: 'lost_answer' }
  /** It is carried out, and the answer breaks off in the middle. */
  | { readonly kind: 'half_answer' }
  /** It is carried out and answered once `until` has come. */
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }

/** What happens to a call that no fault has met: what the caller is answered. */
export type PassOn = (
  call: Call,
  body: Buffer,
  headers: Headers,
) => Promise<Readonly<Record<string, unknown>>>

export type FaultProxy = {
  readonly url: string
  readonly heard: readonly Heard[]
  /** The next `times` calls of `method` (`*`: of any) meet this fault. */
  readonly fault: (method: string, fault: Fault, times?: number) => void
  /** From now on decides about every call that no planned fault meets; null ends it. */
  readonly misbehave: (judge: ((call: Call) => Fault | null) | null) => void
  readonly stop: () => Promise<void>
}

/** An HTTP server on loopback in front of a Slack that records every call and spoils those it is told to. `headers` go with its answers. */
export async function openFaultProxy(
  passOn: PassOn,
  headers: Readonly<Record<string, string>>,
): Promise<FaultProxy> {
  const heard: Heard[] = []
  const planned: { readonly method: string; readonly fault: Fault }[] = []
  let judge: ((call: Call) => Fault | null) | null = null
  const faultFor = (call: Call): Fault | null => {
    const at = planned.findIndex(({ method }) => method === '*' || method === call.method)
    return at < 0 ? (judge?.(call) ?? null) : (planned.splice(at, 1)[0]?.fault ?? null)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const call = callOf(request, body)
    const fault = faultFor(call)
    const carryOut = async () => {
      const authorization = request.headers.authorization ?? ''
      const type = request.headers['content-type'] ?? ''
      return passOn(call, body, new Headers({ authorization, 'content-type': type }))
    }
    const record = (answer: Heard['answer']) => heard.push({ ...call, answer })
    const answer = (value: Readonly<Record<string, unknown>>) => {
      record(value)
      response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (!fault) return answer(await carryOut())
    switch (fault.kind) {
      case 'delay':
        await fault.until
        return answer(await carryOut())
      case 'error':
        return answer({ ok: false, error: fault.code })
      case 'lost_answer':
      case 'half_answer':
        await carryOut()
        record(null)
        if (fault.kind === 'half_answer') {
          response.writeHead(200, { 'content-length': '1000' }).write('{"ok":true,')
          await new Promise((resolve) => response.write(' ', resolve))
        }
        response.destroy()
        return
      case 'drop':
        record(null)
        response.destroy()
        return
      case 'hang':
        record(null)
        return
      case 'garbage':
        record(null)
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please wait</html>')
        return
      case 'status':
        record(null)
        response.writeHead(fault.status).end('no')
        return
      case 'rate_limited':
        record(null)
        response
          .writeHead(429, fault.retryAfter === null ? {} : { 'retry-after': String(fault.retryAfter) })
          .end('')
        return
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    fault(method, fault, times = 1) {
      for (let left = times; left > 0; left--) planned.push({ method, fault })
    },
    misbehave(next) {
      judge = next
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function callOf(request: IncomingMessage, body: Buffer): Call {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? null
  if (path.startsWith('/upload/')) return { method: 'upload', args: { path, bytes: body.byteLength }, token }
  const fields = [...new URLSearchParams(body.toString())].map(([name, value]) => [name, parsed(value)])
  return { method: path.replace(/^\/api\//, ''), args: Object.fromEntries(fields), token }
}

/** Objects, lists and truth values travel as JSON in a field; everything else is the string it is. */
function parsed(value: string): unknown {
  if (!/^(?:[[{]|true$|false$)/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
