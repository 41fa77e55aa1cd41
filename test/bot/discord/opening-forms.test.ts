import { afterEach, describe, expect, it } from '@jest/globals'
import { discordRest } from '../../../src/bot/discord/discord-client.ts'
import { registerCommands } from '../../../src/bot/discord/register-commands.ts'
import type { Verb } from '../../../src/bot/action.ts'
import { stalledStore } from '../stalled-store.ts'
import { carried, openRig, people, saidBy, statusOf, valueOf, wordsOf, type Rig } from './rig.ts'

const callback = 'POST /interactions/:id/:token/callback'
const { ann, uma } = people
const store = stalledStore()

let rig: Rig
afterEach(async () => {
  store.goOn()
  await rig.stop()
})

async function press(value: string, who = ann) {
  const { discord } = rig
  return rig.bring(await discord.press({ who, message: await rig.card(value), button: value }))
}

async function reject() {
  return valueOf('reject', await rig.desk.post('x'))
}

async function register(): Promise<void> {
  const { discord } = rig
  const quiet = { objection: () => null, note: () => undefined }
  const rest = discordRest(discord.token, { apiUrl: discord.url, breaker: quiet })
  await registerCommands(rest, discord.ids.application)
}

const types = () => rig.discord.calls(callback).map(({ body }) => (body as { type: number }).type)

describe.each([
  ['the gateway', false],
  ['HTTP', true],
])('a press for a form over %s', (_, http) => {
  it.each<Verb>(['edit', 'reject', 'regenerate', 'reslot', 'hold'])(
    'opens it as the first answer: %s',
    async (verb) => {
      rig = await openRig({ http })
      const post = await rig.desk.post('x')
      const form = await press(valueOf(verb, post))
      expect(await rig.discord.answered(form)).toMatchObject({ type: 9 })
      await rig.close()
      expect(types()).toEqual([9])
    },
  )

  it('that is handed in is decided, and told', async () => {
    rig = await openRig({ http })
    const { discord } = rig
    const post = await rig.desk.post('x')
    const form = await press(valueOf('hold', post))
    await discord.answered(form)
    const handedIn = await discord.submit({ who: ann, of: form, values: { reason: 'The photo is missing' } })
    const [words] = await saidBy(discord, await rig.bring(handedIn))
    expect(words).toMatch(/^On hold/)
    expect(await statusOf(rig, post)).toBe('held')
  })
})

describe('a form', () => {
  it('that cannot be made within a second comes behind a button that opens it', async () => {
    rig = await openRig({ store: store.of, formMs: 1000 })
    const { discord } = rig
    const value = await reject()
    store.stall()
    const asked = await press(value)
    expect(await discord.answered(asked)).toEqual({ type: 5, data: { flags: 64 } })
    store.goOn()
    const [words] = await saidBy(discord, asked)
    expect(words).toContain('It opens with this button')
    const [message] = await discord.told(asked)
    await rig.reopen()
    const again = await discord.press({ who: ann, message: message?.id ?? '', button: 'Open the form' })
    expect(await discord.answered(await rig.bring(again))).toMatchObject({ type: 9 })
  })

  it('is not opened for whoever may not decide, who is told why', async () => {
    rig = await openRig()
    const asked = await press(await reject(), uma)
    expect(await saidBy(rig.discord, asked)).toEqual([
      `You are not a reviewer of North Harbour Coffee here. Ask for your id (${uma}) to be added to the brand file.`,
    ])
  })

  it('that Discord does not open in time is said to be pressed for again', async () => {
    rig = await openRig()
    const { discord } = rig
    discord.fault(callback, { kind: 'error', status: 404, code: 10062 })
    await press(await reject())
    await discord.until(async () => (await discord.dm(ann)).length > 0)
    expect((await discord.dm(ann)).map(wordsOf)).toEqual([
      'Discord did not open the form in time. Please press again.',
    ])
  })

  it('that Discord does not take at all is a bug, told with an id that is in the log', async () => {
    rig = await openRig()
    const { discord } = rig
    discord.fault(callback, { kind: 'error', status: 400, code: 50035 })
    const asked = await press(await reject())
    const [words] = await saidBy(discord, asked)
    const id = /the log has it as (\w+)/.exec(words ?? '')?.[1]
    expect(rig.desk.errors).toEqual([expect.objectContaining({ errorId: id })])
  })

  it('that another process with the same token has opened is not opened twice, and nothing is said', async () => {
    rig = await openRig()
    await rig.open({ elsewhere: true })
    const { discord } = rig
    const asked = await press(await reject())
    await discord.until(() => types().length === 2)
    await rig.close()
    expect(types()).toEqual([9, 9])
    expect(await discord.told(asked)).toEqual([])
    expect(await discord.dm(ann)).toEqual([])
  })

  it('whose answer was refused opens again with what was typed', async () => {
    rig = await openRig()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const form = await press(valueOf('edit', post))
    await discord.answered(form)
    const text = 'x'.repeat(281)
    const handedIn = await rig.bring(await discord.submit({ who: ann, of: form, values: { text } }))
    const [words] = await saidBy(discord, handedIn)
    expect(words).toContain('This is 281 of 280 characters')
    expect(words).toContain(text)
    const [message] = await discord.told(handedIn)
    const again = await discord.press({ who: ann, message: message?.id ?? '', button: 'Open the form again' })
    const opened = await discord.answered(await rig.bring(again))
    expect(JSON.stringify(opened)).toContain(text)
    const better = await discord.submit({
      who: ann,
      of: again,
      values: { text: 'Every bag names its farm.' },
    })
    await discord.answered(await rig.bring(better))
    await discord.until(() =>
      discord.private(ann).some((one) => wordsOf(one).startsWith('Saved as version 2')),
    )
    // The refusal has made way for it.
    expect(discord.private(ann)).toHaveLength(1)
  })

  it('that could not even be read gives back what was typed', async () => {
    rig = await openRig()
    const { discord } = rig
    const form = await press(await reject())
    await discord.answered(form)
    const handedIn = await discord.submit({
      who: ann,
      of: form,
      values: { reason: 'Dull', note: 'Said last week' },
    })
    const data = { ...(handedIn.raw.data as object), custom_id: 'form|whole|-|reject|x' }
    await rig.bring({ ...handedIn, raw: { ...handedIn.raw, data } })
    await discord.until(async () => (await discord.told(handedIn)).length === 2)
    const words = (await discord.told(handedIn)).map(wordsOf)
    expect(words[0]).toContain('not one of ours')
    expect(words[1]).toContain('Said last week')
  })
})

describe('a command', () => {
  it.each([
    ['without what its form asks for opens the form', {}, 9],
    ['with it is decided', { reason: 'Waiting for legal' }, 5],
  ])('%s', async (_, options, type) => {
    rig = await openRig()
    const { discord } = rig
    await register()
    const { id } = await rig.desk.post('x')
    const typed = await discord.run({ who: ann, words: 'hold', options: { post: id, ...options } })
    expect(await discord.answered(await rig.bring(typed))).toMatchObject({ type })
  })

  it('is answered to whoever typed it, or to everyone where it concerns them', async () => {
    rig = await openRig()
    const { discord } = rig
    await register()
    const help = await discord.run({ who: ann, words: 'help' })
    expect((await saidBy(discord, await rig.bring(help))).join()).toContain('/greenroom')
    const freeze = await discord.run({ who: ann, words: 'freeze', options: { reason: 'Storm' } })
    await rig.bring(freeze)
    await discord.until(async () => (await discord.told(freeze)).length > 0)
    const [told] = await discord.told(freeze)
    expect((told?.flags ?? 0) & 64).toBe(0)
  })

  it('whose form does not come in time is answered with the card and a button', async () => {
    rig = await openRig({ store: store.of, formMs: 1000 })
    const { discord } = rig
    await register()
    const { id } = await rig.desk.post('x')
    store.stall()
    const typed = await discord.run({ who: ann, words: 'hold', options: { post: id } })
    expect(await discord.answered(await rig.bring(typed))).toMatchObject({ type: 5 })
    store.goOn()
    expect((await saidBy(discord, typed)).join()).toContain('It opens with this button')
  })
})

describe('a command that is being typed', () => {
  it.each([
    ['somebody who reviews', ann, true],
    ['a stranger', uma, false],
  ])('is offered choices to %s', async (_, who, isOffered) => {
    rig = await openRig()
    await register()
    const { discord } = rig
    const post = await rig.desk.post('x')
    const choices = async () => {
      const typing = await discord.run({ who, words: 'why', options: { post: 'x' }, focused: 'post' })
      const { type, data } = (await discord.answered(await rig.bring(typing))) as {
        readonly type: number
        readonly data: { readonly choices: readonly { readonly value: string }[] }
      }
      expect(type).toBe(8)
      return data.choices
    }
    let found = await choices()
    // A slow machine may have none in time: whoever types on is asked again.
    if (isOffered) while (found.length === 0) found = await choices()
    expect(found.some(({ value }) => value.startsWith(post.id))).toBe(isOffered)
  })

  it('is answered with no choices while the database stands still', async () => {
    rig = await openRig({ store: store.of })
    await register()
    store.stall()
    const typing = await rig.discord.run({ who: ann, words: 'why', options: { post: 'x' }, focused: 'post' })
    expect(await rig.discord.answered(await rig.bring(typing))).toEqual({ type: 8, data: { choices: [] } })
  })
})

describe('a question that comes before a high-risk press', () => {
  it('is told what keeps it from being asked', async () => {
    rig = await openRig()
    const { id, version } = await rig.desk.post('x')
    const pressed = { verb: 'approve', postId: id, version, arg: null } as const
    const asked = await press(carried({ kind: 'sure', press: { kind: 'post', press: pressed } }), uma)
    expect((await saidBy(rig.discord, asked)).join()).toContain('You are not a reviewer')
  })
})
