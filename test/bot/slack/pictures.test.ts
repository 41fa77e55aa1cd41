import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { MessageContent, Place, Sent } from '../../../src/bot/chat/chat-surface.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import { slackSurface } from '../../../src/bot/slack/slack-surface.ts'
import { sha256 } from '../../../src/domain/hash.ts'
import type { Media } from '../../../src/domain/post.ts'
import type { Fault } from '../../fakes/slack/fault-proxy.ts'
import { openSlackApi, type SeenMessage, type SlackApi } from '../../fakes/slack/web-api.ts'
import { aDraft, aPost, aVariant } from '../../given.ts'
import { aPng } from '../../images.ts'
import { cardOf } from '../chat/contents.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

let slack: SlackApi
beforeEach(async () => {
  slack = await openSlackApi()
})
afterEach(() => slack.stop())

/** A machine that is busy is slow, and not a Slack that does not answer. */
const timeoutMs = 600_000

/** A process of its own, that knows of no upload. */
function surface() {
  const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent, timeoutMs })
  return slackSurface({ client, draw: drawSlack, workspace: slack.workspace, timeoutMs })
}

const quay = aPng('quay')
const loft = aPng('loft')

function card(
  text: string,
  pictures: readonly (readonly [string, Uint8Array, Partial<Media>?])[],
): MessageContent {
  const media = pictures.map(([name, bytes, more]): Media => {
    return { name, sha256: sha256(bytes), mimeType: 'image/png', alt: `What ${name} shows`, ...more }
  })
  const images = media.map((one, index) => ({ ...one, bytes: pictures[index]?.[1] ?? new Uint8Array() }))
  return {
    kind: 'post',
    card: cardOf(aPost('in_review', aDraft({ variants: [aVariant({ text, media })] }))),
    images,
  }
}

const drawn = (content: MessageContent) => drawSlack(content, () => null)
const desk = (): Place => ({ channel: slack.channels.desk, thread: null })

function idOf(sent: Sent): string {
  if (sent.kind !== 'sent') throw new Error(`${sent.kind}: ${sent.reason}`)
  return sent.remoteId
}

type Picture = {
  readonly type: string
  readonly alt_text: string
  readonly slack_file: { readonly id: string }
}

function picturesIn(message: SeenMessage | undefined): readonly Picture[] {
  return (message?.blocks ?? []).filter(({ type }) => type === 'image') as never
}

async function pictures(): Promise<readonly Picture[]> {
  return picturesIn((await slack.messages(slack.channels.desk)).at(-1))
}

const uploads = () => slack.calls('upload').length

describe('a card with images', () => {
  it('shows each under its text, with its words, from bytes that Slack holds and no channel was told of', async () => {
    const sent = await surface().create(
      desk(),
      drawn(
        card('Fog', [
          ['quay.png', quay],
          ['loft.png', loft],
        ]),
      ),
      'post a',
    )
    expect(sent).toMatchObject({ kind: 'sent', lacks: null })
    const [message] = await slack.messages(slack.channels.desk)
    expect(message?.blocks?.map(({ type }) => type).slice(0, 4)).toEqual([
      'rich_text',
      'image',
      'image',
      'context',
    ])
    expect(picturesIn(message).map(({ alt_text }) => alt_text)).toEqual([
      'What quay.png shows',
      'What loft.png shows',
    ])
    expect(JSON.stringify(message?.blocks?.at(3))).toContain('quay.png: What quay.png shows')
    for (const { args } of slack.calls('files.completeUploadExternal'))
      expect(args).not.toHaveProperty('channel_id')
    expect(message?.metadata?.event_payload).toEqual({ key: 'post a' })
    expect(await slack.messages(slack.channels.desk)).toHaveLength(1)
  })

  it.each([
    [1, 'a'],
    [1, '"<quay> & fog" '],
    [10, '"<quay> & fog" '],
    [20, 'a'],
  ])('fits with the longest words for %i images, of which it shows ten: %j', async (count, words) => {
    const many = Array.from({ length: count }, (_, index) => {
      return [`${index}.png`, aPng(`${index}`), { alt: words.repeat(2000).slice(0, 2000) }] as const
    })
    const sent = await surface().create(desk(), drawn(card('Fog '.repeat(700), many)), 'post a')
    expect(sent).toMatchObject({ kind: 'sent', lacks: null })
    expect(await pictures()).toHaveLength(Math.min(count, 10))
  })

  it('brings each image once, whatever cards and changes show it', async () => {
    const room = surface()
    const id = idOf(await room.create(desk(), drawn(card('One', [['quay.png', quay]])), 'post a'))
    await room.create(desk(), drawn(card('Two', [['other-name.png', quay]])), 'post b')
    await room.update(
      { ...desk(), remoteId: id },
      drawn(
        card('One, edited', [
          ['quay.png', quay],
          ['loft.png', loft],
        ]),
      ),
    )
    expect(uploads()).toBe(2)
  })

  it('brings it once, too, where two messages are sent at the same moment', async () => {
    const room = surface()
    await Promise.all(
      ['a', 'b'].map((key) => room.create(desk(), drawn(card(key, [['quay.png', quay]])), key)),
    )
    expect(uploads()).toBe(1)
  })

  it('is drawn by what the images are, so that another process finds nothing to change', async () => {
    const content = card('Fog', [['quay.png', quay]])
    expect(JSON.stringify(drawn(content).kind === 'blocks' && drawn(content))).not.toMatch(/slack_file|"F0/)
    const first = JSON.stringify(drawn(content))
    await surface().create(desk(), drawn(content), 'post a')
    expect(JSON.stringify(drawn(content))).toBe(first)
    expect(JSON.stringify(drawn(card('Fog', [['quay.png', loft]])))).not.toBe(first)
    expect(JSON.stringify(drawn(card('Fog', [['quay.png', quay, { alt: 'Other words' }]])))).not.toBe(first)
  })

  it('names what Slack cannot show, and says where it can be seen', async () => {
    const content = card('Fog', [['quay.webp', quay, { mimeType: 'image/webp' }]])
    expect(await surface().create(desk(), drawn(content), 'post a')).toMatchObject({
      kind: 'sent',
      lacks: null,
    })
    expect(await pictures()).toEqual([])
    const [message] = await slack.messages(slack.channels.desk)
    expect(JSON.stringify(message?.blocks)).toContain('Slack cannot show quay.webp: see the web page.')
    expect(uploads()).toBe(0)
  })
})

describe('while Slack makes an image ready', () => {
  it('the card is there without it, and shows it with the next change', async () => {
    slack.keepFilesBusy()
    const room = surface()
    const content = drawn(card('Fog', [['quay.png', quay]]))
    const sent = await room.create(desk(), content, 'post a')
    expect(sent).toMatchObject({ kind: 'sent', lacks: { again: true } })
    expect(await pictures()).toEqual([])
    const [message] = await slack.messages(slack.channels.desk)
    expect(JSON.stringify(message?.blocks)).toContain('quay.png: What quay.png shows')
    slack.finishFiles()
    const changed = await room.update({ ...desk(), remoteId: idOf(sent) }, content)
    expect(changed).toMatchObject({ kind: 'sent', lacks: null })
    expect(await pictures()).toHaveLength(1)
    expect(uploads()).toBe(1)
    expect(await slack.messages(slack.channels.desk)).toHaveLength(1)
  })

  it('it is brought anew where somebody has deleted it', async () => {
    const room = surface()
    const content = drawn(card('Fog', [['quay.png', quay]]))
    const remoteId = idOf(await room.create(desk(), content, 'post a'))
    const [shown] = await pictures()
    slack.removeFile(shown?.slack_file.id ?? '')
    const lacks: unknown[] = []
    for (let time = 0; time < 5; time++) {
      const sent = await room.update({ ...desk(), remoteId }, content)
      lacks.push(sent.kind === 'sent' ? sent.lacks : sent)
    }
    expect(lacks.at(-1)).toBeNull()
    expect(await pictures()).toHaveLength(1)
    expect(uploads()).toBe(2)
  })

  it('it is given up in the end, and asked for no more', async () => {
    slack.keepFilesBusy()
    const room = surface()
    const content = drawn(card('Fog', [['quay.png', quay]]))
    let sent = await room.create(desk(), content, 'post a')
    const remoteId = idOf(sent)
    let times = 1
    while (sent.kind === 'sent' && sent.lacks?.again) {
      sent = await room.update({ ...desk(), remoteId }, content)
      times++
    }
    expect(times).toBe(8)
    const calls = slack.calls().length
    expect(await room.update({ ...desk(), remoteId }, content)).toMatchObject({
      kind: 'sent',
      lacks: { again: false },
    })
    expect(slack.calls()).toHaveLength(calls + 1)
  })
})

const passing: readonly (readonly [string, Fault])[] = [
  ['files.getUploadURLExternal', { kind: 'rate_limited', retryAfter: 30 }],
  ['files.getUploadURLExternal', { kind: 'drop' }],
  ['files.getUploadURLExternal', { kind: 'status', status: 500 }],
  ['upload', { kind: 'status', status: 503 }],
  ['upload', { kind: 'drop' }],
  ['files.completeUploadExternal', { kind: 'lost_answer' }],
  ['files.completeUploadExternal', { kind: 'error', code: 'file_not_found' }],
]

describe('an upload that fails', () => {
  it.each(passing)(
    'keeps no card away, and is made again with its next change: %s %j',
    async (method, fault) => {
      slack.fault(method, fault)
      const room = surface()
      const content = drawn(
        card('Fog', [
          ['quay.png', quay],
          ['loft.png', loft],
        ]),
      )
      const sent = await room.create(desk(), content, 'post a')
      expect(sent).toMatchObject({ kind: 'sent', lacks: { again: true } })
      // The one that did arrive is shown.
      expect(await pictures()).toHaveLength(1)
      await room.update({ ...desk(), remoteId: idOf(sent) }, content)
      expect(await pictures()).toHaveLength(2)
    },
  )

  it.each(['missing_scope', 'file_uploads_disabled', 'storage_limit_reached'])(
    'is not asked for again where Slack will not have it: %s',
    async (code) => {
      slack.fault('files.getUploadURLExternal', { kind: 'error', code }, 5)
      const room = surface()
      const content = drawn(card('Fog', [['quay.png', quay]]))
      const sent = await room.create(desk(), content, 'post a')
      expect(sent).toMatchObject({ kind: 'sent', lacks: { again: false } })
      await room.update({ ...desk(), remoteId: idOf(sent) }, content)
      expect(slack.calls('files.getUploadURLExternal')).toHaveLength(1)
      expect(await slack.messages(slack.channels.desk)).toHaveLength(1)
    },
  )

  it('says that a card was refused only if it is refused without images, too', async () => {
    slack.fault('chat.postMessage', { kind: 'error', code: 'invalid_blocks' }, 2)
    const sent = await surface().create(desk(), drawn(card('Fog', [['quay.png', quay]])), 'post a')
    expect(sent.kind).toBe('refused')
  })

  it('leaves open what nobody can tell: the card itself may have arrived', async () => {
    slack.fault('chat.postMessage', { kind: 'lost_answer' })
    const sent = await surface().create(desk(), drawn(card('Fog', [['quay.png', quay]])), 'post a')
    expect(sent.kind).toBe('unknown')
    expect(await pictures()).toHaveLength(1)
  })
})
