import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { runCommand } from '../../../src/bot/chat/commands.ts'
import { readOptions } from '../../../src/bot/chat/commands/read.ts'
import { commands, specOf, type CommandName } from '../../../src/bot/chat/commands/table.ts'
import { choicesFor, completions } from '../../../src/bot/discord/autocomplete.ts'
import { handle } from '../../../src/bot/handle.ts'
import type { Autocomplete } from '../../../src/bot/discord/envelope.ts'
import type { Identity } from '../../../src/bot/identity.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import type { PostQuery, Store } from '../../../src/ports.ts'
import { textOf } from '../chat/chat-desk.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

const room = '77'
const shop: Brand = {
  ...harbour,
  rooms: [{ surface: 'discord', channel: room }],
  groups: [{ name: 'Lookers', roles: ['viewer'], surface: 'discord', id: '900' }],
}
const fern: Brand = {
  ...harbour,
  id: 'blue-fern',
  name: 'Blue *Fern* <@&1> \u202e',
  rooms: [{ surface: 'discord', channel: '78' }],
}
const ann: Identity = { surface: 'discord', id: '11' }
const looker: Identity = { surface: 'discord', id: '51', name: 'Mia', groups: ['900'] }
const stranger: Identity = { surface: 'discord', id: '66', groups: ['901'] }

async function drafted(brands: readonly Brand[] = [shop]): Promise<Desk> {
  const desk = await openDesk('2026-11-20T05:10:00Z', brands)
  await desk.draft()
  return desk
}

/** Longer than any machine takes: how long it may take is a rule of its own. */
const patientMs = 600_000

type Asking = {
  readonly who?: Identity
  readonly channel?: string | null
  readonly others?: Readonly<Record<string, string>>
}

/** `plan day:mo`: what is offered for the last option. */
function offered(desk: Desk, line: string, { who = ann, channel = room, others = {} }: Asking = {}) {
  const [command = '', option = '', ...typed] = line.split(/[ :]/)
  return completions(
    desk.deps,
    { who, where: { surface: 'discord', channel } },
    { command, option, typed: typed.join(' '), others },
    patientMs,
  )
}

async function names(...asking: Parameters<typeof offered>) {
  return (await offered(...asking)).map(({ name }) => name)
}
async function values(...asking: Parameters<typeof offered>) {
  return (await offered(...asking)).map(({ value }) => value)
}

describe('choices for a post', () => {
  it('say where, when, how it stands and how it begins; the nearest first', async () => {
    const found = await names(await drafted(), 'approve post:')
    expect(found.slice(0, 3)).toEqual([
      'LinkedIn @north-harbour-coffee · 09:00 · In review, low risk · What does “roasted to order” mean? I…',
      'X @northharbour · 12:00 · In review, low risk · Every bag names the farm and the price paid to it.…',
      'Facebook @northharbourcoffee · 14:00 · In review, low risk · Fog this morning. The ferry was late,…',
    ])
    expect(found).toHaveLength(25)
    expect(found[3]).toContain('Planned')
  })

  it.each<[CommandName, string]>([
    ['approve', 'facebook'],
    ['hold', 'facebook'],
    ['undo', 'x'],
    ['release', 'linkedin'],
    ['choose', 'linkedin'],
  ])('begin with those that %s can do something about', async (command, first) => {
    const desk = await drafted()
    const press = async (network: 'x' | 'linkedin', fields: Record<string, string>) => {
      const { id, version } = await desk.post(network)
      const { outcome } = await handle(desk.deps, ann, { postId: id, version, ...fields })
      expect(outcome).toBe('done')
    }
    await press('x', { verb: 'approve' })
    await press('linkedin', { verb: 'hold', reason: 'later' })
    const open = await values(desk, `${command} post:`)
    const stands = await Promise.all(open.slice(0, 3).map((id) => desk.deps.store.post(id)))
    const networks = stands.map((post) => post?.account.network)
    expect(command === 'hold' ? networks[1] : networks[0]).toBe(first)
  })

  it('are found by anything in their line, or by a part of the id', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    for (const typed of [
      'every BAG farm',
      '@northharbour every',
      id,
      id.slice(-8),
      'low risk northharbour every',
      id.toUpperCase(),
    ])
      expect((await values(desk, `show post:${typed}`))[0]).toBe(id)
    expect(await values(desk, 'show post:nothing like it')).toEqual([])
  })

  it('keep the version that was typed, and add none: nobody has seen a post who reads its beginning', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    expect(await values(desk, `approve post:${id}@1`)).toEqual([`${id}@1`])
    for (const value of await values(desk, 'approve post:')) expect(value).not.toContain('@')
  })

  it('name one that is far off by its whole id', async () => {
    const desk = await drafted()
    const far = (await desk.deps.store.posts({ brand: shop.id })).at(-1)
    expect(far?.dueAt.getTime()).toBeGreaterThan(Date.parse('2026-12-10'))
    expect(await values(desk, `show post:${far?.id ?? ''}`)).toEqual([far?.id])
    expect(await values(desk, `show post:${far?.id ?? ''}`, { who: stranger })).toEqual([])
  })

  it('read a bounded part of the calendar', async () => {
    const desk = await drafted()
    const asked: PostQuery[] = []
    const watching = new Proxy(desk.deps.store, {
      get(store, key) {
        if (key !== 'posts') return Reflect.get(store, key, store) as unknown
        return (query: PostQuery) => {
          asked.push(query)
          return store.posts(query)
        }
      },
    })
    const typist = { who: ann, where: { surface: 'discord', channel: room } as const }
    const typing = { command: 'show', option: 'post', typed: '', others: {} }
    await completions({ ...desk.deps, store: watching }, typist, typing, patientMs)
    expect(asked).toHaveLength(1)
    const [{ brand, dueFrom, dueBefore } = {}] = asked
    expect(brand).toBe(shop.id)
    expect((dueBefore?.getTime() ?? Infinity) - (dueFrom?.getTime() ?? 0)).toBeLessThan(30 * 86_400_000)
  })
})

describe('choices for the other options', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'plan day:',
      {},
      ['Today · Friday 20 November · 2026-11-20', 'Tomorrow · Saturday 21 November · 2026-11-21'],
    ],
    ['plan day:mon', {}, ['Monday 23 November · 2026-11-23', 'Monday 30 November · 2026-11-30']],
    ['plan day:2027-06-01', {}, ['Tuesday 1 June · 2027-06-01']],
    [
      'move time:',
      {},
      [
        '09:00 · usual for LinkedIn @north-harbour-coffee',
        '12:00 · usual for X @northharbour',
        '14:00 · usual for Facebook @northharbourcoffee',
        '08:00',
        '08:30',
      ],
    ],
    ['move time:facebook', {}, ['14:00 · usual for Facebook @northharbourcoffee']],
    ['move time:18', {}, ['18:00', '18:30', '18:15', '18:45']],
    ['move time:7.05', {}, ['07:05']],
    ['report week:', {}, ['2026-W46 · Mon 9 Nov to Sun 15 Nov']],
    ['queue network:', {}, ['LinkedIn', 'X', 'Facebook']],
    ['queue network:face', {}, ['Facebook']],
    ['queue brand:', {}, ['North Harbour Coffee']],
    ['choose variant:', {}, []],
    ['hold reason:not', {}, []],
    ['approve sure:', {}, []],
    ['nonsense post:', {}, []],
    ['constructor constructor:', {}, []],
  ])('%s offers what fits, most likely first', async (line, others, first) => {
    const found = await names(await drafted(), line, { others })
    expect(found.slice(0, first.length)).toEqual(first)
    if (first.length === 0) expect(found).toEqual([])
  })

  it('a variant is one of the post that was named', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    for (const post of [id, `${id}@1`])
      expect(await names(desk, 'choose variant:', { others: { post } })).toEqual([
        'A · low risk, the one that would go out · Every bag names the farm and the price paid to it. Some p…',
        'B · low risk · Who grew it, and what were they paid? It is printed on the…',
        'C · medium risk · Small print, on purpose: the farm, the harvest, the price p…',
      ])
    expect(await names(desk, 'choose variant:', { who: stranger, others: { post: id } })).toEqual([])
  })

  it('weeks are those that have a report, newest first', async () => {
    const desk = await drafted()
    const week = await desk.report()
    const found = await values(desk, 'report week:')
    expect(found).toContain(week)
    expect(found).toEqual(found.toSorted().toReversed())
  })

  it('what is offered is taken', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    for (const { name, options } of commands)
      for (const option of options) {
        const found = await offered(desk, `${name} ${option.name}:`, { others: { post: id } })
        const first = found[0]
        if (!first) continue
        const needed = specOf(name).options.some(({ required }) => required) ? { post: id } : {}
        expect(readOptions(name, { ...needed, [option.name]: first.value })).toMatchObject({ name })
      }
    const where = { surface: 'discord', channel: room } as const
    const days = await values(desk, 'plan day:tomorrow')
    const answer = await runCommand(desk.deps, ann, where, readOptions('plan', { day: days[0] }))
    expect(textOf(answer)).toContain('Saturday 21 November')
  })
})

describe('who is offered what', () => {
  it('a stranger is offered nothing at all', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    for (const { name, options } of commands)
      for (const option of options)
        for (const channel of [room, null])
          expect(
            await offered(desk, `${name} ${option.name}:`, { who: stranger, channel, others: { post: id } }),
          ).toEqual([])
  })

  it('whoever holds a role that may look is offered what there is', async () => {
    expect(await values(await drafted(), 'show post:', { who: looker })).toHaveLength(25)
  })

  it('nothing of another brand is offered to those who do not review it', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [shop, fern])
    expect(await names(desk, 'queue brand:', { who: looker })).toEqual(['North Harbour Coffee'])
    expect(await names(desk, 'queue network:', { who: looker, channel: '78' })).toEqual([])
    expect(await names(desk, 'queue network:', { who: looker, others: { brand: fern.id } })).toEqual([])
  })

  it('the brand of the room comes first, and the one that was named counts', async () => {
    const small = { ...fern, accounts: fern.accounts.slice(0, 1) }
    const desk = await openDesk('2026-11-20T05:10:00Z', [shop, small])
    expect(await values(desk, 'queue brand:', { channel: '78' })).toEqual([fern.id, shop.id])
    expect(await values(desk, 'queue network:', { others: { brand: fern.id } })).toEqual(['linkedin'])
    expect(await values(desk, 'queue network:', { others: { brand: 'blue' } })).toEqual(['linkedin'])
    expect(await values(desk, 'queue network:', { others: { brand: 'none such' } })).toEqual([])
  })
})

describe('within what Discord takes', () => {
  it('signs that nobody sees are named, and the rest is plain text', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [fern])
    expect(await names(desk, 'queue brand:')).toEqual(['Blue *Fern* <@&1> [U+202E right-to-left override]'])
  })

  it('whatever a text begins with, a choice has 1 to 100 characters on one line', async () => {
    const desk = await drafted()
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 3000 })
    await fc.assert(
      fc.asyncProperty(text, fc.string({ unit: 'binary', maxLength: 40 }), async (words, typed) => {
        const store = withText(desk.deps.store, words)
        const typist = { who: ann, where: { surface: 'discord', channel: room } as const }
        for (const [option, command, some] of [
          ['post', 'show', ''],
          ['post', 'show', typed],
          ['variant', 'choose', ''],
        ] as const) {
          const others = { post: (await desk.post('x')).id }
          const typing = { command, option, typed: some, others }
          const found = await completions({ ...desk.deps, store }, typist, typing, patientMs)
          expect(found.length).toBeLessThanOrEqual(25)
          for (const { name, value } of found) {
            expect(name.length).toBeGreaterThan(0)
            expect(name.length).toBeLessThanOrEqual(100)
            expect(name).not.toMatch(/[\n\r\u202e\u200b]/)
            expect(value.length).toBeGreaterThan(0)
            expect(value.length).toBeLessThanOrEqual(100)
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  it('a store that does not answer keeps nobody waiting, and one that fails is in the log', async () => {
    const desk = await drafted()
    const typist = { who: ann, where: { surface: 'discord', channel: room } as const }
    const typing = { command: 'show', option: 'post', typed: '', others: {} }
    const never = replaced(desk.deps.store, () => new Promise(() => {}))
    expect(await completions({ ...desk.deps, store: never }, typist, typing, 20)).toEqual([])
    const broken = replaced(desk.deps.store, () => Promise.reject(new Error('down')))
    expect(await completions({ ...desk.deps, store: broken }, typist, typing)).toEqual([])
    expect(desk.errors).toMatchObject([{ command: 'show' }])
  })
})

describe('somebody who types on Discord', () => {
  const typing = (sender: Partial<Autocomplete['sender']>): Autocomplete => ({
    kind: 'autocomplete',
    id: '1',
    token: 't',
    channel: '771',
    room,
    sender: {
      user: '11',
      name: 'Ann',
      isBot: false,
      isPending: false,
      guild: '5',
      roles: [],
      ...sender,
    },
    name: 'queue',
    options: [
      { name: 'network', value: 'fa' },
      { name: 'brand', value: shop.id },
    ],
    focused: { name: 'network', value: 'fa' },
  })

  it('is asked who they are, and offered what fits the room and the other options', async () => {
    const { deps } = await drafted()
    const choices = choicesFor({
      deps,
      whoIs: async ({ user, roles }) => ({ surface: 'discord', id: user, groups: roles }),
    })
    expect(await choices(typing({}))).toEqual([{ name: 'Facebook', value: 'facebook' }])
    expect(await choices(typing({ user: '51', roles: ['900'] }))).toHaveLength(1)
    expect(await choices(typing({ user: '51' }))).toEqual([])
  })

  it('is offered nothing where it cannot be told who they are', async () => {
    const { deps, errors } = await drafted()
    const whoIs = () => Promise.reject(new Refusal('busy', 'Discord could not tell.'))
    expect(await choicesFor({ deps, whoIs })(typing({}))).toEqual([])
    expect(errors).toEqual([])
  })
})

/** A store of which `posts` is another. */
function replaced(store: Store, posts: () => Promise<never>): Store {
  return new Proxy(store, {
    get: (of, key) => (key === 'posts' ? posts : (Reflect.get(of, key, of) as unknown)),
  })
}

/** A store in which every variant has these words. */
function withText(store: Store, text: string): Store {
  const worded = <T>(post: T): T =>
    post && typeof post === 'object' && 'variants' in post
      ? { ...post, variants: (post.variants as object[]).map((one) => ({ ...one, text })) }
      : post
  return new Proxy(store, {
    get(of, key) {
      if (key === 'posts') return async (query: PostQuery) => (await of.posts(query)).map(worded)
      if (key === 'post') return async (id: string) => worded(await of.post(id))
      return Reflect.get(of, key, of) as unknown
    },
  })
}
