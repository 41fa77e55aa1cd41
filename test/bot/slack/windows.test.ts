import { afterEach, describe, expect, it } from '@jest/globals'
import type { Verb } from '../../../src/bot/action.ts'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import { handle } from '../../../src/bot/handle.ts'
import type { Post } from '../../../src/domain/post.ts'
import { buttonPress, slashCommand, submission } from '../../fakes/slack/envelopes.ts'
import { openRig, pressed, statusOf, textSaid, valueOf, type Rig } from './rig.ts'
import { stalledStore } from '../stalled-store.ts'

/** A full member of the workspace whom no brand file names. */
const admin = 'U000000001'

let rig: Rig
afterEach(() => rig.stop())

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
    expect(await statusOf(rig, post)).toBe('rejected')
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
    expect(await statusOf(rig, post)).toBe('in_review')
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
    expect(await statusOf(rig, post)).toBe('in_review')
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
    expect(await statusOf(rig, post)).toBe('in_review')
  })

  it('of somebody who is no reviewer of the brand (any more) is refused, and shows them nothing of the post again', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await opened('hold', post)
    const sent = handIn({ reason: { value: 'A long thought' } })
    await rig.slack.send('interactive', { ...sent, user: { ...sent.user, id: admin } }).acked
    await rig.slack.until(() => rig.slack.said.length === 2)
    expect(view().words).toContain('You are not a reviewer of North Harbour Coffee')
    expect(view().words).not.toContain('northharbour')
    expect(JSON.stringify(rig.slack.said)).toContain('A long thought')
    expect(await statusOf(rig, post)).toBe('in_review')
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
    expect(textSaid(rig)).toContain('press again')
  })

  it('of a post that is decided already says so instead of asking for words', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    await pressed(rig, valueOf('approve', post))
    await opened('reject', post)
    expect(view().words).toContain('Approved by Ann Lee.')
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
  it('that asks for a form opens it', async () => {
    rig = await openRig()
    const post = await rig.desk.post('x')
    const triggerId = await rig.api.triggerId(rig.api.people.ann)
    await rig.slack.send(
      'slash_commands',
      slashCommand({
        who: { id: rig.api.people.ann },
        text: `reject ${post.id}@${post.version}`,
        responseUrl: rig.slack.responseUrl('typed'),
        triggerId,
      }),
    ).acked
    await rig.slack.until(() => rig.api.calls('views.update').length === 1 || rig.slack.said.length > 0)
    expect(view().words).toContain('Why?')
  })
})
