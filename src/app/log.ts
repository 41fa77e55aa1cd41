import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import pino from 'pino'
import { secretIn } from '../config/secret-like.ts'
import type { Log } from '../ports.ts'

export type FileLog = Log & { readonly stop: () => Promise<void> }

/** A log that grew beyond this is set aside at the next start, so that two of them are all there ever is. */
const maxBytes = 20_000_000

/** JSON lines, appended to a file. Redacts by key, by known value, and what looks like a secret. */
export function openLog(options: {
  readonly file: string
  readonly level: string
  readonly secrets: readonly string[]
}): FileLog {
  const { file, level, secrets } = options
  setAside(file)
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  // A full disk must not take the desk down; what could not be logged is lost.
  stream.on('error', () => undefined)
  const hide = redactor(secrets)
  const logger = pino(
    { level, base: { host: hostname(), pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => void stream.write(hide(censored(line))) },
  )
  return {
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
    stop: () => new Promise((done) => void stream.end(done)),
  }
}

/** Processes that share a home may come to it at the same time: the first one does it. */
function setAside(file: string): void {
  try {
    if (statSync(file).size > maxBytes) renameSync(file, `${file}.1`)
  } catch (error) {
    if (existsSync(file)) throw error
  }
}

/** Keys under which libraries like to put what must not be read; of any depth, and whatever stands there. */
const secretKey =
  /^(?:authorization|cookie|password|token|secret|apiKey|connectionString|databaseUrl|mongodbUri)$/i
const anySecretKey = new RegExp(`"${secretKey.source.slice(1, -1)}":`, 'i')

/** Nearly no line has such a key, so it is looked for in the text, and only a line that has one is taken apart: a walk through each costs more than writing it. */
function censored(line: string): string {
  if (!anySecretKey.test(line)) return line
  const hidden: unknown = JSON.parse(line, (key, value) => (secretKey.test(key) ? '[redacted]' : value))
  return `${JSON.stringify(hidden)}\n`
}

/** Replaces every known secret, as it stands and as JSON or an address would write it, and every word that looks like one. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = [
    ...new Set(secrets.flatMap((one) => [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)])),
  ]
    .filter((one) => one.length >= 4)
    .toSorted((a, b) => b.length - a.length)
  return (text) => {
    const known = forms.reduce((hidden, form) => hidden.replaceAll(form, '[redacted]'), text)
    return known
      .replaceAll(likelySecret, (word) => (secretIn(word) ? '[redacted]' : word))
      .replaceAll(namedSecret, '$1[redacted]')
  }
}

/** Candidates only: cheap to find, then judged one by one. Hashes and ids are of lower case and digits, and pass. */
const likelySecret =
  /\b(?:sk-|sk_|xox|xapp-|gh[a-z]_|github_pat_|EAA|IGQ|AIza|AKIA|ASIA|eyJ|aW50ZXJhY3Rpb246)[\w.-]{12,}|\b[MNO][\w-]{22,40}\.[\w-]{6}\.[\w-]{27,}|\/(?:webhooks|interactions)\/\d{15,21}\/[\w-]{20,}|\b(?:https:\/\/hooks\.slack|wss?:\/\/)[^\s"\\]{1,1000}|\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s/:@"]{0,200}:[^\s/@"]{1,1000}@/g

/** What an address or a connection string says to be secret: PostgreSQL's and MongoDB's passwords, the key of the page, a header with either. */
const namedSecret =
  /((?:\b|_|ssl)(?:password|passphrase|pwd)\s?=\s?|[?&]key=|\b(?:bearer|basic)\s+(?=\S{12}))(?!\[redacted\])'?[^\s&'"\\,;]+/gi
