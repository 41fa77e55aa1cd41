import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { z } from 'zod'
import type { RunningDesk } from '../cli/greenroom.ts'
import { buttonPress } from '../fakes/slack/envelopes.ts'
import { buttonValue, openSlackDesk, type SlackDesk } from './slack-desk.ts'
import { until } from '../until.ts'

// The built program: one post is drafted by one process, and decided, sent and shown by another.

// A slot is kept to the minute, so going out takes up to two.
jest.setTimeout(240_000)

let desk: SlackDesk
let running: RunningDesk
let post: string
let drafter: number

beforeAll(async () => {
  desk = await openSlackDesk()
  await desk.writeBrand([desk.api.channels.desk])
  const file = join(desk.place.folder, 'brands', 'harbour.yaml')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replaceAll(/posting_time: "?20:00"?/g, `posting_time: "${soon()}"`))
  const { out, err } = await desk.place.run(['draft', '--json'], desk.env)
  if (out === '') throw new Error(err)
  drafter = (await lines()).findLast(({ did }) => did?.includes('drafted'))?.pid ?? 0
  running = await desk.place.start([], desk.env)
  post = await approveOne()
  await until(async () => (await lines()).some((line) => line.post === post && line.outcome !== undefined))
  await until(async () =>
    (await lines()).some(({ key, by }) => key?.startsWith(`post ${post}`) && by === 'update'),
  )
})
afterAll(() => desk.stop())

const line = z.looseObject({
  pid: z.number(),
  msg: z.string(),
  post: z.string().optional(),
  did: z.array(z.string()).optional(),
  by: z.string().optional(),
  job: z.string().optional(),
  key: z.string().optional(),
  outcome: z.string().optional(),
  network: z.string().optional(),
})

async function lines() {
  const text = await desk.homeFile('greenroom.log')
  return text
    .split('\n')
    .filter((one) => one.endsWith('}'))
    .map((one) => line.parse(JSON.parse(one)))
}

/** `HH:MM` of a minute that begins in one to two minutes, where it is past seven in the morning now. */
function soon(): string {
  const now = new Date()
  const then = new Date(now.getTime() + 120_000)
  const hour = then.getUTCHours() === now.getUTCHours() ? 7 : 8
  return `0${hour}:${String(then.getUTCMinutes()).padStart(2, '0')}`
}

async function approveOne(): Promise<string> {
  const { api, slack } = desk
  const room = await desk.room(api.channels.desk, (all) =>
    all.some((one) => buttonValue(one, 'Approve') !== null),
  )
  const card = room.find((one) => buttonValue(one, 'Approve') !== null)
  const value = (card && buttonValue(card, 'Approve')) ?? ''
  await slack.until(() => slack.live() > 0)
  const press = buttonPress({ who: { id: api.people.ann }, value, responseUrl: slack.responseUrl('ok') })
  await slack.send('interactive', press).acked
  return String(card?.metadata?.event_payload.key).split(' ')[1] ?? ''
}

describe('the log', () => {
  it('tells by one id what became of a post, from the first draft to its card, through every process', async () => {
    const ofPost = (await lines()).filter((one) => one.post === post)
    const did = ofPost.flatMap((one) => one.did ?? [])
    const story = ['planned', 'drafting_started', 'drafted', 'approval_given', 'sending_started', 'published']
    expect(did.filter((one) => story.includes(one))).toEqual(story)
    const by = (what: string) => ofPost.find((one) => one.did?.includes(what))
    expect(by('drafted')).toMatchObject({ pid: drafter, by: 'agent copywriter' })
    expect(by('approval_given')).toMatchObject({ by: expect.stringMatching(/^person /) })
    expect(by('published')).toMatchObject({ by: 'system publisher', fence: 1, publication: `${post}.1` })
    expect(by('published')?.pid).not.toBe(drafter)
    const done = ofPost.find(({ job }) => job === 'publish')
    expect(done).toMatchObject({ subject: `${post}.1`, outcome: 'the post is published' })
    const keys = ofPost.flatMap(({ key }) => key?.split(' ')[0] ?? [])
    expect(new Set(keys)).toEqual(new Set(['post', 'line']))
  })

  it('has the id, as `post`, in every line that concerns the post', async () => {
    const concerning = (await lines()).filter((one) => JSON.stringify(one).includes(post))
    expect(concerning.length).toBeGreaterThanOrEqual(10)
    expect(concerning.filter((one) => one.post !== post)).toEqual([])
  })

  it('has no text of the post, no name, no secret', async () => {
    const [file = ''] = (await readdir(join(desk.place.folder, '.greenroom', 'outbox'))).filter((one) =>
      one.endsWith('.json'),
    )
    const { text } = z.object({ text: z.string() }).parse(JSON.parse(await desk.homeFile(`outbox/${file}`)))
    const log = await desk.homeFile('greenroom.log')
    expect(text.length).toBeGreaterThan(20)
    expect(log).not.toContain(text.slice(0, 20))
    for (const secret of [...desk.secrets, 'Ada Brandt', key()]) expect(log).not.toContain(secret)
  })
})

describe('the metrics', () => {
  it('count what the process has done, and name no post and no person', async () => {
    const { text } = await metrics({ authorization: `Bearer ${key()}` })
    const network = (await lines()).find((one) => one.post === post)?.network ?? ''
    expect(valueOf(text, `greenroom_sends_total{network="${network}",outcome="published"}`)).toBe(1)
    expect(valueOf(text, `greenroom_publication_lateness_seconds_count{network="${network}"}`)).toBe(1)
    expect(valueOf(text, `greenroom_publication_lateness_seconds_sum{network="${network}"}`)).toBeGreaterThan(
      0,
    )
    expect(valueOf(text, 'greenroom_chat_ack_seconds_count{surface="slack"}')).toBe(1)
    expect(valueOf(text, 'greenroom_chat_ack_seconds_bucket{le="3",surface="slack"}')).not.toBeNaN()
    expect(valueOf(text, 'greenroom_unknown_outcomes{waits_for="network"}')).toBe(0)
    expect(valueOf(text, 'greenroom_queue_age_seconds{queue="card"}')).toBeGreaterThan(1)
    expect(valueOf(text, 'greenroom_queue_age_seconds{queue="publication"}')).toBe(0)
    expect(text).not.toContain(post)
    expect(text).not.toMatch(/Ada|brandt|U0/i)
  })

  it('are for whoever has the key', async () => {
    for (const authorization of ['', 'Bearer guessed', key()])
      expect((await metrics({ authorization })).status).toBe(401)
  })
})

describe('the health', () => {
  it('is told to everybody, and is good', async () => {
    const response = await fetch(new URL('/health', running.url))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok', live: true, ready: true, reasons: [] })
  })

  it('says what is wrong when Slack goes away, and that decisions are taken all the same', async () => {
    const { slack } = desk
    const refused = { body: { ok: false, error: 'invalid_auth' } }
    slack.refuseOpens(...Array.from({ length: 20 }, () => refused))
    while (slack.live() > 0) {
      slack.drop(0)
      await sleep(50)
    }
    await until(async () => (await health()).body.status === 'degraded')
    const { status, body } = await health()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ready: true,
      reasons: [{ part: 'chat', reason: 'Clicks on Slack do not come in.' }],
    })
  })
})

const healthSchema = z.object({
  status: z.string(),
  live: z.boolean(),
  ready: z.boolean(),
  reasons: z.array(z.object({ part: z.string(), reason: z.string() })),
})

async function health() {
  const response = await fetch(new URL('/health', running.url))
  return { status: response.status, body: healthSchema.parse(await response.json()) }
}

function key(): string {
  return new URL(running.url).searchParams.get('key') ?? ''
}

async function metrics(headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const response = await fetch(new URL('/metrics', running.url), { headers })
  return { status: response.status, text: await response.text() }
}

/** Of one series; NaN where it is not there. */
function valueOf(text: string, series: string): number {
  const found = text.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(found?.slice(series.length + 1) ?? NaN)
}
