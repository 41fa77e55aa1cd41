import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readInteraction } from '../../../src/bot/discord/envelope.ts'
import { parseAckedClick } from '../../../src/bot/discord/acked-click.ts'

const member = {
  user: { id: '11', username: 'ann', global_name: 'Ann Lee' },
  nick: null,
  roles: ['31', '32'],
  permissions: '0',
}
const base = {
  id: '1441000000000000000',
  application_id: '1',
  token: 'aW50ZXJhY3Rpb24.x_-9',
  version: 1,
  guild_id: '5',
  channel_id: '7',
  channel: { id: '7', type: 0, parent_id: '6' },
  member,
}
const sender = {
  user: '11',
  name: 'Ann Lee',
  isBot: false,
  isPending: false,
  guild: '5',
  roles: ['31', '32'],
}
const common = { id: base.id, token: base.token, sender, channel: '7', room: '7' }

const button = { type: 2, custom_id: 'a|b|1' }
const press = {
  ...base,
  type: 3,
  data: { component_type: 2, custom_id: 'a|b|1' },
  message: { id: '9', flags: 32_768, components: [{ type: 1, components: [button] }] },
}
const command = {
  ...base,
  type: 2,
  data: {
    name: 'greenroom',
    options: [{ type: 1, name: 'hold', options: [{ type: 3, name: 'post', value: 'x@3' }] }],
  },
}
const submission = {
  ...base,
  type: 5,
  data: {
    custom_id: 'form|whole|-|reject|x|1',
    components: [
      { type: 10, id: 1 },
      { type: 18, id: 2, component: { type: 21, custom_id: 'reason', value: null } },
      { type: 18, id: 3, component: { type: 4, custom_id: 'note', value: '' } },
      { type: 18, id: 4, component: { type: 19, custom_id: 'file', values: ['77'] } },
    ],
    resolved: {
      attachments: { 77: { id: '77', filename: 'a.txt', size: 3, url: 'https://cdn.example/a.txt' } },
    },
  },
}

describe('an interaction is read', () => {
  it('a button: what it carries, who pressed it by the envelope, and what else there is to press', () => {
    expect(readInteraction(press)).toEqual({
      ...common,
      kind: 'press',
      value: 'a|b|1',
      isChoice: false,
      on: { message: '9', flags: 32_768, hasMenu: false, isPrivate: false, others: 0 },
    })
  })

  it('a menu: what was chosen', () => {
    const data = { component_type: 3, custom_id: 'menu|x|y', values: ['c|d|2'] }
    expect(readInteraction({ ...press, data })).toMatchObject({
      kind: 'press',
      value: 'c|d|2',
      isChoice: true,
    })
  })

  it('what lies in rows, sections and containers of a private message is counted', () => {
    const components = [
      { type: 17, components: [{ type: 9, components: [{ type: 10, content: 'x' }], accessory: button }] },
      { type: 1, components: [button, { type: 2, style: 5, url: 'https://example.com' }] },
    ]
    const message = { id: '9', flags: 32_832, components }
    expect(readInteraction({ ...press, message })).toMatchObject({ on: { isPrivate: true, others: 1 } })
  })

  it('a form: every input with its values, the files among them', () => {
    expect(readInteraction(submission)).toEqual({
      ...common,
      kind: 'submission',
      value: 'form|whole|-|reject|x|1',
      on: null,
      inputs: [
        { id: 'reason', values: [], files: [] },
        { id: 'note', values: [''], files: [] },
        {
          id: 'file',
          values: ['77'],
          files: [{ name: 'a.txt', size: 3, url: 'https://cdn.example/a.txt' }],
        },
      ],
    })
  })

  it('a command, and one that is being typed', () => {
    const options = [{ name: 'post', value: 'x@3' }]
    expect(readInteraction(command)).toEqual({ ...common, kind: 'command', name: 'hold', options })
    const [sub] = command.data.options
    const typing = [{ ...sub, options: [{ type: 3, name: 'post', value: 'x', focused: true }] }]
    expect(
      readInteraction({ ...command, type: 4, data: { ...command.data, options: typing } }),
    ).toMatchObject({ kind: 'autocomplete', name: 'hold', focused: { name: 'post', value: 'x' } })
  })

  it('in a thread, the room is the channel that it belongs to', () => {
    const channel = { id: '8', type: 11, parent_id: '7' }
    expect(readInteraction({ ...press, channel_id: '8', channel })).toMatchObject({ channel: '8', room: '7' })
  })

  it('in a direct message there are neither guild nor roles', () => {
    const { member: _, guild_id: __, ...rest } = press
    expect(readInteraction({ ...rest, user: member.user })).toMatchObject({
      sender: { user: '11', guild: null, roles: [] },
    })
  })

  it('the guild calls somebody as they are called there', () => {
    expect(readInteraction({ ...press, member: { ...member, nick: 'Annie' } })).toMatchObject({
      sender: { name: 'Annie' },
    })
    const user = { id: '11', username: 'ann' }
    expect(readInteraction({ ...press, member: { ...member, user } })).toMatchObject({
      sender: { name: 'ann' },
    })
  })

  it.each([
    ['another type', { ...press, type: 9 }],
    ['an id that is none', { ...press, id: '../1' }],
    ['a token that would lead elsewhere', { ...press, token: '../../channels/1' }],
    ['a token with a query', { ...press, token: 'x?wait=true' }],
    ['nobody', { ...press, member: undefined }],
    ['a member of no guild', { ...press, guild_id: undefined }],
    ['no message under the button', { ...press, message: undefined }],
    ['another command', { ...command, data: { ...command.data, name: 'other' } }],
    ['a command without its word', { ...command, data: { name: 'greenroom', options: [] } }],
    [
      'a form that carries too much',
      { ...submission, data: { ...submission.data, custom_id: 'x'.repeat(101) } },
    ],
  ])('unless it has %s', (_, body) => {
    expect(() => readInteraction(body)).toThrow()
  })

  it('or is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(() => readInteraction(body)).toThrow()
      }),
    )
  })
})

describe('what is kept', () => {
  it.each([press, command, submission])('is read as it was: %#', (body) => {
    const waiting = { click: readInteraction(body), ack: 'reply' }
    expect(parseAckedClick(JSON.parse(JSON.stringify(waiting)))).toEqual(waiting)
  })

  it('is refused where its token would lead elsewhere', () => {
    const click = { ...readInteraction(press), token: '../x' }
    expect(() => parseAckedClick({ click, ack: 'reply' })).toThrow()
  })
})
