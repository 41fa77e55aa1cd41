import { describe, expect, it } from '@jest/globals'
import { askWorkspace } from '../../../src/bot/slack/identity.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import { breachesOf } from './sizes.ts'
import { openSlackApi } from './web-api.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
const plain = (text: string) => ({ type: 'plain_text', text })
const button = { type: 'button', text: plain('Go'), action_id: 'a', value: 'v' }
const inSection = (text: string) => ({ type: 'section', text: plain(text) })

describe('the stand-in for Slack', () => {
  it('refuses what Slack would, and says so at the end', async () => {
    const slack = await openSlackApi()
    const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
    const asked = { channel: slack.channels.desk, text: 'x', unfurl_links: true, unfurl_media: false }
    await expect(client.chat.postMessage(asked)).rejects.toMatchObject({ data: { error: 'invalid_blocks' } })
    expect(await slack.messages(slack.channels.desk)).toEqual([])
    await expect(slack.stop()).rejects.toThrow('chat.postMessage: links would unfurl')
  })

  it('listens on loopback only', async () => {
    const slack = await openSlackApi()
    expect(new URL(slack.url).hostname).toBe('127.0.0.1')
    await slack.stop()
  })

  it('is the workspace that it says it is', async () => {
    const slack = await openSlackApi()
    const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
    expect(await askWorkspace(client)).toEqual(slack.workspace)
    await slack.stop()
  })

  it('says with each answer what the token may do', async () => {
    const slack = await openSlackApi(['chat:write'])
    const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
    expect((await client.auth.test()).response_metadata?.scopes).toEqual(['chat:write'])
    await slack.stop()
  })

  it('knows guests, strangers and people who have left', async () => {
    const slack = await openSlackApi()
    const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
    const ask = async (user: string) => (await client.users.info({ user })).user
    expect(await ask(slack.people.ann)).toMatchObject({ team_id: slack.bot.teamId, deleted: false })
    expect(await ask(slack.people.gus)).toMatchObject({ is_restricted: true })
    expect(await ask(slack.people.stella)).toMatchObject({ is_stranger: true, team_id: 'T0ELSEWHERE' })
    expect(await ask(slack.people.dora)).toMatchObject({ deleted: true })
    await slack.stop()
  })

  it('shows modals and homes as they stand now', async () => {
    const slack = await openSlackApi()
    const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
    const view = (text: string) => ({
      type: 'modal' as const,
      title: { type: 'plain_text' as const, text },
      blocks: [{ type: 'divider' as const }],
    })
    const user = slack.people.ann
    const trigger = { trigger_id: await slack.triggerId(user) }
    const opened = await client.views.open({ ...trigger, view: view('Wait') })
    await expect(client.views.open({ ...trigger, view: view('Wait') })).rejects.toMatchObject({
      data: { error: 'exchanged_trigger_id' },
    })
    await client.views.update({ view_id: opened.view?.id ?? '', view: view('Edit') })
    expect(slack.views()).toMatchObject([{ title: { text: 'Edit' } }])
    expect(slack.home(user)).toBeNull()
    await client.views.publish({ user_id: user, view: { type: 'home', blocks: [{ type: 'divider' }] } })
    expect(slack.home(user)).toMatchObject({ type: 'home' })
    await slack.stop()
  })
})

describe('the sizes of Slack', () => {
  const long = (length: number) => 'x'.repeat(length)
  it.each<[string, object, string]>([
    ['51 blocks', { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, '51 blocks'],
    ['a long section', { blocks: [inSection(long(3001))] }, 'section.text has 3001'],
    ['a long header', { blocks: [{ type: 'header', text: plain(long(151)) }] }, 'header.text has 151'],
    ['an empty text', { blocks: [inSection('')] }, 'plain_text is empty'],
    [
      'a long button',
      { blocks: [{ type: 'actions', elements: [{ ...button, text: plain(long(76)) }] }] },
      'button.text has 76',
    ],
    [
      'two elements of one id',
      { blocks: [{ type: 'actions', elements: [button, button] }] },
      'two elements of one action_id',
    ],
    ['an empty row', { blocks: [{ type: 'actions', elements: [] }] }, 'actions is empty'],
    [
      'six entries of a menu',
      { blocks: [{ type: 'actions', elements: [{ type: 'overflow', options: Array.from({ length: 6 }) }] }] },
      'overflow.options has 6',
    ],
    [
      'a long entry',
      {
        blocks: [
          {
            type: 'section',
            text: plain('x'),
            accessory: { type: 'overflow', options: [{ value: long(151) }] },
          },
        ],
      },
      'options.value has 151',
    ],
    [
      'a long confirmation',
      { blocks: [{ type: 'actions', elements: [{ ...button, confirm: { text: plain(long(301)) } }] }] },
      'confirm.text has 301',
    ],
    ['a kind of block that is none', { blocks: [{ type: 'marquee' }] }, 'Slack knows no marquee'],
    [
      'too much in sum',
      { blocks: Array.from({ length: 5 }, () => inSection(long(2900))) },
      'too long in sum',
    ],
  ])('do not allow %s', (_, body, breach) => {
    expect(breachesOf('message', { ...body }).join('\n')).toContain(breach)
  })

  it('allow what just fits', () => {
    const blocks = [
      inSection(long(3000)),
      { type: 'actions', elements: [button, { ...button, action_id: 'b' }] },
    ]
    expect(breachesOf('message', { text: 'x', blocks })).toEqual([])
    expect(breachesOf('change', { text: long(4001), blocks })).toHaveLength(1)
    expect(breachesOf('view', { title: plain(long(25)) })).toEqual([
      'view.title has 25 characters, 24 are allowed',
    ])
  })
})
