import { openSocketServer } from '../fakes/slack/socket-server.ts'
import { openSlackApi } from '../fakes/slack/web-api.ts'
import { wordsOf } from '../app/slack-desk.ts'

/** A Slack on loopback with one room. */
export type Room = {
  readonly env: Readonly<Record<string, string>>
  readonly channel: string
  /** Who Ada is there. */
  readonly ada: string
  /** In how many messages this stands at the moment. */
  count(words: RegExp): Promise<number>
  stop(): Promise<void>
}

export async function openRoom(): Promise<Room> {
  const api = await openSlackApi()
  const slack = await openSocketServer(api.url)
  const channel = api.channels.desk
  return {
    env: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: api.botToken,
      SLACK_APP_TOKEN: 'xapp-1-A0GREENROOM-1-0123456789abcdef',
    },
    channel,
    ada: api.people.ann,
    count: async (words) =>
      (await api.messages(channel)).filter((message) => words.test(wordsOf(message))).length,
    stop: async () => {
      await slack.stop()
      await api.stop()
    },
  }
}
