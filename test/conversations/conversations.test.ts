import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from '@jest/globals'
import { play } from './conversation.ts'
import { acting, drafting, looking } from './scripts/commands.ts'
import { approve, hold, move, regenerate, reject, undo } from './scripts/deciding.ts'
import { blocked, edit } from './scripts/editing.ts'
import { morning, shown } from './scripts/morning.ts'
import { late, live, notLive, refused } from './scripts/publishing.ts'
import { atOnce, highRisk, stale, webAndChat } from './scripts/two-people.ts'
import { deleted, newDay, reminders, report } from './scripts/time.ts'
import { freeze, home, outsiders } from './scripts/who.ts'
import { openSlackStage } from './slack/slack-stage.ts'
import type { Stage } from './stage.ts'

/** Another surface is another line. */
const surfaces: Readonly<Record<string, () => Promise<Stage>>> = { slack: openSlackStage }
const conversations = [
  morning,
  shown,
  approve,
  undo,
  reject,
  edit,
  blocked,
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

const results = new Map<string, string>()
const isWriting = process.env['GOLDEN'] === 'write'

describe.each(Object.keys(surfaces))('on %s', (surface) => {
  it.each(conversations)('$title', async (conversation) => {
    const cell = `${conversation.title} ${surface}`
    results.set(cell, 'failed')
    const open = surfaces[surface]
    if (!open) throw new Error(`there is no surface ${surface}`)
    const started = performance.now()
    const transcript = await play(await open(), conversation)
    const golden = join('test/conversations/golden', surface, `${fileName(conversation.title)}.txt`)
    if (isWriting) {
      await mkdir(dirname(golden), { recursive: true })
      await writeFile(golden, transcript)
    }
    expect(transcript).toBe(existsSync(golden) ? await readFile(golden, 'utf8') : `there is no ${golden}`)
    results.set(cell, `passed, ${((performance.now() - started) / 1000).toFixed(1)} s`)
  })
})

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
