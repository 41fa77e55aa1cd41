import { describe, expect, it } from '@jest/globals'
import { button, message, row, text } from './clients.ts'
import type { Call } from './call.ts'
import { breachesOfSpec, specFile } from './openapi.ts'
import { breachesOfRules } from './rules.ts'

if (specFile === undefined)
  console.warn('shared/specs/discord/openapi.json is not there, so calls are not held against it.')
const withSpec = specFile === undefined ? it.skip : it

const long = (length: number) => 'x'.repeat(length)
const select = (more: object) => ({ type: 3, custom_id: 's', options: [{ label: 'a', value: 'a' }], ...more })
const options = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ label: `${at}`, value: `${at}` }))
const manners = { allowed_mentions: { parse: [] }, nonce: 'n', enforce_nonce: true }

function call(route: string, body: unknown, more: Partial<Call> = {}): Call {
  const [method = '', path = ''] = route.replaceAll(':id', '1').replace(':token', 'x').split(' ')
  const agent = 'DiscordBot (https://example.org, 1)'
  return { route, method, path, query: {}, body, files: [], token: 't', agent, at: new Date(0), ...more }
}
const send = (body: object, more: Partial<Call> = {}) => call('POST /channels/:id/messages', body, more)
const byRules = (one: Call, isV2 = false) => breachesOfRules(one, { isV2 }).join('\n')
const bySpec = (one: Call) => breachesOfSpec(one).join('\n')
const file = (name: string) => ({ field: 'files[0]', name, type: 'image/png', bytes: Buffer.from('x') })

describe('what Discord would refuse in a message', () => {
  it.each<[string, object, string]>([
    ['a long text', { ...manners, content: long(2001) }, 'content has 2001 characters'],
    ['nothing', { ...manners }, 'an empty message'],
    ['content beside V2', { ...message(text('x')), content: 'x' }, 'content beside Components V2'],
    ['embeds beside V2', { ...message(text('x')), embeds: [{}] }, 'embeds beside Components V2'],
    ['V2 without its flag', { ...message(text('x')), flags: 0 }, 'without its flag'],
    ['41 components', message(...Array.from({ length: 41 }, () => text('x'))), '41 components'],
    [
      'hidden ones among 41',
      message({ type: 17, components: Array.from({ length: 40 }, () => text('x')) }),
      '41 components',
    ],
    ['4001 characters', message(text(long(4000)), text('x')), '4001 characters of text'],
    ['two of one custom_id', message(row(button('a'), button('a'))), 'one custom_id a'],
    ['two of one id', message({ ...text('x'), id: 7 }, { ...text('y'), id: 7 }), 'one id 7'],
    ['an empty row', message(row()), 'an empty row'],
    ['six buttons', message(row(...[1, 2, 3, 4, 5, 6].map((at) => button(`${at}`)))), '6 buttons in a row'],
    ['a button beside a select', message(row(button('a'), select({}))), 'something beside a select'],
    ['a button that leads nowhere', message(row(button('a', { custom_id: undefined }))), 'leads nowhere'],
    [
      'a link with a custom_id',
      message(row(button('a', { style: 5, url: 'https://a.example' }))),
      'leads nowhere',
    ],
    ['a button without words', message(row(button('a', { label: '' }))), 'without label'],
    [
      'two options of one value',
      message(row(select({ options: [...options(2), ...options(1)] }))),
      'two options of one value',
    ],
    [
      'more to choose than there is',
      message(row(select({ max_values: 2 }))),
      'max_values over the 1 options',
    ],
    ['an empty text', message(text(' ')), 'an empty text'],
    ['no pictures', message({ type: 12, items: [] }), '0 pictures'],
    [
      'a picture that is not there',
      message({ type: 12, items: [{ media: { url: 'attachment://a.png' } }] }),
      'no file a.png',
    ],
  ])('is %s', (_, body, breach) => expect(byRules(send(body))).toContain(breach))

  it('is a file that nothing shows or describes', () => {
    const shown = { type: 12, items: [{ media: { url: 'attachment://a.png' } }] }
    const told = { attachments: [{ id: '0', filename: 'a.png', description: 'A harbour' }] }
    expect(byRules(send({ ...message(shown), ...told }, { files: [file('a.png')] }))).toBe('')
    expect(byRules(send(message(shown), { files: [file('a.png')] }))).toBe(
      'nothing is told of the file a.png',
    )
    const silent = { attachments: [{ id: '0', filename: 'a.png' }] }
    expect(byRules(send({ ...message(shown), ...silent }, { files: [file('a.png')] }))).toContain(
      'no description',
    )
    expect(byRules(send({ ...message(text('x')), ...told }, { files: [file('a.png')] }))).toContain(
      'nothing shows',
    )
  })

  it('is not what just fits', () => {
    const rows = [row(...[1, 2, 3, 4, 5].map((at) => button(`${at}`))), row(select({ options: options(25) }))]
    expect(byRules(send(message(text(long(4000)), ...rows)))).toBe('')
    expect(bySpec(send(message(text(long(4000)), ...rows)))).toBe('')
  })

  it.each<[string, string, object, string]>([
    [
      'a message',
      'POST /channels/:id/messages',
      { content: 'x', nonce: 'n', enforce_nonce: true },
      'could ping',
    ],
    [
      'a message',
      'POST /channels/:id/messages',
      { ...manners, content: 'x', enforce_nonce: false },
      'without nonce',
    ],
    ['a change', 'PATCH /channels/:id/messages/:id', { content: 'x' }, 'could ping'],
    [
      'an answer',
      'POST /interactions/:id/:token/callback',
      { type: 4, data: { content: 'x' } },
      'could ping',
    ],
    [
      'an answer in its place',
      'POST /interactions/:id/:token/callback',
      { type: 7, data: { content: 'x' } },
      'could ping',
    ],
    [
      'a follow-up',
      'POST /webhooks/:id/:token',
      { content: 'x', allowed_mentions: { parse: ['users'] } },
      'could ping',
    ],
    ['what was deferred', 'PATCH /webhooks/:id/:token/messages/@original', { content: 'x' }, 'could ping'],
  ])('is %s by %s without our manners', (_, route, body, breach) =>
    expect(byRules(call(route, body))).toContain(breach),
  )

  it.each([
    ['a room', 'POST /channels/:id/messages'],
    ['a change', 'PATCH /channels/:id/messages/:id'],
    ['an answer', 'PATCH /webhooks/:id/:token/messages/@original'],
  ])('is a link of ours that unfurls in %s', (_, route) => {
    const agent = 'DiscordBot (https://example.org, 1) Greenroom'
    const body = message(text('x'))
    expect(byRules(call(route, body, { agent }))).toContain('could unfurl')
    expect(byRules(call(route, { ...body, flags: body.flags | 4 }, { agent }))).toBe('')
  })

  it('is a client that does not say who it is', () =>
    expect(byRules(send(message(text('x')), { agent: 'node' }))).toContain('User-Agent'))
})

describe('what Discord would refuse in a modal', () => {
  const modal = (...components: readonly object[]) =>
    call('POST /interactions/:id/:token/callback', {
      type: 9,
      data: { custom_id: 'm', title: 'm', components },
    })
  const input = (more: object = {}) => ({
    type: 18,
    label: 'x',
    component: { type: 4, custom_id: 'i', style: 1, ...more },
  })

  it.each<[string, Call, string]>([
    [
      'six rows',
      modal(...[1, 2, 3, 4, 5, 6].map((at) => input({ custom_id: `${at}` }))),
      '6 rows in a modal',
    ],
    ['a text that does not fit', modal(input({ max_length: 2, value: 'abc' })), 'longer than its field'],
    ['two fields of one custom_id', modal(input(), input()), 'one custom_id i'],
  ])('is %s', (_, one, breach) => expect(byRules(one)).toContain(breach))

  it('is not what just fits', () => {
    const rows = [1, 2, 3, 4, 5].map((at) =>
      input({ custom_id: `${at}`, value: long(4000), max_length: 4000 }),
    )
    expect([byRules(modal(...rows)), bySpec(modal(...rows))]).toEqual(['', ''])
  })

  withSpec('is a label of 46 characters, by its own description', () =>
    expect(bySpec(modal({ ...input(), label: long(46) }))).toContain(
      '/label must NOT have more than 45 characters',
    ),
  )
})

describe('what Discord would refuse in a command', () => {
  const command = (more: object) =>
    call('PUT /applications/:id/commands', [{ name: 'greenroom', description: 'x', ...more }])
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more })
  const many = (count: number) => Array.from({ length: count }, (_, at) => option(`o${at}`))

  it.each<[string, object, string]>([
    ['a name in capitals', { name: 'Greenroom' }, '/Greenroom may not be called so'],
    ['a name of two words', { options: [option('a b')] }, '/greenroom a b may not be called so'],
    ['26 options', { options: many(26) }, 'has 26 options'],
    ['no description', { description: '' }, 'no fitting description'],
    ['two options of one name', { options: [option('a'), option('a')] }, 'two options of one name'],
    [
      'a needed option too late',
      { options: [option('a'), option('b', { required: true })] },
      'a needed option after',
    ],
    [
      'subcommands beside options',
      { options: [{ ...option('a'), type: 1 }, option('b')] },
      'mixes subcommands',
    ],
    [
      'too many words',
      {
        options: many(25).map((one) => ({
          ...one,
          description: long(100),
          choices: Array.from({ length: 10 }, (_, at) => ({ name: long(30), value: `${at}` })),
        })),
      },
      'characters, 8000 are allowed',
    ],
  ])('is %s', (_, more, breach) => expect(byRules(command(more))).toContain(breach))

  it('is not what just fits', () => {
    const subcommands = many(25).map((one) => ({
      ...one,
      type: 1,
      options: [option('post', { autocomplete: true })],
    }))
    const fits = command({ options: subcommands, default_member_permissions: '0' })
    expect([byRules(fits), bySpec(fits)]).toEqual(['', ''])
  })
})

describe("what Discord's own description refuses", () => {
  withSpec.each<[string, Call, string]>([
    ['another type', send({ ...manners, content: 5 }), 'body/content must be string,null'],
    ['a field that there is none of', send({ ...message(text('x')), enforceNonce: true }), 'enforceNonce'],
    [
      'a component of another kind',
      send(message({ type: 99 })),
      'body/components/0/type must be equal to one of',
    ],
    [
      'one deep inside',
      send(message({ type: 17, components: [text(''), row(button('a'))] })),
      '/components/0/components/0/content must NOT have fewer than 1',
    ],
    [
      'a query out of bounds',
      call('GET /channels/:id/messages', null, { query: { limit: '101' } }),
      'limit must be <= 100',
    ],
    [
      'a query that there is none of',
      call('GET /channels/:id', null, { query: { full: '1' } }),
      'there is no query full',
    ],
    ['an id that is none', call('GET /channels/abc', null), 'channel_id must match pattern'],
    ['a path that there is none of', call('GET /feelings', null), 'Discord has no GET /feelings'],
    ['a body where none is taken', call('POST /channels/:id/typing', { a: 1 }), 'takes no body'],
  ])('is %s', (_, one, breach) => expect(bySpec(one)).toContain(breach))

  withSpec('is not what it forgets: moving emoji, permissions as a string, a nonce on a follow-up', () => {
    const emoji = { id: '1', name: 'x', animated: true }
    expect(bySpec(send(message(row(button('a', { emoji })))))).toBe('')
    expect(
      bySpec(call('PATCH /webhooks/:id/:token/messages/@original', { content: 'x', enforce_nonce: true })),
    ).toBe('')
  })
})
