import { afterEach, describe, expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import { buttonPress, homeOpened, slashCommand } from '../../fakes/slack/envelopes.ts'
import { harbour } from '../desk.ts'
import { openRig, pressed, statusOf, textSaid, valueOf, type Rig } from './rig.ts'

let rig: Rig
afterEach(() => rig.stop())

describe('a press', () => {
  it('is decided, and answered to whoever pressed alone', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    expect(await pressed(rig, valueOf('approve', post))).toContain('Approved. It goes out')
    expect(rig.slack.said.at(-1)?.body).toMatchObject({
      response_type: 'ephemeral',
      replace_original: false,
      unfurl_links: false,
    })
    expect(await statusOf(rig, post)).toBe('approved')
    await rig.close()
    // Nothing is open, so nothing is kept.
    expect(await readFile(rig.journal, 'utf8')).toBe('')
  })

  it('in a thread is answered in that thread', async () => {
    rig = await openRig()
    const thread = '1763600000.000001'
    const press = buttonPress({
      who: { id: rig.api.people.ann },
      value: valueOf('approve', await rig.desk.post('x')),
      responseUrl: rig.slack.responseUrl('here'),
      thread,
    })
    await rig.slack.send('interactive', press).acked
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(rig.slack.said[0]?.body).toMatchObject({ response_type: 'ephemeral', thread_ts: thread })
  })

  it('on the head of a day is done for the whole brand', async () => {
    rig = await openRig()
    const value = encodeChatPress({ kind: 'desk', verb: 'approve_all', brand: harbour.id })
    expect(await pressed(rig, value)).toMatch(/approved|Nothing was approved/)
  })

  it('that only opens a link is acknowledged, and nothing else', async () => {
    rig = await openRig()
    const press = buttonPress({ who: { id: rig.api.people.ann }, value: '' })
    expect(await rig.slack.send('interactive', press).acked).toEqual({})
    await pressed(rig, 'forged')
    expect(rig.slack.said).toHaveLength(1)
  })

  it('that cannot be read is acknowledged, told, and in the log under the id that is told', async () => {
    rig = await openRig()
    const press = buttonPress({
      who: { id: rig.api.people.ann },
      value: 'x',
      responseUrl: rig.slack.responseUrl('bad'),
    })
    await rig.slack.send('interactive', { ...press, actions: [{ action_id: 7 }] }).acked
    await rig.slack.until(() => rig.slack.said.length === 1)
    const id = /log has it as (\w+)/.exec(textSaid(rig))?.[1]
    expect(rig.desk.errors).toContainEqual(expect.objectContaining({ errorId: id }))
  })

  it('in the page of the app is answered by direct message, and the page is drawn anew', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    const { ann } = rig.api.people
    const press = buttonPress({
      who: { id: ann },
      value: valueOf('approve', post),
      view: { id: 'V1', type: 'home' },
    })
    await rig.slack.send('interactive', press).acked
    await pressed(rig, 'forged')
    await rig.slack.until(() => rig.api.home(ann) !== null)
    expect((await rig.api.dm(ann)).map(({ text }) => text)).toEqual([expect.stringContaining('Approved.')])
  })

  it('whose answer is not taken beside the message is answered by direct message', async () => {
    rig = await openRig()
    const { ann } = rig.api.people
    const press = buttonPress({
      who: { id: ann },
      value: 'forged',
      responseUrl: rig.slack.responseUrl('x').replace('/respond/', '/expired/'),
    })
    await rig.slack.send('interactive', press).acked
    await rig.slack.until(() => rig.api.calls('chat.postMessage').length === 1)
    expect((await rig.api.dm(ann))[0]?.text).toContain('not one of ours')
  })
})

describe('a command', () => {
  const typed = (text: string) =>
    slashCommand({ who: { id: rig.api.people.ann }, text, responseUrl: rig.slack.responseUrl('typed') })

  it('is answered to whoever typed it', async () => {
    rig = await openRig()
    expect(await rig.slack.send('slash_commands', typed('help')).acked).toEqual({})
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(rig.slack.said[0]?.body).toMatchObject({ response_type: 'ephemeral' })
    expect(JSON.stringify(rig.slack.said)).toContain('/greenroom')
  })

  it('in wrong words gets the nearest right ones', async () => {
    rig = await openRig()
    await rig.slack.send('slash_commands', typed('qeue')).acked
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(textSaid(rig)).toContain('queue')
  })
})

describe('the page of the app', () => {
  it('shows what waits for whoever opens it, and a stranger how to become a reviewer', async () => {
    rig = await openRig()
    const { ann, gus } = rig.api.people
    for (const id of [ann, gus]) rig.slack.send('events_api', homeOpened({ id }))
    await rig.slack.until(() => rig.api.home(ann) !== null && rig.api.home(gus) !== null)
    expect(JSON.stringify(rig.api.home(ann)?.blocks)).toContain('North Harbour Coffee')
    expect(JSON.stringify(rig.api.home(gus)?.blocks)).toContain(gus)
  })

  it('stays as it was while Slack cannot say who opens it', async () => {
    rig = await openRig()
    const { ann } = rig.api.people
    rig.api.fault('users.info', { kind: 'status', status: 500 })
    rig.slack.send('events_api', homeOpened({ id: ann }))
    await rig.slack.until(() => rig.api.calls('users.info').length === 1)
    // By the time that this is answered, that answer has been read.
    await pressed(rig, 'forged')
    rig.slack.send('events_api', homeOpened({ id: ann }))
    await rig.slack.until(() => rig.api.home(ann) !== null)
    expect(rig.api.calls('views.publish')).toHaveLength(1)
    expect(JSON.stringify(rig.api.home(ann)?.blocks)).toContain('North Harbour Coffee')
  })
})
