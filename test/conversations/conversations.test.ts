import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from '@jest/globals'
import { play } from './conversation.ts'
import { acting, drafting, looking } from './scripts/commands.ts'
import { approve, hold, move, regenerate, reject, undo } from './scripts/deciding.ts'
import { blocked, edit, pictured } from './scripts/editing.ts'
import { morning, shown } from './scripts/morning.ts'
import { late, live, notLive, refused } from './scripts/publishing.ts'
import { atOnce, highRisk, stale, webAndChat } from './scripts/two-people.ts'
import { deleted, newDay, reminders, report } from './scripts/time.ts'
import { freeze, home, outsiders } from './scripts/who.ts'
import { openDiscordStage } from './discord/discord-stage.ts'
import { openSlackStage } from './slack/slack-stage.ts'
import type { Stage } from './stage.ts'

/** Another surface is another line. */
const surfaces: Readonly<Record<string, () => Promise<Stage>>> = {
  slack: openSlackStage,
  discord: openDiscordStage,
}
const conversations = [
  morning,
  shown,
  approve,
  undo,
  reject,
  edit,
  blocked,
  pictured,
  highRisk,
  atOnce,
  stale,
  webAndChat,
  regenerate,
  move,
  hold,
  live,
  notLive,
  refused,
  late,
  freeze,
  outsiders,
  home,
  looking,
  acting,
  drafting,
  reminders,
  newDay,
  deleted,
  report,
]

/** By conversation, then by surface. */
const results = new Map(conversations.map(({ title }) => [title, new Map<string, string>()]))
/** `GOLDEN=write` rewrites the files: what changed is then to be read in their diff. */
const isWriting = process.env['GOLDEN'] === 'write'

describe.each(Object.entries(surfaces))('on %s', (surface, open) => {
  it.each(conversations)('$title', async (conversation) => {
    const { title } = conversation
    results.get(title)?.set(surface, 'failed')
    const transcript = await play(await open(), conversation)
    const golden = join('test/conversations/golden', surface, `${fileName(title)}.txt`)
    if (isWriting) {
      await mkdir(dirname(golden), { recursive: true })
      await writeFile(golden, transcript)
    }
    expect(transcript).toBe(existsSync(golden) ? await readFile(golden, 'utf8') : `there is no ${golden}`)
    results.get(title)?.set(surface, 'passed')
  })
})

afterAll(() => {
  const columns = Object.keys(surfaces)
  const width = Math.max(...conversations.map(({ title }) => title.length))
  const rows = [...results].map(([title, cells]) =>
    [title.padEnd(width), ...columns.map((surface) => (cells.get(surface) ?? 'not played').padEnd(10))].join(
      '  ',
    ),
  )
  const head = ['Conversation'.padEnd(width), ...columns.map((surface) => surface.padEnd(10))].join('  ')
  process.stdout.write(`\n${[head, ...rows].map((row) => row.trimEnd()).join('\n')}\n\n`)
})

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
