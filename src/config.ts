import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { nearest } from './domain/nearest.ts'
import { ConfigTrouble, type Problem } from './config/problem.ts'

/** What the environment says. Brand files are read by `config/brand-folder.ts`. */
export type Config = {
  /** Absolute path: database, outbox, log, access key. */
  readonly home: string
  /** Absolute path of the folder with the brand files. */
  readonly brandsFolder: string
  /** Address that the page listens on. */
  readonly host: string
  /** Where people open the page, if that is a proxy in front of it. */
  readonly front: URL | null
  /** 0 means any free port. */
  readonly port: number
  /** The key that opens the page; null: the one in the home. */
  readonly key: string | null
  /** Null: the embedded server. */
  readonly databaseUrl: string | null
  /** Null: the clock is in the database. */
  readonly mongodbUri: string | null
  /** Null: the offline twin writes. */
  readonly anthropicApiKey: string | null
  readonly anthropicBaseUrl: string | null
  readonly model: string
  /** What chat services are told, by the names of their variables: each of its right form, null where it is not set. */
  readonly chat: Readonly<Record<string, string | null>>
  readonly logLevel: string
  /** Values that must never be shown or logged. */
  readonly secrets: readonly string[]
  /** Set, and probably not meant. */
  readonly warnings: readonly string[]
}

export type Variable = {
  readonly name: string
  readonly meaning: string
  readonly fallback: string | null
}

type Rule = {
  readonly isRight: (value: string) => boolean
  readonly expected: string
  readonly example: string
}

/** The variables of a chat service, with their rules. The service itself makes something of the values. */
export type ChatVariables = {
  readonly variables: readonly (Variable & Rule)[]
  /** What the values that are set need beside them. */
  missing(
    values: Config['chat'],
  ): readonly { readonly name: string; readonly expected: string; readonly example: string }[]
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** Every variable that Greenroom reads, but for those of chat services: what `--help` prints and the documentation repeats. */
export const variables = [
  {
    name: 'GREENROOM_HOME',
    meaning: 'folder for the database, the outbox, the log and the access key',
    fallback: '.greenroom',
  },
  { name: 'GREENROOM_BRANDS', meaning: 'folder of the brand files (*.yaml)', fallback: 'brands' },
  {
    name: 'GREENROOM_PORT',
    meaning: 'port of the web page, on 127.0.0.1; 0 takes any free one',
    fallback: '3131',
  },
  {
    name: 'GREENROOM_HOST',
    meaning: 'address to listen on; another one only behind a door that you guard',
    fallback: '127.0.0.1',
  },
  {
    name: 'GREENROOM_KEY',
    meaning: 'key that opens the web page, for several processes; without it each home has its own',
    fallback: null,
  },
  {
    name: 'GREENROOM_URL',
    meaning: 'where people open the page, if that is a proxy of yours in front of it',
    fallback: null,
  },
  { name: 'DATABASE_URL', meaning: 'PostgreSQL server to use in place of the embedded one', fallback: null },
  { name: 'MONGODB_URI', meaning: 'MongoDB server for the clock, in place of the database', fallback: null },
  {
    name: 'ANTHROPIC_API_KEY',
    meaning: 'lets the model write; without it the offline twin does',
    fallback: null,
  },
  { name: 'ANTHROPIC_BASE_URL', meaning: 'where the model is reached, for a proxy', fallback: null },
  { name: 'GREENROOM_MODEL', meaning: 'id of the model', fallback: 'claude-sonnet-5-5' },
  { name: 'LOG_LEVEL', meaning: `how much goes into the log: ${logLevels.join(', ')}`, fallback: 'info' },
] as const satisfies readonly Variable[]

type VariableName = (typeof variables)[number]['name']

/** Everything has its right form but for these, which have a rule. */
const rules: Readonly<Partial<Record<VariableName, Rule>>> = {
  GREENROOM_PORT: {
    isRight: isPort,
    expected: 'a port from 1 to 65535, or 0 for any free one',
    example: '3131',
  },
  GREENROOM_HOST: {
    isRight: (host) => isIP(host) > 0 || host === 'localhost',
    expected: 'an IP address',
    example: '127.0.0.1',
  },
  GREENROOM_KEY: {
    isRight: (key) => /^[\w-]{32,200}$/.test(key),
    expected: '32 or more letters, digits, hyphens or underscores (`openssl rand -hex 24` makes 48)',
    example: '0123456789abcdef0123456789abcdef',
  },
  GREENROOM_URL: {
    isRight: (url) => isWebUrl(url) && new URL(url).href === `${new URL(url).origin}/`,
    expected: 'an http or https address without a path',
    example: 'https://desk.example.com',
  },
  LOG_LEVEL: { isRight: isLogLevel, expected: `one of ${logLevels.join(', ')}`, example: 'info' },
  DATABASE_URL: {
    isRight: isPostgresUrl,
    expected:
      'the address of a PostgreSQL database, with special characters of the password percent-encoded (% as %25)',
    example: 'postgresql://user:password@host:5432/greenroom',
  },
  MONGODB_URI: {
    isRight: isMongoUri,
    expected:
      'the address of a MongoDB server or replica set, with special characters of the password percent-encoded (@ as %40)',
    example: 'mongodb://user:password@host:27017/greenroom',
  },
  ANTHROPIC_API_KEY: {
    isRight: (key) => /^\S+$/.test(key),
    expected: 'a key without spaces',
    example: 'sk-ant-...',
  },
  ANTHROPIC_BASE_URL: {
    isRight: isWebUrl,
    expected: 'an http or https address',
    example: 'https://model-proxy.example',
  },
  GREENROOM_MODEL: {
    isRight: (id) => /^[\w.:@/-]{1,100}$/.test(id),
    expected: 'the id of a model',
    example: 'claude-sonnet-5-5',
  },
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment, or throws a `ConfigTrouble` that lists every mistake. Relative folders are taken from `cwd`; `services` are the chat
 * services whose variables are read as well.
 */
export function loadConfig(env: Environment, cwd: string, services: readonly ChatVariables[]): Config {
  const values = valuesOf(env, variables)
  const ofChat = services.flatMap((service) => service.variables)
  const chat = valuesOf(env, ofChat)
  const problems = [
    ...variables.flatMap(({ name }) => brokenRule(name, values[name], rules[name])),
    ...ofChat.flatMap(({ name, ...rule }) => brokenRule(name, chat[name], rule)),
    ...services.flatMap((service) =>
      service.missing(chat).map(({ name, expected, example }) => problem(name, 'nothing', expected, example)),
    ),
  ]
  if (problems.length > 0) throw new ConfigTrouble(problems)
  return configOf(values, chat, unknownVariables(env, ofChat), cwd)
}

function brokenRule(name: string, value: string | null | undefined, rule: Rule | undefined): Problem[] {
  if (!value || !rule || rule.isRight(value)) return []
  // Of an address, what stands before an @ may be a password.
  const isShown = !isSecret(name) && !value.includes('@')
  return [problem(name, isShown ? value : 'another value (not shown)', rule.expected, rule.example)]
}

function problem(path: string, found: string, expected: string, example: string): Problem {
  return { file: 'environment', line: null, path, found, expected, example: `${path}=${example}` }
}

function isSecret(name: string): boolean {
  return /^DATABASE_URL$|^MONGODB_URI$|(?<!_PUBLIC)_KEY$|_TOKEN$|_SECRET$/.test(name)
}

/** `DATABASE_URL` or `MONGODB_URI` as it may be shown: without user, password and options. */
export function shownUrl(address: string): string {
  const mongo = mongoUri.exec(address)?.groups
  if (mongo) return `${mongo['scheme']}${mongo['hosts']}${mongo['path'] ?? ''}`
  const { protocol, host, pathname } = new URL(address)
  return `${protocol}//${host}${pathname}`
}

function configOf(values: Values, chat: Config['chat'], warnings: readonly string[], cwd: string): Config {
  const secrets = Object.entries({ ...values, ...chat }).flatMap(([name, value]) =>
    isSecret(name) && value ? [value] : [],
  )
  return {
    home: resolve(cwd, values.GREENROOM_HOME ?? ''),
    brandsFolder: resolve(cwd, values.GREENROOM_BRANDS ?? ''),
    host: values.GREENROOM_HOST ?? '',
    front: values.GREENROOM_URL === null ? null : new URL(values.GREENROOM_URL),
    port: Number(values.GREENROOM_PORT),
    key: values.GREENROOM_KEY,
    databaseUrl: values.DATABASE_URL,
    mongodbUri: values.MONGODB_URI,
    anthropicApiKey: values.ANTHROPIC_API_KEY,
    anthropicBaseUrl: values.ANTHROPIC_BASE_URL,
    model: values.GREENROOM_MODEL ?? '',
    chat,
    logLevel: values.LOG_LEVEL ?? '',
    secrets: [
      ...secrets,
      ...passwordsIn(values.DATABASE_URL),
      ...passwordsInMongo(values.MONGODB_URI),
      ...passwordsIn(values.ANTHROPIC_BASE_URL),
    ].filter((one) => one !== ''),
    warnings,
  }
}

/** As they stand in the address and as they are meant; PostgreSQL takes one among the options as well. */
function passwordsIn(address: string | null): readonly string[] {
  if (address === null) return []
  const { password, searchParams } = new URL(address)
  return [...new Set([password, decodeURIComponent(password), searchParams.get('password') ?? ''])]
}

/** Of the user, of the key's file, and the token of a session: whatever the address may hold that opens something. */
function passwordsInMongo(address: string | null): readonly string[] {
  const { password = '', options = '' } = (address && mongoUri.exec(address)?.groups) || {}
  const ofOptions = [...options.matchAll(/(?:password=|AWS_SESSION_TOKEN:)(?<secret>[^&,]+)/gi)]
  const secrets = [password, ...ofOptions.map(({ groups }) => groups?.['secret'] ?? '')]
  return [...new Set(secrets.flatMap((secret) => [secret, decodeURIComponent(secret)]))]
}

type Values = Readonly<Record<VariableName, string | null>>

/** An empty variable counts as one that is not set. */
function valuesOf<Name extends string>(
  env: Environment,
  read: readonly (Variable & { readonly name: Name })[],
): Readonly<Record<Name, string | null>> {
  return Object.fromEntries(
    read.map(({ name, fallback }) => [name, env[name]?.trim() || fallback]),
  ) as Record<Name, string | null>
}

/** Other programs have variables that begin like those of chat services too: of those only what looks like a slip of the pen. */
function unknownVariables(env: Environment, ofChat: readonly Variable[]): readonly string[] {
  const names = [...variables, ...ofChat].map(({ name }) => name)
  const prefixes = ['GREENROOM', ...ofChat.map(({ name }) => name.split('_')[0])]
  return Object.keys(env).flatMap((name) => {
    if (!prefixes.includes(name.split('_')[0]) || names.includes(name)) return []
    const meant = nearest(name, names)
    if (!meant && !name.startsWith('GREENROOM_')) return []
    return [`${name} is set, but nothing reads it${meant ? `: did you mean ${meant}?` : '.'}`]
  })
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
}

function isLogLevel(value: string): boolean {
  return logLevels.some((level) => level === value)
}

export function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, host } = new URL(value)
  return /^postgres(ql)?:$/.test(protocol) && host !== '' && isEncoded(value)
}

/** Several hosts may stand in it, which no `URL` has. */
const mongoUri =
  /^(?<scheme>mongodb(?:\+srv)?:\/\/)(?:[^:/?#@\s]+(?::(?<password>[^:/?#@\s]*))?@)?(?<hosts>[^/?#@\s]+)(?<path>\/[^/?#@\s]*)?(?:\?(?<options>[^#\s]*))?$/

function isMongoUri(value: string): boolean {
  return mongoUri.test(value) && isEncoded(value)
}

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && isEncoded(value)
}

/** A percent sign of a password has to be written as `%25`. */
function isEncoded(address: string): boolean {
  try {
    decodeURIComponent(address)
    return true
  } catch {
    return false
  }
}
