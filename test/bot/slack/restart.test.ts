import { afterEach, describe, expect, it } from '@jest/globals'
import { encodePress } from '../../../src/bot/action.ts'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import { hourMs } from '../../../src/domain/slot.ts'
import type { Store } from '../../../src/ports.ts'
import { buttonPress, slashCommand, submission } from '../../fakes/slack/envelopes.ts'
import { harbour } from '../desk.ts'
import { openRig, signed, type Rig } from './rig.ts'
import { stalledStore } from '../stalled-store.ts'

const store = stalledStore()
let rig: Rig
afterEach(async () => {
  store.goOn()
  await rig.stop()
})

/** Over HTTP, so that the process that is gone has no sockets to answer over. */
async function openStalled(): Promise<void> {
  rig = await openRig({ http: true, store: store.of })
  store.stall()
}

async function acknowledged(payload: object): Promise<number> {
  const response = await fetch(rig.address(), signed(rig, payload))
  await response.arrayBuffer()
  return response.status
}

/** What was acknowledged is never decided by the first process, as if it had been killed just then; another starts on the same home. */
async function restarted(): Promise<void> {
  await rig.open({ http: true })
}

async function approve() {
  const { id, version } = await rig.desk.post('x')
  return { id, value: encodePress({ verb: 'approve', postId: id, version, arg: null }) }
}

describe('what was acknowledged by a process that died', () => {
  it('a press that Slack brings again after the restart is one decision and one answer', async () => {
    await openStalled()
    const { id, value } = await approve()
    const press = buttonPress({
      who: { id: rig.api.people.ann },
      value,
      responseUrl: rig.slack.responseUrl('press'),
    })
    await acknowledged(press)
    await restarted()
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(await acknowledged(press)).toBe(200)
    await acknowledged({ ...press, trigger_id: 'another', actions: [{ action_id: 'x', value: 'forged' }] })
    await rig.slack.until(() => rig.slack.said.length === 2)
    expect(rig.slack.said[1]?.body.text).toContain('not one of ours')
    const history = await rig.desk.deps.store.history(id)
    expect(history.filter(({ event }) => event.type === 'approved')).toHaveLength(1)
  })

  it('is answered by direct message when it is too old for its response address', async () => {
    await openStalled()
    const { value } = await approve()
    const { ann } = rig.api.people
    await acknowledged(buttonPress({ who: { id: ann }, value, responseUrl: rig.slack.responseUrl('old') }))
    rig.desk.tick(hourMs)
    await restarted()
    await rig.slack.until(() => rig.api.calls('chat.postMessage').length === 1)
    expect(rig.slack.said).toHaveLength(0)
    expect((await rig.api.dm(ann))[0]?.text).toContain('Approved.')
  })

  it('is not done unasked after half an hour where it is bound to no version: the whole day, a command', async () => {
    await openStalled()
    const { ann } = rig.api.people
    const value = encodeChatPress({ kind: 'desk', verb: 'approve_all', brand: harbour.id })
    const responseUrl = rig.slack.responseUrl('old')
    await acknowledged(buttonPress({ who: { id: ann }, value, responseUrl }))
    await acknowledged(slashCommand({ who: { id: ann }, text: 'freeze storm', responseUrl }))
    rig.desk.tick(hourMs)
    await restarted()
    await rig.slack.until(() => rig.api.calls('chat.postMessage').length === 2)
    const words = JSON.stringify(await rig.api.dm(ann))
    expect(words.match(/Please ask again/g)?.length).toBeGreaterThanOrEqual(2)
    expect(words).toContain('freeze storm')
    expect(await rig.desk.deps.store.freezes()).toEqual([])
    expect((await rig.desk.post('x')).status).toBe('in_review')
  })

  it('is decided in the order in which it came, and before what comes after the restart', async () => {
    await openStalled()
    const { ann } = rig.api.people
    const responseUrl = rig.slack.responseUrl('order')
    const type = (text: string) => acknowledged(slashCommand({ who: { id: ann }, text, responseUrl }))
    for (const text of ['freeze one', 'unfreeze', 'freeze two', 'unfreeze']) await type(text)
    await rig.open({ http: true, store: slowAtFirst })
    await type('freeze three')
    await rig.slack.until(() => rig.slack.said.length === 5)
    const actions = (await rig.desk.deps.store.audit(harbour.id)).map(({ action }) => action)
    const [frozen, unfrozen] = ['frozen', 'unfrozen']
    expect(actions.slice(-5)).toEqual([frozen, unfrozen, frozen, unfrozen, frozen])
    expect(await rig.desk.deps.store.freezes()).toMatchObject([{ reason: 'three' }])
  })

  it('a form is decided, and the answer holds what was typed where a rule refuses it', async () => {
    await openStalled()
    const { ann } = rig.api.people
    const post = await rig.desk.post('x')
    const triggerId = await rig.api.triggerId(ann)
    const value = encodePress({ verb: 'hold', postId: post.id, version: post.version + 7, arg: null })
    store.goOn()
    await acknowledged(buttonPress({ who: { id: ann }, value, triggerId }))
    await rig.slack.until(() => rig.api.calls('views.update').length === 1)
    store.stall()
    const [view] = rig.api.views()
    const sent = submission({
      who: { id: ann },
      view: { id: view?.id ?? '', private_metadata: view?.private_metadata ?? '' },
      values: { reason: { value: { type: 'plain_text_input', value: 'The photo is missing' } } },
    })
    expect(await acknowledged(sent)).toBe(200)
    await restarted()
    await rig.slack.until(() => rig.api.calls('chat.postMessage').length === 2)
    const words = JSON.stringify(await rig.api.dm(ann))
    expect(words).toContain('Greenroom was restarted')
    expect(words).toContain('The photo is missing')
  })
})

/** The sooner a click is heard, the longer that takes. */
function slowAtFirst(store: Store): Store {
  let rounds = 50
  return new Proxy(store, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (name !== 'hearPress') return typeof value === 'function' ? value.bind(target) : value
      return async (id: string, at: Date) => {
        rounds -= 10
        for (let round = rounds; round > 0; round--) await new Promise((resolve) => setImmediate(resolve))
        return target.hearPress(id, at)
      }
    },
  })
}

describe('a stop', () => {
  it('waits for what is being decided, so that it is answered by this process', async () => {
    rig = await openRig({ http: true })
    const second = await rig.open({ http: true, store: store.of })
    const { id, value } = await approve()
    store.stall()
    const responseUrl = rig.slack.responseUrl('stop')
    await acknowledged(buttonPress({ who: { id: rig.api.people.ann }, value, responseUrl }))
    await store.reached()
    const stopped = second.stop()
    store.goOn()
    await stopped
    expect(rig.slack.said).toHaveLength(1)
    expect((await rig.desk.deps.store.post(id))?.status).toBe('approved')
  })
})
