import { partsOf, type Part, type Role } from '../cli/role.ts'
import { shownUrl, type Config } from '../config.ts'
import type { Brand } from '../domain/brand.ts'
import { chatServices } from './chat-services.ts'
import { homePaths } from './home.ts'

/** What `start` prints once the desk is open: the link, and below it what is built in and which variable replaces it. */
export function openingText(desk: {
  readonly url: string
  readonly role: Role
  readonly config: Config
  readonly brands: readonly Brand[]
  /** Where the embedded database is; null where a server was named. */
  readonly where: string | null
  /** What keeps the clock from being open, if anything does. */
  readonly clockTrouble: string | null
}): string {
  const { url, role, config, brands, where, clockTrouble } = desk
  const rows: readonly (readonly [string, string])[] = [
    ['role', roleText(role, config, where === null)],
    ['brands', brands.map(({ name }) => name).join(', ')],
    [
      'database',
      where === null
        ? shownUrl(config.databaseUrl ?? '')
        : `embedded PostgreSQL in ${where} (another one: DATABASE_URL)`,
    ],
    ['clock', clockText(config, clockTrouble)],
    [
      'writer',
      config.anthropicApiKey === null
        ? 'offline twin (Claude: ANTHROPIC_API_KEY)'
        : `${config.model} (another one: GREENROOM_MODEL)`,
    ],
    ['networks', `rehearsed into ${homePaths(config.home).outbox} (another place: GREENROOM_HOME)`],
    ['log', homePaths(config.home).log],
  ]
  return [
    `Greenroom is open: ${url}`,
    '',
    ...rows.map(([what, value]) => `  ${what.padEnd(10)}${value}`),
    '',
    'Stop with Ctrl-C.',
  ].join('\n')
}

/** Which part runs here. Who serves a chat service is said as it turns out. */
function roleText(role: Role, config: Config, isShared: boolean): string {
  const hasChat = chatServices.some((service) => service.connect(config.chat) !== null)
  const parts = partsOf(role).map((part) =>
    part === 'chat' && !hasChat ? 'chat rooms (none is set up yet: docs/setup.md)' : partTexts[part],
  )
  return `${role}: ${parts.join(', ')}${isShared ? ' (another one: --role)' : ''}`
}

const partTexts: Readonly<Record<Part, string>> = {
  page: 'page',
  chat: 'chat rooms',
  jobs: 'jobs',
}

function clockText({ mongodbUri }: Config, trouble: string | null): string {
  if (mongodbUri === null) return 'Agenda on the same database (a server of its own: MONGODB_URI)'
  const clock = `Agenda on ${shownUrl(mongodbUri)}`
  return trouble === null
    ? clock
    : `${clock}, which is not open yet and is tried again: what is due waits for it`
}
