import { afterEach, describe, expect, it } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { encodePress } from '../../../src/bot/action.ts'
import { buttonPress } from '../../fakes/slack/envelopes.ts'
import { mangles, type Json } from '../chat/mangled.ts'
import { openRig, signed, type Rig } from './rig.ts'

/** Slack's own samples lie beside the clone where there are any: they are not ours to give away. */
const samples = '../shared/specs/slack/json-logs/samples'
const isThere = existsSync(samples)
if (!isThere) console.warn(`Not run: Slack's samples of payloads are not there (${samples}).`)

let rig: Rig
afterEach(async () => {
  if (isThere) await rig.stop()
})

function read(path: string): Json {
  return JSON.parse(readFileSync(join(samples, path), 'utf8')) as Json
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(samples, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
    .toSorted()
}

/** What is empty in a sample is filled in as from Ann, about a version that nobody can decide on. */
function filledIn(sample: Json, responseUrl: string, stale: string, name = ''): Json {
  const fill = (value: Json, key: string) => filledIn(value, responseUrl, stale, key)
  if (Array.isArray(sample)) return sample.map((one) => fill(one, name))
  if (typeof sample === 'object' && sample !== null)
    return Object.fromEntries(
      Object.entries(sample).map(([key, value]) => [key, fill(value, key === 'id' ? `${name}.id` : key)]),
    )
  const known: Readonly<Record<string, string>> = {
    'user.id': rig.api.people.ann,
    user_id: rig.api.people.ann,
    user: rig.api.people.ann,
    'team.id': rig.api.bot.teamId,
    team_id: rig.api.bot.teamId,
    command: '/greenroom',
    text: stale.replace(/(\w+)\|(.+)\|(\d+)/, '$1 $2@$3'),
    value: stale,
    trigger_id: responseUrl,
    response_url: responseUrl,
    channel_id: 'C0DESK',
    private_metadata: JSON.stringify({ press: stale }),
  }
  return sample === '' ? (known[name] ?? sample) : sample
}

/** Whoever pressed or typed something, and can be told; a button that carries nothing only opens a link. */
function isOwedAnAnswer(payload: Json, responseUrl: string): boolean {
  const { success, data } = owing.safeParse(payload)
  if (!success || data.response_url !== responseUrl || data.trigger_id !== responseUrl) return false
  return (
    !('actions' in data) || (data.actions[0]?.value ?? data.actions[0]?.selected_option?.value ?? '') !== ''
  )
}

// By its trigger a click is known, so only what comes first under one is owed an answer. It is the same as the address here.
const reachable = z.object({ response_url: z.string(), trigger_id: z.string() })
const valued = z.object({
  value: z.unknown(),
  selected_option: z.object({ value: z.unknown() }).nullish().catch(null),
})
const owing = z.union([
  reachable.extend({ user: z.object({ id: z.string().min(1) }), actions: z.array(valued).min(1) }),
  reachable.extend({ user_id: z.string().min(1), command: z.string() }),
])

/** Payloads of Slack's, each with one to four places changed; the name is that of the address for its answer. */
function mangledPayloads(stale: string): readonly { readonly name: string; readonly payload: Json }[] {
  const clicks = filesIn('app-backend')
  const files = [...Array.from({ length: 12 }, () => clicks).flat(), ...filesIn('events')]
  return mangles(files, 500).map(({ of, mangle }, index) => {
    const name = `mangled-${index}`
    return { name, payload: mangle(filledIn(read(of), rig.slack.responseUrl(name), stale)) }
  })
}

const post = async () => rig.desk.post('x')

/** Nothing was decided, nobody but Ann was told anything, and the next click of hers is decided. */
async function expectUnharmed(send: (payload: object) => Promise<unknown>): Promise<void> {
  const { id, version, status } = await post()
  expect(status).toBe('in_review')
  expect((await rig.desk.deps.store.history(id)).map(({ actor }) => actor.kind)).not.toContain('person')
  const { ann } = rig.api.people
  const told = rig.api.calls('chat.postMessage').filter(({ answer }) => answer?.ok === true)
  expect(told.filter(({ args }) => args.channel !== ann)).toEqual([])
  expect(rig.slack.said.filter(({ body }) => body.response_type !== 'ephemeral')).toEqual([])
  const value = encodePress({ verb: 'approve', postId: id, version, arg: null })
  await send(buttonPress({ who: { id: ann }, value, responseUrl: rig.slack.responseUrl('valid') }))
  await rig.slack.until(() => rig.slack.said.some(({ to }) => to === 'valid'))
  expect(rig.slack.said.at(-1)?.body.text).toContain('Approved.')
}

/** A click on a version that nobody can decide on. */
async function staleValue(): Promise<string> {
  return encodePress({ verb: 'approve', postId: (await post()).id, version: 7, arg: null })
}

const isTold = (name: string) => rig.slack.said.some(({ to }) => to === name)

const describeIf = isThere ? describe : describe.skip

describeIf('500 of Slack’s own payloads, each mangled, break nothing and decide nothing', () => {
  it('over HTTP, where each is answered or turned away', async () => {
    rig = await openRig({ http: true })
    const send = async (payload: object) => {
      const response = await fetch(rig.address(), signed(rig, payload))
      await response.arrayBuffer()
      return response.status
    }
    const owed: string[] = []
    // Bolt waits three seconds before it turns away what it does not know.
    await Promise.all(
      mangledPayloads(await staleValue()).map(async ({ name, payload }) => {
        const isObject = typeof payload === 'object' && payload !== null
        const status = await send(isObject ? payload : { payload })
        expect([200, 400, 404, 500]).toContain(status)
        if (status === 200 && isOwedAnAnswer(payload, rig.slack.responseUrl(name))) owed.push(name)
      }),
    )
    expect(owed.length).toBeGreaterThan(50)
    await rig.slack.until(() => owed.every(isTold))
    await expectUnharmed(send)
  })

  it('over sockets, where each that is acknowledged is answered', async () => {
    rig = await openRig()
    const owed: string[] = []
    for (const { name, payload } of mangledPayloads(await staleValue())) {
      const isCommand = typeof payload === 'object' && payload !== null && 'command' in payload
      const isEvent = typeof payload === 'object' && payload !== null && 'event' in payload
      const type = isCommand ? 'slash_commands' : isEvent ? 'events_api' : 'interactive'
      const isOwed = isOwedAnAnswer(payload, rig.slack.responseUrl(name))
      void rig.slack.send(type, payload).acked.then(() => isOwed && owed.push(name))
    }
    await expectUnharmed((payload) => rig.slack.send('interactive', payload).acked)
    await rig.slack.until(() => owed.length > 50 && owed.every(isTold))
    expect(rig.slack.live()).toBe(2)
  })
})
