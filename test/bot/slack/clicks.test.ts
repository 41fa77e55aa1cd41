import { afterEach, describe, expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { encodePress, type Verb } from '../../../src/bot/action.ts'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import { handle } from '../../../src/bot/handle.ts'
import type { Post } from '../../../src/domain/post.ts'
import { buttonPress, homeOpened, slashCommand, submission } from '../../fakes/slack/envelopes.ts'
import { harbour } from '../desk.ts'
import { openRig, type Rig } from './rig.ts'
import { stalledStore } from './stalled-store.ts'

/** A full member of the workspace whom no brand file names. */
const admin = 'U000000001'

let rig: Rig
afterEach(() => rig.stop())

function valueOf(verb: Verb, { id, version }: Post, arg: string | null = null): string {
  return encodePress({ verb, postId: id, version, arg })
}

/** A press beside a message, and what was said to the address that came with it. */
async function pressed(value: string, who = rig.api.people.ann, name = 'here'): Promise<string> {
  const before = rig.slack.said.length
  const press = buttonPress({ who: { id: who }, value, responseUrl: rig.slack.responseUrl(name) })
  await rig.slack.send('interactive', press).acked
  await rig.slack.until(() => rig.slack.said.length > before)
  return textSaid()
}

function textSaid(): string {
  return String(rig.slack.said.at(-1)?.body.text)
}

async function decisions(post: Post): Promise<number> {
  return (await rig.desk.deps.store.history(post.id)).filter(({ event }) => event.type === 'approved').length
}

async function statusOf(post: Post): Promise<string | undefined> {
  return (await rig.desk.deps.store.post(post.id))?.status
}

describe('a press', () => {
  it('is decided, and answered to whoever pressed alone', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    expect(await pressed(valueOf('approve', post))).toContain('Approved. It goes out')
    expect(rig.slack.said.at(-1)?.body).toMatchObject({
      response_type: 'ephemeral',
      replace_original: false,
      unfurl_links: false,
    })
    expect(await statusOf(post)).toBe('approved')
    // Nothing is open, so nothing is kept.
    expect(await readFile(rig.journal, 'utf8')).toBe('')
  })

  it('by two people at once is one decision, and the other one is told whose', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    const { ann, ben } = rig.api.people
    for (const who of [ann, ben])
      rig.slack.send(
        'interactive',
        buttonPress({
          who: { id: who },
          value: valueOf('approve', post),
          responseUrl: rig.slack.responseUrl(who),
        }),
      )
    await rig.slack.until(() => rig.slack.said.length === 2)
    expect(await decisions(post)).toBe(1)
    const texts = rig.slack.said.map(({ body }) => String(body.text))
    expect(texts.filter((text) => text.startsWith('Approved.'))).toHaveLength(1)
    expect(texts.filter((text) => text.includes('has been approved already. Latest:'))).toHaveLength(1)
  })

  it('on the head of a day is done for the whole brand', async () => {
    rig = await openRig()
    const value = encodeChatPress({ kind: 'desk', verb: 'approve_all', brand: harbour.id })
    expect(await pressed(value)).toMatch(/approved|Nothing was approved/)
  })

  it.each([
    'forged',
    'approve|x',
    'desk|freeze|north-harbour-coffee',
    'approve|../etc|1',
    '{"verb":"approve"}',
  ])('that carries %j, which is not ours, is told so', async (value) => {
    rig = await openRig()
    expect(await pressed(value)).toContain('not one of ours')
  })

  it('of a post that is gone is told so', async () => {
    rig = await openRig()
    expect(await pressed('approve|gone|1')).toContain('no longer there')
  })

  it('that only opens a link is acknowledged, and nothing else', async () => {
    rig = await openRig()
    const press = buttonPress({ who: { id: rig.api.people.ann }, value: '' })
    expect(await rig.slack.send('interactive', press).acked).toEqual({})
    await pressed('forged')
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
    const id = /log has it as (\w+)/.exec(textSaid())?.[1]
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
    await pressed('forged')
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

/** Opens the form of a press, and answers with what the person sees in the end. */
async function opened(verb: Verb, post: Post, arg: string | null = null) {
  const { ann } = rig.api.people
  const triggerId = await rig.api.triggerId(ann)
  const press = buttonPress({
    who: { id: ann },
    value: valueOf(verb, post, arg),
    responseUrl: rig.slack.responseUrl('form'),
    overflow: true,
    triggerId,
  })
  await rig.slack.send('interactive', press).acked
  await rig.slack.until(() => rig.api.calls('views.update').length > 0)
  return view()
}

function view() {
  const seen = rig.api.views().at(-1)
  if (!seen) throw new Error('there is no view')
  return { ...seen, private_metadata: seen.private_metadata ?? '', words: JSON.stringify(seen.blocks) }
}

/** Fills in blocks by the beginning of their id, and hands the view in. */
function handIn(fields: Readonly<Record<string, object>>) {
  const { id, private_metadata, blocks } = view()
  const values = Object.fromEntries(
    blocks.flatMap((block) => {
      const blockId = String(block.block_id)
      const [, field] = Object.entries(fields).find(([name]) => blockId.startsWith(name)) ?? []
      return field ? [[blockId, { value: field }]] : []
    }),
  )
  const who = { id: rig.api.people.ann }
  return submission({ who, view: { id, private_metadata }, values })
}

describe('a form', () => {
  it('opens at once, before the database is asked, and is filled when it answers', async () => {
    const store = stalledStore()
    rig = await openRig({ store: store.of })
    const post = await rig.desk.post('x')
    store.stall()
    const { ann } = rig.api.people
    const press = buttonPress({
      who: { id: ann },
      value: valueOf('reject', post),
      triggerId: await rig.api.triggerId(ann),
    })
    await rig.slack.send('interactive', press).acked
    await rig.slack.until(() => rig.api.views().length === 1)
    expect(view().words).toContain('Loading')
    store.goOn()
    await rig.slack.until(() => rig.api.calls('views.update').length === 1)
    expect(view().words).toContain('Why? The next drafts learn from it.')
  })

  it('that is handed in is acknowledged as being saved, decided, and says so', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await opened('reject', post)
    const sent = handIn({ reason: { type: 'radio_buttons', selected_option: { value: 'Dull' } } })
    expect(await rig.slack.send('interactive', sent).acked).toMatchObject({ response_action: 'update' })
    await rig.slack.until(() => rig.api.calls('views.update').length === 2)
    expect(view().words).toContain('Rejected.')
    expect(await statusOf(post)).toBe('rejected')
  })

  it('with a mistake that shows by itself says so beside the field, and decides nothing', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await opened('hold', post)
    const answer = await rig.slack.send('interactive', handIn({ reason: { value: ' ' } })).acked
    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { reason: 'Say why, in a few words.' },
    })
    expect(await statusOf(post)).toBe('in_review')
  })

  it('that a rule refuses comes again with what was typed and the reason on top', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await opened('reject', post)
    await handle(
      rig.desk.deps,
      { surface: 'web', id: 'Ben Okafor' },
      {
        verb: 'edit',
        postId: post.id,
        version: post.version,
        variant: 'a',
        text: 'Every bag names its farm.',
      },
    )
    const sent = handIn({
      reason: { selected_option: { value: 'Dull' } },
      note: { value: 'Waiting for the photo' },
    })
    await rig.slack.send('interactive', sent).acked
    await rig.slack.until(() => rig.api.calls('views.update').length === 2)
    expect(view().words).toContain('Waiting for the photo')
    expect(view().words).toContain('version 2 has replaced it')
    expect(await statusOf(post)).toBe('in_review')
  })

  it('that was closed meanwhile is answered by a message that holds what was typed', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await opened('reject', post)
    const sent = handIn({ reason: { selected_option: { value: 'Dull' } }, note: { value: 'A long thought' } })
    await handle(
      rig.desk.deps,
      { surface: 'web', id: 'Ben Okafor' },
      {
        verb: 'reject',
        postId: post.id,
        version: post.version,
        reason: 'Dull',
      },
    )
    rig.api.fault('views.update', { kind: 'error', code: 'not_found' })
    await rig.slack.send('interactive', sent).acked
    await rig.slack.until(() => rig.slack.said.length === 2)
    const words = JSON.stringify(rig.slack.said)
    expect(words).toContain('already')
    expect(words).toContain('A long thought')
  })

  it('of somebody who has become a guest meanwhile is refused, and they get back what they typed', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await opened('reject', post)
    const sent = handIn({ reason: { selected_option: { value: 'Dull' } }, note: { value: 'A long thought' } })
    const { gus } = rig.api.people
    await rig.slack.send('interactive', { ...sent, user: { ...sent.user, id: gus } }).acked
    await rig.slack.until(() => rig.slack.said.length === 2)
    expect(view().words).toContain('Guests of a workspace do not review')
    expect(JSON.stringify(rig.slack.said)).toContain('A long thought')
    expect(await statusOf(post)).toBe('in_review')
  })

  it('whose trigger is used up is not opened, and the person is asked to press again', async () => {
    rig = await openRig()
    const press = buttonPress({
      who: { id: rig.api.people.ann },
      value: valueOf('edit', await rig.desk.post('x')),
      responseUrl: rig.slack.responseUrl('late'),
    })
    await rig.slack.send('interactive', press).acked
    await rig.slack.until(() => rig.slack.said.length === 1)
    expect(textSaid()).toContain('press again')
  })

  it('of a post that is decided already says so instead of asking for words', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await pressed(valueOf('approve', post))
    await opened('reject', post)
    expect(view().words).toContain('Approved: ')
  })

  it('shows nothing of a post to a member who is no reviewer of its brand', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    const triggerId = await rig.api.triggerId(admin)
    const press = buttonPress({ who: { id: admin }, value: valueOf('edit', post), triggerId })
    await rig.slack.send('interactive', press).acked
    await rig.slack.until(() => rig.api.calls('views.update').length === 1)
    expect(view().words).toContain('You are not a reviewer of North Harbour Coffee')
  })

  it('that is not ours is turned away', async () => {
    rig = await openRig()
    const sent = submission({ who: { id: rig.api.people.ann }, view: { id: 'V1' }, values: {} })
    expect(JSON.stringify(await rig.slack.send('interactive', sent).acked)).toContain('not one of ours')
  })
})

describe('a look', () => {
  it('opens a window of its own', async () => {
    rig = await openRig()
    const { ann } = rig.api.people
    const { id } = await rig.desk.post('x')
    const value = encodeChatPress({ kind: 'look', what: 'why', postId: id })
    const press = buttonPress({ who: { id: ann }, value, triggerId: await rig.api.triggerId(ann) })
    await rig.slack.send('interactive', press).acked
    await rig.slack.until(() => rig.api.calls('views.update').length === 1)
    expect(view().words).toContain('audit trail is whole')
  })
})

describe('a command', () => {
  const typed = (text: string, triggerId?: string) =>
    slashCommand({
      who: { id: rig.api.people.ann },
      text,
      responseUrl: rig.slack.responseUrl('typed'),
      ...(triggerId === undefined ? {} : { triggerId }),
    })

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
    expect(textSaid()).toContain('queue')
  })

  it('that asks for a form opens it', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    const triggerId = await rig.api.triggerId(rig.api.people.ann)
    await rig.slack.send('slash_commands', typed(`reject ${post.id}@${post.version}`, triggerId)).acked
    await rig.slack.until(() => rig.api.calls('views.update').length === 1 || rig.slack.said.length > 0)
    expect(view().words).toContain('Why?')
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
})
