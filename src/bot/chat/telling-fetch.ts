/** A call of which not a byte has left: no connection was made, or it was not trusted. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
}

/** `fetch` hides what went wrong behind one message for everything; what went wrong decides whether a call may be repeated. */
export async function tellingFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    const root = rootOf(error)
    const message = typeof root.message === 'string' ? root.message.trim() : 'no connection'
    throw isBeforeSending(root) ? new NotSent(message) : new Error(message, { cause: error })
  }
}

/** The address of a socket, or of answers to a click, lets whoever reads it act. Tokens are hidden by the log itself. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/\b(?:wss?|https?):\/\/\S+/g, '[address]')
}

type Failure = {
  readonly message?: unknown
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
  /** Of several addresses of one name, each with its own failure. */
  readonly errors?: unknown
}

function rootOf(error: unknown): Failure {
  const failure: Failure = typeof error === 'object' && error !== null ? error : {}
  if (failure.cause) return rootOf(failure.cause)
  const [first] = Array.isArray(failure.errors) ? failure.errors : []
  return failure.message || !first ? failure : { ...failure, message: rootOf(first).message }
}

function isBeforeSending({ code, syscall, errors }: Failure): boolean {
  if (Array.isArray(errors)) return errors.every((one) => isBeforeSending(rootOf(one)))
  if (syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT') return true
  return typeof code === 'string' && untrusted.test(code)
}

/** Codes of Node for a certificate that does not hold, or a server that speaks no TLS, or none that we speak. */
const untrusted =
  /^(?:CERT_\w+|ERR_TLS_CERT_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|HOSTNAME_MISMATCH|ERR_SSL_(?:WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|\w+_HANDSHAKE_FAILURE|\w+_PROTOCOL_VERSION))$/
