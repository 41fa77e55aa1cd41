import { openRoom, type Room } from '../http/room.ts'
import { openFreeChat } from './chat.ts'
import { openDiscordStage } from './discord/discord-stage.ts'
import { openSlackStage } from './slack/slack-stage.ts'
import { names, openStageDesk, type StageDesk } from './stage-desk.ts'
import type { Stage } from './stage.ts'

export type Everywhere = {
  readonly slack: Stage
  readonly discord: Stage
  readonly desk: StageDesk
  /** As Ben has it. */
  readonly page: Room
  stop(): Promise<void>
}

/** A drafted day of one brand on PostgreSQL, in a room on Slack, in one on Discord and on the web page, in real time. */
export async function openEverywhere(): Promise<Everywhere> {
  const [slack, discord] = [await openSlackStage(), await openDiscordStage()]
  const stages = [slack, discord]
  const desk = await openStageDesk(stages, { onPostgres: true })
  const chat = openFreeChat(
    desk.deps,
    stages.map(({ surface }) => surface),
  )
  for (const stage of stages) await stage.open(desk, () => chat)
  await desk.draftUpTo(null)
  const page = await openRoom(desk.deps)
  page.be(desk.brand.id, names.ben)
  return {
    slack,
    discord,
    desk,
    page,
    stop: async () => {
      await page.stop()
      for (const stage of stages) await stage.stop()
      await desk.stop()
    },
  }
}

/** Until the card of a post says it. */
export function isSaid(stage: Stage, postId: string, words: string): Promise<void> {
  return stage.until(async () => (await stage.card(postId))?.words.includes(words) ?? false)
}

/** Reads what the page is told as it happens, until it says this of a post. */
export async function isOnPage(
  { desk, page }: Pick<Everywhere, 'desk' | 'page'>,
  postId: string,
  words: string,
): Promise<void> {
  const live = await page.ask(`/live?brand=${desk.brand.id}`)
  const reader = live.body?.getReader()
  if (!reader) throw new Error('there is no stream')
  while (!(await (await page.ask(`/posts/${postId}`)).text()).includes(words)) await reader.read()
  await reader.cancel()
}
