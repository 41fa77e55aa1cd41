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
  /** 0 means any free port. */
  readonly port: number
  /** Null: the embedded server. */
  readonly databaseUrl: string | null
  /** Null: the offline twin writes. */
  readonly anthropicApiKey: string | null
  readonly anthropicBaseUrl: string | null
  readonly model: string
  /** Null: no Slack. */
  readonly slack: SlackConfig | null
  readonly logLevel: string
  /** Values that must never be shown or logged. */
  readonly secrets: readonly string[]
  /** Set, and probably not meant. */
  readonly warnings: readonly string[]
}

export type SlackConfig = {
  readonly botToken: string
  /** How clicks come in: over sockets that we open, or over requests to an address that the world can reach. */
  readonly transport:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number }
  /** Null: Slack's own. */
  readonly apiUrl: string | null
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** Every variable that Greenroom reads: what `--help` prints and the documentation repeats. */
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
  { name: 'DATABASE_URL', meaning: 'PostgreSQL server to use in place of the embedded one', fallback: null },
  {
    name: 'ANTHROPIC_API_KEY',
    meaning: 'lets the model write; without it the offline twin does',
    fallback: null,
  },
  { name: 'ANTHROPIC_BASE_URL', meaning: 'where the model is reached, for a proxy', fallback: null },
  { name: 'GREENROOM_MODEL', meaning: 'id of the model', fallback: 'claude-sonnet-5-5' },
  {
    name: 'SLACK_BOT_TOKEN',
    meaning: 'opens the Slack rooms of the brand files: xoxb-..., from OAuth & Permissions of your Slack app',
    fallback: null,
  },
  {
    name: 'SLACK_APP_TOKEN',
    meaning: 'lets Slack send clicks over a socket (the usual way): xapp-..., from Basic Information',
    fallback: null,
  },
  {
    name: 'SLACK_SIGNING_SECRET',
    meaning: 'lets Slack send clicks to a public address of yours instead of a socket',
    fallback: null,
  },
  {
    name: 'SLACK_PORT',
    meaning: 'port for those requests, on GREENROOM_HOST, path /slack/events',
    fallback: '3132',
  },
  { name: 'SLACK_API_URL', meaning: 'where the Slack API is reached, for a proxy', fallback: null },
  { name: 'LOG_LEVEL', meaning: `how much goes into the log: ${logLevels.join(', ')}`, fallback: 'info' },
] as const

type VariableName = (typeof variables)[number]['name']

/** Reads the environment, or throws a `ConfigTrouble` that lists every mistake. Relative folders are taken from `cwd`. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const values = valuesOf(env)
  const problems: Problem[] = []
  const check = (
    name: VariableName,
    isRight: (value: string) => boolean,
    expected: string,
    example: string,
  ) => {
    const value = values[name]
    if (value === null || isRight(value)) return
    // Of an address, what stands before an @ may be a password.
    const isShown = !isSecret(name) && !value.includes('@')
    problems.push(problem(name, isShown ? value : 'another value (not shown)', expected, example))
  }
  check('GREENROOM_PORT', isPort, 'a port from 1 to 65535, or 0 for any free one', '3131')
  check('GREENROOM_HOST', (host) => isIP(host) > 0 || host === 'localhost', 'an IP address', '127.0.0.1')
  check('LOG_LEVEL', isLogLevel, `one of ${logLevels.join(', ')}`, 'info')
  check(
    'DATABASE_URL',
    isPostgresUrl,
    'the address of a PostgreSQL database, with special characters of the password percent-encoded (% as %25)',
    'postgresql://user:password@host:5432/greenroom',
  )
  check('ANTHROPIC_API_KEY', (key) => /^\S+$/.test(key), 'a key without spaces', 'sk-ant-...')
  check('ANTHROPIC_BASE_URL', isWebUrl, 'an http or https address', 'https://model-proxy.example')
  check('SLACK_BOT_TOKEN', (token) => /^xoxb-\S+$/.test(token), 'a bot token of Slack', 'xoxb-...')
  check('SLACK_APP_TOKEN', (token) => /^xapp-\S+$/.test(token), 'an app-level token of Slack', 'xapp-...')
  check(
    'SLACK_SIGNING_SECRET',
    (secret) => /^\S{16,}$/.test(secret),
    'the signing secret of your Slack app',
    '...',
  )
  check('SLACK_PORT', isPort, 'a port from 1 to 65535, or 0 for any free one', '3132')
  check(
    'SLACK_API_URL',
    (url) => isWebUrl(url) && !hasCredentials(url),
    'an http or https address that ends in /api/, without a user name or a password',
    'https://slack.com/api/',
  )
  problems.push(...missingOfSlack(values))
  check('GREENROOM_MODEL', (id) => /^[\w.:@/-]{1,100}$/.test(id), 'the id of a model', 'claude-sonnet-5-5')
  if (problems.length > 0) throw new ConfigTrouble(problems)
  return configOf(values, env, cwd)
}

/** A token alone opens no room: something has to bring the clicks. */
function missingOfSlack({
  SLACK_BOT_TOKEN,
  SLACK_APP_TOKEN,
  SLACK_SIGNING_SECRET,
}: Values): readonly Problem[] {
  const way = SLACK_APP_TOKEN ?? SLACK_SIGNING_SECRET
  if (SLACK_BOT_TOKEN && !way)
    return [
      problem(
        'SLACK_APP_TOKEN',
        'nothing',
        'an app-level token beside SLACK_BOT_TOKEN (or SLACK_SIGNING_SECRET, if Slack can reach you)',
        'xapp-...',
      ),
    ]
  if (!SLACK_BOT_TOKEN && way)
    return [problem('SLACK_BOT_TOKEN', 'nothing', 'the bot token that belongs to it', 'xoxb-...')]
  return []
}

function problem(path: VariableName, found: string, expected: string, example: string): Problem {
  return { file: 'environment', line: null, path, found, expected, example: `${path}=${example}` }
}

function isSecret(name: VariableName): boolean {
  return /^DATABASE_URL$|_KEY$|_TOKEN$|_SECRET$/.test(name)
}

/** `DATABASE_URL` as it may be shown: without password and options. */
export function shownUrl(databaseUrl: string): string {
  const { protocol, host, pathname } = new URL(databaseUrl)
  return `${protocol}//${host}${pathname}`
}

function configOf(values: Values, env: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const databaseUrl = values.DATABASE_URL
  return {
    home: resolve(cwd, values.GREENROOM_HOME ?? ''),
    brandsFolder: resolve(cwd, values.GREENROOM_BRANDS ?? ''),
    host: values.GREENROOM_HOST ?? '',
    port: Number(values.GREENROOM_PORT),
    databaseUrl,
    anthropicApiKey: values.ANTHROPIC_API_KEY,
    anthropicBaseUrl: values.ANTHROPIC_BASE_URL,
    model: values.GREENROOM_MODEL ?? '',
    slack: slackOf(values),
    logLevel: values.LOG_LEVEL ?? '',
    secrets: [
      values.ANTHROPIC_API_KEY,
      values.SLACK_BOT_TOKEN,
      values.SLACK_APP_TOKEN,
      values.SLACK_SIGNING_SECRET,
      databaseUrl,
      ...passwordsIn(databaseUrl),
      ...passwordsIn(values.ANTHROPIC_BASE_URL),
    ].flatMap((one) => one || []),
    warnings: unknownVariables(env),
  }
}

/** Socket Mode where both ways are set: it needs no open port. */
function slackOf(values: Values): SlackConfig | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values
  if (botToken === null) return null
  const apiUrl = values.SLACK_API_URL
  if (appToken !== null) return { botToken, transport: { kind: 'socket', appToken }, apiUrl }
  const port = Number(values.SLACK_PORT)
  return signingSecret === null
    ? null
    : { botToken, transport: { kind: 'http', signingSecret, port }, apiUrl }
}

/** As they stand in the address and as they are meant; PostgreSQL takes one among the options as well. */
function passwordsIn(address: string | null): readonly string[] {
  if (address === null) return []
  const { password, searchParams } = new URL(address)
  return [...new Set([password, decodeURIComponent(password), searchParams.get('password') ?? ''])]
}

type Values = Readonly<Record<VariableName, string | null>>

/** An empty variable counts as one that is not set. */
function valuesOf(env: Readonly<Record<string, string | undefined>>): Values {
  return Object.fromEntries(
    variables.map(({ name, fallback }) => [name, env[name]?.trim() || fallback]),
  ) as Values
}

/** Other programs have variables that begin with SLACK_ too: of those only what looks like a slip of the pen. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = variables.map(({ name }) => name)
  return Object.keys(env).flatMap((name) => {
    if (!/^(GREENROOM|SLACK)_/.test(name) || names.some((known) => known === name)) return []
    const meant = nearest(name, names)
    if (!meant && name.startsWith('SLACK_')) return []
    return [`${name} is set, but nothing reads it${meant ? `: did you mean ${meant}?` : '.'}`]
  })
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
}

function isLogLevel(value: string): boolean {
  return logLevels.some((level) => level === value)
}

function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, host } = new URL(value)
  return /^postgres(ql)?:$/.test(protocol) && host !== '' && isEncoded(value)
}

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && isEncoded(value)
}

/** Node calls no such address, and names it in the error. */
function hasCredentials(address: string): boolean {
  const { username, password } = new URL(address)
  return username !== '' || password !== ''
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
