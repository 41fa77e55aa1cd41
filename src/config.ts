import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { nearest } from './config/nearest.ts'
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
  readonly logLevel: string
  /** Values that must never be shown or logged. */
  readonly secrets: readonly string[]
  /** Set, and probably not meant. */
  readonly warnings: readonly string[]
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
    const found =
      name === 'DATABASE_URL' || name === 'ANTHROPIC_API_KEY' ? 'another value (not shown)' : value
    problems.push({
      file: 'environment',
      line: null,
      path: name,
      found,
      expected,
      example: `${name}=${example}`,
    })
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
  check('GREENROOM_MODEL', (id) => /^[\w.:@/-]{1,100}$/.test(id), 'the id of a model', 'claude-sonnet-5-5')
  if (problems.length > 0) throw new ConfigTrouble(problems)
  return configOf(values, env, cwd)
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
    logLevel: values.LOG_LEVEL ?? '',
    secrets: [
      values.ANTHROPIC_API_KEY,
      databaseUrl,
      ...passwordsIn(databaseUrl),
      ...passwordsIn(values.ANTHROPIC_BASE_URL),
    ].flatMap((one) => one || []),
    warnings: unknownVariables(env),
  }
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
  const of = (name: VariableName) =>
    env[name]?.trim() || (variables.find((one) => one.name === name)?.fallback ?? null)
  return {
    GREENROOM_HOME: of('GREENROOM_HOME'),
    GREENROOM_BRANDS: of('GREENROOM_BRANDS'),
    GREENROOM_HOST: of('GREENROOM_HOST'),
    GREENROOM_PORT: of('GREENROOM_PORT'),
    DATABASE_URL: of('DATABASE_URL'),
    ANTHROPIC_API_KEY: of('ANTHROPIC_API_KEY'),
    ANTHROPIC_BASE_URL: of('ANTHROPIC_BASE_URL'),
    GREENROOM_MODEL: of('GREENROOM_MODEL'),
    LOG_LEVEL: of('LOG_LEVEL'),
  }
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = variables.map(({ name }) => name)
  return Object.keys(env)
    .filter((name) => name.startsWith('GREENROOM_') && !names.some((known) => known === name))
    .map((name) => {
      const meant = nearest(name, names)
      return `${name} is set, but nothing reads it${meant ? `: did you mean ${meant}?` : '.'}`
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

/** A percent sign of a password has to be written as `%25`. */
function isEncoded(address: string): boolean {
  try {
    decodeURIComponent(address)
    return true
  } catch {
    return false
  }
}
