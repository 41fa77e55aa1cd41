import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from '@jest/globals'

/** Which rooms each room may import, besides itself. A folder of src is a room; so are bot's surfaces, and the files beside them. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  service: ['ports', 'domain'],
  store: ['ports', 'domain'],
  agents: ['ports', 'domain'],
  networks: ['ports', 'domain'],
  signals: ['ports', 'domain'],
  media: ['ports', 'domain'],
  language: ['ports', 'domain'],
  bot: ['service', 'ports', 'domain'],
  'bot/web': ['bot', 'service', 'ports', 'domain'],
  'bot/slack': ['bot', 'service', 'ports', 'domain'],
  'bot/discord': ['bot', 'service', 'ports', 'domain'],
  http: ['bot', 'bot/web', 'service', 'ports', 'domain'],
  jobs: ['bot', 'service', 'ports', 'domain'],
  cli: ['bot', 'service', 'ports', 'domain'],
  simulator: ['service', 'jobs', 'store', 'ports', 'domain'],
  config: ['ports', 'domain'],
}
/** Single files that a room may import beside the rooms above. */
const opened: Readonly<Record<string, readonly string[]>> = { config: ['src/networks/limits.ts'] }
/** They wire the rooms together; nothing but themselves imports them. */
const wiring = ['main', 'app']

/** The rooms that a library may be used in. A library that is not listed has no home yet: give it one. */
const homes: Readonly<Record<string, readonly string[]>> = {
  agenda: ['jobs'],
  '@agendajs/mongo-backend': ['jobs'],
  mongodb: ['jobs'],
  '@agendajs/postgres-backend': ['jobs'],
  '@prisma/client': ['store'],
  '@prisma/adapter-pg': ['store'],
  // Agenda takes a pool of ours.
  pg: ['store', 'jobs'],
  '@anthropic-ai/sdk': ['agents'],
  echarts: ['media'],
  '@resvg/resvg-js': ['media'],
  'dejavu-fonts-ttf': ['media'],
  fastify: ['http'],
  '@fastify/cookie': ['http'],
  '@fastify/formbody': ['http'],
  '@fastify/multipart': ['http'],
  preact: ['bot/web', 'http'],
  'preact-render-to-string': ['bot/web', 'http'],
  diff: ['bot'],
  '@slack/bolt': ['bot/slack'],
  '@slack/types': ['bot/slack'],
  '@slack/web-api': ['bot/slack'],
  'discord.js': ['bot/discord'],
  'discord-api-types': ['bot/discord'],
  'twitter-text': ['networks'],
  eld: ['language'],
  '@2toad/profanity': ['language'],
  commander: ['cli', 'main'],
  '@inquirer/prompts': ['cli'],
  'csv-parse': ['cli'],
  yaml: ['config', 'cli'],
  pino: ['main', 'app'],
  'prom-client': ['app'],
  // Parses at every door; inside there is nothing left to parse.
  zod: ['agents', 'bot', 'bot/web', 'bot/slack', 'bot/discord', 'cli', 'config', 'http', 'jobs', 'store'],
}

const pureRooms = ['domain', 'ports', 'service']
const impure =
  /\bnew Date\(\s*\)|\bDate\.now\b|\bMath\.random\b|\b(?:fetch|setTimeout|setInterval|setImmediate)\b|\bperformance\.|\bprocess\.|\brandomUUID\b/
/** A state of a post as a value; in a type it stands behind `readonly` or `Extract<Post,`. */
const writtenStatus =
  /(?<!readonly |Extract<Post, \{ )\bstatus(?:: | = )'(?:planned|drafting|draft_failed|in_review|approved|held|rejected|expired|publishing|published|unknown|needs_human|publish_failed)'/
const badName = /(?:^|[/.-])(?:utils?|helpers?|common|misc|shared|index)\.tsx?$/

type Import = { readonly specifier: string; readonly line: number; readonly isType: boolean }

describe('the import rule', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join('src', name.replaceAll('\\', '/')))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/generated/'))

  it('holds for every file of src', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((path) => breachesOf(path, readFileSync(path, 'utf8')))).toEqual([])
  })

  it.each<[string, string, string]>([
    ['domain/a.ts', `import { x } from '../ports.ts'`, 'src/domain/a.ts:1 domain may not import ports'],
    [
      'domain/a.ts',
      `\n// why\nimport type { x } from '../ports.ts'`,
      'src/domain/a.ts:3 domain may not import ports',
    ],
    [
      'service/a.ts',
      `export { x } from '../store/x.ts'\nexport const y = 1`,
      'src/service/a.ts:1 service may not import store',
    ],
    ['service/a.ts', `await import('../jobs/x.ts')`, 'src/service/a.ts:1 service may not import jobs'],
    ['service/a.ts', `import {\n  x,\n} from '../bot/x.ts'`, 'src/service/a.ts:3 service may not import bot'],
    ['service/a.ts', `import '../agents/x.ts'`, 'src/service/a.ts:1 service may not import agents'],
    [
      'bot/web/a.tsx',
      `import { x } from '../slack/x.ts'`,
      'src/bot/web/a.tsx:1 bot/web may not import bot/slack',
    ],
    ['bot/cards/a.ts', `import { x } from '../web/x.ts'`, 'src/bot/cards/a.ts:1 bot may not import bot/web'],
    ['http/a.ts', `import { x } from '../store/x.ts'`, 'src/http/a.ts:1 http may not import store'],
    ['cli/a.ts', `import { x } from '../app.ts'`, 'src/cli/a.ts:1 cli may not import app'],
    ['jobs/a.ts', `import { x } from '../config/x.ts'`, 'src/jobs/a.ts:1 jobs may not import config'],
    [
      'config/a.ts',
      `import { limitsOf } from '../networks/limits.ts'\nimport { x } from '../networks/outbox.ts'`,
      'src/config/a.ts:2 config may not import networks',
    ],
    ['config.ts', `import { x } from './app/x.ts'`, 'src/config.ts:1 config may not import app'],
    [
      'new-room/a.ts',
      `import { x } from '../domain/x.ts'`,
      'src/new-room/a.ts:1 new-room is no room of docs/design.md',
    ],
    ['ports.ts', `import { x } from './domain/x.ts'`, 'src/ports.ts:1 ports imports types only'],
    [
      'bot/a.ts',
      `import { x } from '../domain/x'`,
      `src/bot/a.ts:1 '../domain/x' does not end in .ts or .tsx`,
    ],
    ['bot/a.ts', `import { x } from '../../test/x.ts'`, 'src/bot/a.ts:1 bot may not import ../test/x.ts'],
    ['bot/a.ts', `import pg from 'pg'`, 'src/bot/a.ts:1 pg is at home in store, jobs'],
    ['http/a.ts', `import { x } from 'diff/lib/x.js'`, 'src/http/a.ts:1 diff is at home in bot'],
    ['bot/a.ts', `import x from 'left-pad'`, 'src/bot/a.ts:1 left-pad has no home'],
    ['domain/a.ts', `import { z } from 'zod'`, 'src/domain/a.ts:1 zod is at home in agents'],
    ['domain/a.ts', `import { x } from 'node:crypto'`, 'src/domain/a.ts:1 domain may not import node:crypto'],
    ['service/a.ts', `import { x } from 'node:fs'`, 'src/service/a.ts:1 service may not import node:fs'],
    ['domain/a.ts', 'const x = 1\nconst now = new Date()', 'src/domain/a.ts:2 new Date() is an effect'],
    ['service/a.ts', 'const now = Date.now()', 'src/service/a.ts:1 Date.now is an effect'],
    ['domain/a.ts', 'const x = Math.random()', 'src/domain/a.ts:1 Math.random is an effect'],
    ['service/a.ts', 'setTimeout(() => {}, 1)', 'src/service/a.ts:1 setTimeout is an effect'],
    ['service/a.ts', `await fetch('x')`, 'src/service/a.ts:1 fetch is an effect'],
    ['service/a.ts', `const p = { ...post, status: 'approved' }`, 'src/service/a.ts:1 status is written'],
    ['store/a.ts', `post.status = 'held'`, 'src/store/a.ts:1 status is written'],
    ['bot/utils.ts', '', 'src/bot/utils.ts:1 a name that says nothing'],
    ['bot/date-helpers.ts', '', 'src/bot/date-helpers.ts:1 a name that says nothing'],
    ['bot/index.ts', '', 'src/bot/index.ts:1 a name that says nothing'],
    [
      'bot/cards.ts',
      `export * from './cards/a.ts'\nexport { b } from './cards/b.ts'\n`,
      'src/bot/cards.ts:1 a barrel',
    ],
  ])('is broken by %s with %p', (name, text, breach) => {
    const breaches = breachesOf(`src/${name}`, text)
    expect(breaches).toHaveLength(1)
    expect(breaches[0]).toContain(breach)
  })

  it.each<[string, string]>([
    ['domain/a.ts', `import { x } from './x.ts'\nimport { y } from '../domain/y.ts'`],
    ['domain/hash.ts', `import { createHash } from 'node:crypto'`],
    [
      'domain/a.ts',
      `// new Date() and import { x } from '../ports.ts'\n/* Math.random() */\nconst d = new Date(0)`,
    ],
    ['domain/evolve.ts', `const p = { ...post, status: 'approved' }`],
    ['domain/post.ts', `type P = { readonly status: 'approved' }`],
    ['service/a.ts', `type P = Extract<Post, { status: 'approved' }>\nconst q = { status: ['approved'] }`],
    ['ports.ts', `import type { x } from './domain/x.ts'`],
    ['bot/web/a.tsx', `import { x } from '../cards/x.ts'\nimport { h } from 'preact'`],
    [
      'app/a.ts',
      `import { x } from '../store/x.ts'\nimport { y } from '../config.ts'\nconst now = new Date()`,
    ],
    [
      'main.ts',
      `import { x } from './app.ts'\nimport { y } from './cli/y.ts'\nimport { z } from './config.ts'`,
    ],
  ])('allows %s with %p', (name, text) => expect(breachesOf(`src/${name}`, text)).toEqual([]))
})

/** What is wrong with one file: `path:line` and the rule. */
function breachesOf(path: string, source: string): readonly string[] {
  const text = withoutComments(source)
  const room = roomOf(path)
  const imports = importsOf(text)
  const found = imports.flatMap((one) => {
    const breach = one.specifier.startsWith('.') ? ofRooms(path, room, one) : ofLibraries(path, room, one)
    return breach ? [`${path}:${one.line} ${breach}`] : []
  })
  for (const [index, line] of text.split('\n').entries()) {
    const effect = pureRooms.includes(room) ? impure.exec(line) : null
    if (effect) found.push(`${path}:${index + 1} ${effect[0]} is an effect: take it as an argument`)
    if (path !== 'src/domain/evolve.ts' && writtenStatus.test(line))
      found.push(`${path}:${index + 1} status is written by domain/evolve.ts only`)
  }
  if (badName.test(path)) found.push(`${path}:1 a name that says nothing of what is inside`)
  if (imports.length > 0 && text.replaceAll(/export [^'"]*from '[^']+'/g, '').trim() === '')
    found.push(`${path}:1 a barrel: import from where a thing is`)
  return found
}

function ofRooms(path: string, room: string, { specifier, isType }: Import): string | null {
  if (!/\.tsx?$/.test(specifier)) return `'${specifier}' does not end in .ts or .tsx`
  const target = posix.join(posix.dirname(path), specifier)
  if (!target.startsWith('src/')) return `${room} may not import ../${target}`
  const other = roomOf(target)
  if (other === room || wiring.includes(room)) return null
  const allowed = rooms[room]
  if (!allowed) return `${room} is no room of docs/design.md`
  if (!allowed.includes(other) && !opened[room]?.includes(target)) return `${room} may not import ${other}`
  return room === 'ports' && !isType ? 'ports imports types only' : null
}

function ofLibraries(path: string, room: string, { specifier }: Import): string | null {
  if (specifier.startsWith('node:')) {
    const isAllowed =
      !pureRooms.includes(room) || (path === 'src/domain/hash.ts' && specifier === 'node:crypto')
    return isAllowed ? null : `${room} may not import ${specifier}`
  }
  const library = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const home = homes[library]
  if (!home) return `${library} has no home: name one in test/architecture.test.ts`
  return home.includes(room) ? null : `${library} is at home in ${home.join(', ')}`
}

/** `src/bot/web/a.ts` -> `bot/web`, `src/bot/cards/a.ts` -> `bot`, `src/config/a.ts` and `src/config.ts` -> `config`. */
function roomOf(path: string): string {
  const [, first = '', second = ''] = path.replace(/\.tsx?$/, '').split('/')
  return `${first}/${second}` in rooms ? `${first}/${second}` : first
}

/** Static, side-effect and dynamic imports, exports from elsewhere, and imports in types. */
function importsOf(text: string): readonly Import[] {
  const pattern =
    /\b(?<kind>import|export)\b(?<type> type\b)?(?:[^'";()]*?\bfrom)?\s*\(?\s*['"](?<specifier>[^'"\n]+)['"]/g
  return [...text.matchAll(pattern)].flatMap(({ 0: match, index, groups }) => {
    if (groups?.kind === 'export' && !/\bfrom\s*['"]/.test(match)) return []
    const line = text.slice(0, index + match.length).split('\n').length
    return [{ specifier: groups?.specifier ?? '', line, isType: groups?.type !== undefined }]
  })
}

/** Comments become blanks, so that lines keep their numbers. Strings stay: an address in one may look like a comment. */
function withoutComments(source: string): string {
  return source.replaceAll(
    /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (match, text: string | undefined) => text ?? match.replaceAll(/[^\n]/g, ' '),
  )
}
