import { afterEach, describe, expect, it } from '@jest/globals'
import { readFile, writeFile } from 'node:fs/promises'
import { hourMs } from '../../../src/domain/slot.ts'
import { harbour } from '../desk.ts'
import { carried, channels, openRig, people, saidBy, statusOf, valueOf, wordsOf, type Rig } from './rig.ts'

const callback = 'POST /interactions/:id/:token/callback'
const approved = 'Approved. It goes out Fri 20 Nov, 12:00.'
const { ann, ben } = people

let rig: Rig
afterEach(() => rig.stop())

const callbacks = () => rig.discord.calls(callback).map(({ body }) => body)

describe.each([
  ['the gateway', false],
  ['HTTP', true],
])('a press over %s', (_, http) => {
  it('is acknowledged, decided, and answered to whoever pressed alone', async () => {
    rig = await openRig({ http })
    const post = await rig.desk.post('x')
    expect(await rig.pressed(valueOf('approve', post))).toEqual([approved])
    expect(await statusOf(rig, post)).toBe('approved')
    expect(callbacks()).toEqual([{ type: 5, data: { flags: 64 } }])
    expect(rig.discord.private(ann)).toHaveLength(1)
    await rig.close()
    // Nothing is open, so nothing is kept.
    expect(await readFile(rig.journal, 'utf8')).toBe('')
  })

  it('that is brought again is one decision and one answer', async () => {
    rig = await openRig({ http })
    const post = await rig.desk.post('x')
    const value = valueOf('approve', post)
    const press = await rig.discord.press({ who: ann, message: await rig.card(value), button: value })
    for (let round = 0; round < 3; round++) {
      await rig.bring(press)
      await saidBy(rig.discord, press)
    }
    await rig.discord.until(() => callbacks().length === 3)
    await rig.close()
    expect((await rig.discord.told(press)).map(wordsOf)).toEqual([approved])
    const history = await rig.desk.deps.store.history(post.id)
    expect(history.filter(({ event }) => event.type === 'approved')).toHaveLength(1)
  })

  it('of a menu decides what was chosen', async () => {
    rig = await openRig({ http })
    const post = await rig.desk.post('x')
    const { discord } = rig
    const choice = await discord.choose({
      who: ann,
      message: await rig.card('x'),
      select: carried({ kind: 'menu', name: 'more', of: post.id }),
      values: [valueOf('approve', post)],
      isForged: true,
    })
    expect(await saidBy(discord, await rig.bring(choice))).toEqual([approved])
  })
})

describe('a press', () => {
  it('on the head of a day is done for the whole brand', async () => {
    rig = await openRig()
    const [words] = await rig.pressed(carried({ kind: 'desk', verb: 'approve_all', brand: harbour.id }))
    expect(words).toMatch(/approved|Nothing was approved/)
  })

  it.each(['forged', 'approve', 'approve|x|01', 'menu|more|x', 'sure|', 'desk|freeze|north-harbour-coffee'])(
    'that carries %j is told that it is none of ours',
    async (value) => {
      rig = await openRig()
      expect(await rig.pressed(value)).toEqual([
        'This button is not one of ours. Open the card again and use the button there.',
      ])
      expect(rig.desk.errors).toEqual([])
    },
  )

  it('on an answer with nothing else to press puts its answer in the place of that one', async () => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const value = carried({ kind: 'sure', press: { kind: 'post', press: pressOf(post) } })
    const asked = await discord.press({ who: ann, message: await rig.card(value), button: value })
    const [question] = await saidBy(discord, await rig.bring(asked))
    expect(question).toContain('It is not high risk any more.')
    const [message] = await discord.told(asked)
    const press = await discord.press({
      who: ann,
      message: message?.id ?? '',
      button: 'Approve all the same',
    })
    await discord.answered(await rig.bring(press))
    await rig.close()
    expect(callbacks().at(-1)).toEqual({ type: 6 })
    expect(discord.private(ann).map(wordsOf)).toEqual([approved])
  })

  it('to see something more shows it to whoever pressed alone, and is kept nowhere', async () => {
    rig = await openRig()
    const { id } = await rig.desk.post('x')
    const [words] = await rig.pressed(carried({ kind: 'look', what: 'why', postId: id }))
    expect(words).toContain('The audit trail is whole')
    expect(await rig.desk.deps.store.hearPress('discord anything', new Date())).toBe(true)
    const [home] = await rig.pressed(carried({ kind: 'home', brand: harbour.id }))
    expect(home).toContain('North Harbour Coffee')
  })

  it('that cannot be read is told, and in the log under the id that is told', async () => {
    rig = await openRig()
    const { discord } = rig
    const press = await discord.press({ who: ann, message: await rig.card('x'), button: 'x' })
    await rig.bring({ ...press, raw: { ...press.raw, data: { custom_id: 7 } } })
    const [words] = await saidBy(discord, press)
    const id = /log has it as (\w+)\. Nothing was decided\.$/.exec(words ?? '')?.[1]
    expect(rig.desk.errors).toContainEqual(expect.objectContaining({ errorId: id }))
  })

  it.each([null, 7, 'x', [], {}, { type: 2 }, { type: 3, id: '../../x', token: '..', user: { id: '1' } }])(
    'that is %j breaks nothing',
    async (raw) => {
      rig = await openRig()
      rig.discord.gateway.dispatch('INTERACTION_CREATE', raw)
      const post = await rig.desk.post('x')
      expect(await rig.pressed(valueOf('approve', post))).toEqual([approved])
    },
  )
})

function pressOf({ id, version }: { readonly id: string; readonly version: number }) {
  return { verb: 'approve', postId: id, version, arg: null } as const
}

describe('two people who press opposite things at once', () => {
  it('are one decision, and each is told', async () => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const values = [valueOf('approve', post), valueOf('reject', post)] as const
    const message = await rig.card(...values)
    const form = await discord.press({ who: ben, message, button: values[1] })
    await rig.bring(form)
    await discord.answered(form)
    const submission = await discord.submit({ who: ben, of: form, values: { reason: 'Dull' } })
    const press = await discord.press({ who: ann, message, button: values[0] })
    await Promise.all([rig.bring(press), rig.bring(submission)])
    const told = [...(await saidBy(discord, press)), ...(await saidBy(discord, submission))].join('\n')
    const isApproved = (await statusOf(rig, post)) === 'approved'
    expect(told).toContain(isApproved ? approved : 'Rejected. The next drafts learn from it.')
    expect(told).toContain(isApproved ? 'has been approved already' : 'has been rejected already')
  })
})

describe('an answer that comes late', () => {
  it('to a click that a resume brings too late goes by direct message, and the click is decided', async () => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const value = valueOf('approve', post)
    const press = await discord.press({ who: ann, message: await rig.card(value), button: value })
    discord.gateway.hold()
    discord.gateway.cut()
    await rig.bring(press)
    rig.desk.tick(10_000)
    discord.gateway.release()
    await discord.until(async () => (await discord.dm(ann)).length > 0)
    expect(discord.gateway.resumed()).toBe(1)
    expect((await discord.dm(ann)).map(wordsOf)).toEqual([approved])
    expect(await statusOf(rig, post)).toBe('approved')
    // Nothing was tried with the token that is dead but to acknowledge.
    expect(discord.calls().filter(({ route }) => route.includes('/webhooks/'))).toEqual([])
  })

  it.each([
    ['a room of the brand is said there', channels.desk, /\nApproved\. It goes out/],
    ['another channel is said nowhere', channels.vault, /Please ask again\.$/],
  ])('that came too late, to somebody without direct messages, in %s', async (_, channel, expected) => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const value = valueOf('approve', post)
    const message = await rig.card(value)
    const before = (await discord.messages(channel)).length
    discord.shutDirect(ann)
    discord.fault(callback, { kind: 'error', status: 404, code: 10062 })
    await rig.bring(await discord.press({ who: ann, channel, message, button: value }))
    await discord.until(async () => (await statusOf(rig, post)) === 'approved')
    await rig.close()
    const said = (await discord.messages(channel)).slice(before).map(wordsOf).join('\n')
    expect(said).toMatch(expected)
    expect(said).toContain(`<@${ann}>`)
    expect(said.includes('Approved')).toBe(channel === channels.desk)
  })

  it.each([
    ['10062', { kind: 'error', status: 404, code: 10062 }, 'dm'],
    ['40060, by an acknowledgement that was not heard of', { kind: 'lost_answer' }, 'told'],
    ['502, though it was taken', { kind: 'lost_behind_502' }, 'told'],
    ['nothing', { kind: 'drop' }, 'told'],
  ] as const)('after an acknowledgement that is answered with %s comes once', async (_, fault, where) => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const value = valueOf('approve', post)
    const press = await discord.press({ who: ann, message: await rig.card(value), button: value })
    discord.fault(callback, fault)
    await rig.bring(press)
    await discord.until(async () => (await discord.dm(ann)).length + (await discord.told(press)).length > 0)
    await rig.close()
    expect((await discord.dm(ann)).map(wordsOf)).toEqual(where === 'dm' ? [approved] : [])
    expect((await discord.told(press)).map(wordsOf)).toEqual(where === 'told' ? [approved] : [])
    expect(await statusOf(rig, post)).toBe('approved')
  })

  it('where Discord takes no acknowledgement at all goes by direct message', async () => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    discord.misbehave(({ route }) => (route === callback ? { kind: 'drop' } : null))
    const value = valueOf('approve', post)
    await rig.bring(await discord.press({ who: ann, message: await rig.card(value), button: value }))
    await discord.until(async () => (await discord.dm(ann)).length > 0)
    expect((await discord.dm(ann)).map(wordsOf)).toEqual([approved])
  })
})

describe('a second process with the same token', () => {
  it('on the same store: one decision, one answer', async () => {
    rig = await openRig()
    await rig.open({ elsewhere: true })
    const { discord } = rig
    const post = await rig.desk.post('x')
    const value = valueOf('approve', post)
    const press = await discord.press({ who: ann, message: await rig.card(value), button: value })
    await rig.bring(press)
    await discord.until(() => callbacks().length === 2)
    await saidBy(discord, press)
    await rig.close()
    expect((await discord.told(press)).map(wordsOf)).toEqual([approved])
    expect(await discord.dm(ann)).toEqual([])
    const history = await rig.desk.deps.store.history(post.id)
    expect(history.filter(({ event }) => event.type === 'approved')).toHaveLength(1)
  })

  it.each([
    ['a look', (id: string) => carried({ kind: 'look', what: 'why', postId: id })],
    ['a desk', () => carried({ kind: 'home', brand: harbour.id })],
  ])('shows %s once', async (_, valueFor) => {
    rig = await openRig()
    await rig.open({ elsewhere: true })
    const { discord } = rig
    const value = valueFor((await rig.desk.post('x')).id)
    const press = await discord.press({ who: ann, message: await rig.card(value), button: value })
    await rig.bring(press)
    await discord.until(() => callbacks().length === 2)
    await saidBy(discord, press)
    await rig.close()
    const answers = discord.calls().filter(({ route }) => route.includes('/webhooks/'))
    expect(answers.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
    expect(await discord.dm(ann)).toEqual([])
  })
})

describe('what is left in the inbox by a process that died', () => {
  it('is not done unasked after half an hour where it is bound to no version', async () => {
    rig = await openRig()
    const { discord } = rig
    const value = carried({ kind: 'desk', verb: 'approve_all', brand: harbour.id })
    const press = await discord.press({ who: ann, message: await rig.card(value), button: value })
    await rig.close()
    const click = {
      kind: 'press',
      id: press.id,
      token: press.token,
      sender: senderAnn,
      channel: press.channel,
      room: press.channel,
      value,
      isChoice: false,
      on: { message: '9', flags: 32_768, hasMenu: false, isPrivate: false, others: 0 },
    }
    const at = rig.desk.deps.clock.now().toISOString()
    await writeFile(
      rig.journal,
      `${JSON.stringify({ id: `discord ${press.id}`, at, click: { click, ack: 'reply' } })}\n`,
    )
    rig.desk.tick(hourMs)
    await rig.open()
    await discord.until(async () => (await discord.dm(ann)).length > 0)
    expect((await discord.dm(ann)).map(wordsOf).join()).toContain('Please ask again.')
  })
})

const senderAnn = {
  user: ann,
  name: 'ann',
  isBot: false,
  isPending: false,
  guild: '710000000000000001',
  roles: [],
}
