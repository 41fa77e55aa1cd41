import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePress, type Verb } from '../../../src/bot/action.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import { askWorkspace, type Workspace } from '../../../src/bot/slack/identity.ts'
import { openSlack, type OpenedSlack } from '../../../src/bot/slack/open-slack.ts'
import { clientOptions, slackClient } from '../../../src/bot/slack/slack-client.ts'
import type { Health } from '../../../src/bot/chat/health.ts'
import type { Deps, Ids, Store } from '../../../src/ports.ts'
import { buttonPress, signedRequest } from '../../fakes/slack/envelopes.ts'
import { openSlackApi, type SlackApi } from '../../fakes/slack/web-api.ts'
import { openSocketServer, type SocketServer } from '../../fakes/slack/socket-server.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

export const signingSecret = 'a-signing-secret-of-a-test'

/** A drafted desk whose reviewers are on Slack: Ann approves, Ben is admin. */
export type Rig = {
  readonly desk: Desk
  readonly api: SlackApi
  readonly slack: SocketServer
  readonly health: readonly Health[]
  /** Where requests go; of the process that was opened last. */
  readonly address: () => string
  readonly journal: string
  /** Another process, on the same home unless said otherwise. */
  readonly open: (options?: Partial<Opening>) => Promise<Opened>
  /** The brand's file is saved anew; null: it is gone. */
  readonly save: (change: (brand: Brand) => Brand | null) => void
  /** Stops every process that is open: whatever they have heard is answered by then. */
  readonly close: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** `port`: of its door; null where it has none. */
type Opened = OpenedSlack & { readonly port: number | null }

export type Opening = {
  readonly http: boolean
  readonly store: (store: Store) => Store
  readonly helloMs: number
  /** What the workspace is besides what Slack says of it: one of an organisation, which the emulator has not. */
  readonly workspace: Partial<Workspace>
  /** On a machine of its own, so with an inbox of its own. */
  readonly elsewhere: boolean
  /** Brands of the same desk besides Harbour. */
  readonly others: readonly Brand[]
  /** Of the desk; in memory unless given. */
  readonly storeOf: (ids: Ids) => Promise<Store>
}

const pace = { staggerMs: 0, retryMs: 1, maxRetryMs: 20, settledMs: 0 }

export async function openRig(options: Partial<Opening> = {}): Promise<Rig> {
  const api = await openSlackApi()
  const slack = await openSocketServer(api.url)
  const brands = [brandOf(api), ...(options.others ?? [])]
  const desk = await openDesk(undefined, brands, options.storeOf)
  await desk.draft()
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-slack-'))
  const opened: Opened[] = []
  const health: Health[] = []
  const { log } = desk.deps
  const open: Rig['open'] = async ({
    http = false,
    store = (same: Store) => same,
    helloMs = 600_000,
    workspace = {},
    elsewhere = false,
  } = options) => {
    const before = slack.live()
    const deps: Deps = { ...desk.deps, store: store(desk.deps.store) }
    const client = slackClient(api.botToken, { apiUrl: slack.apiUrl, log })
    const process = await openSlack({
      deps,
      client,
      clientOptions: clientOptions({ apiUrl: slack.apiUrl, log }),
      workspace: { ...(await askWorkspace(client)), ...workspace },
      transport: http
        ? { kind: 'http', signingSecret, host: '127.0.0.1', port: 0 }
        : { kind: 'socket', appToken: 'xapp-test' },
      inboxFolder: elsewhere ? await mkdtemp(join(folder, 'elsewhere-')) : folder,
      onHealth: (now) => {
        health.push(now)
        slack.poke()
      },
      pace: { ...pace, helloMs },
    })
    const one = { ...process, port: (await process.listen()).port }
    opened.push(one)
    if (!http) await slack.until(() => slack.live() >= before + 2 && health.at(-1)?.live === 2)
    return one
  }
  const close = async () => {
    for (const one of opened.splice(0)) await one.stop()
    await slack.until(() => slack.live() === 0)
  }
  await open()
  return {
    desk,
    api,
    slack,
    health,
    address: () => `http://127.0.0.1:${opened.at(-1)?.port}/slack/events`,
    journal: join(folder, 'slack.jsonl'),
    open,
    save(change) {
      const [brand = harbour] = brands
      const changed = change(brand)
      brands.splice(0, 1, ...(changed ? [changed] : []))
    },
    close,
    async stop() {
      await close()
      await slack.stop()
      await rm(folder, { recursive: true })
      await api.stop()
    },
  }
}

function brandOf({ people }: SlackApi): Brand {
  const ids = [people.ann, people.ben]
  const reviewers = harbour.reviewers.map((one, index) => {
    const id = ids[index]
    return id === undefined ? one : { ...one, ids: { slack: id } }
  })
  return { ...harbour, reviewers }
}

export function valueOf(verb: Verb, { id, version }: Post, arg: string | null = null): string {
  return encodePress({ verb, postId: id, version, arg })
}

/** As Slack sends it now, by the desk's clock. */
export function signed({ desk }: Rig, payload: object): ReturnType<typeof signedRequest> {
  return signedRequest(signingSecret, payload, desk.deps.clock.now())
}

/** A press beside a message, and what was said to the address that came with it. */
export async function pressed(
  rig: Rig,
  value: string,
  who = rig.api.people.ann,
  name = 'here',
): Promise<string> {
  const before = rig.slack.said.length
  const press = buttonPress({ who: { id: who }, value, responseUrl: rig.slack.responseUrl(name) })
  await rig.slack.send('interactive', press).acked
  await rig.slack.until(() => rig.slack.said.length > before)
  return textSaid(rig)
}

export function textSaid(rig: Rig): string {
  return String(rig.slack.said.at(-1)?.body.text)
}

export async function statusOf(rig: Rig, post: Post): Promise<string | undefined> {
  return (await rig.desk.deps.store.post(post.id))?.status
}
