import { describe, expect, it } from '@jest/globals'
import { commandNames, commands } from '../../../src/bot/chat/commands/table.ts'
import { draftDay } from '../../../src/service/draft-day.ts'
import { plan } from '../../../src/service/plan.ts'
import { MemoryStore } from '../../../src/store/memory-store.ts'
import { openDesk } from '../desk.ts'
import { ann, ben, cleo, dov, drafted, fern, roomed, stranger, textOf, type, typed } from './chat-desk.ts'

describe('who asks', () => {
  it.each(commandNames.filter((name) => name !== 'help'))(
    'a stranger is refused %s, and learns nothing',
    async (name) => {
      const desk = await drafted()
      const { id } = await desk.post('x')
      const spec = [
        'show',
        'why',
        'approve',
        'reject',
        'edit',
        'choose',
        'regenerate',
        'move',
        'hold',
        'release',
        'undo',
        'retry',
        'settle',
      ]
      for (const channel of ['C1', null]) {
        const answer = await type(desk, stranger, spec.includes(name) ? `${name} ${id}` : name, channel)
        expect(textOf(answer)).toContain('You are not a reviewer of')
        expect(textOf(answer)).toContain('U666')
        expect(answer).toMatchObject({ cards: [], buttons: [], report: null, form: null, everyone: false })
      }
    },
  )

  it('a stranger may read the help', async () => {
    expect(textOf(await type(await drafted(), stranger, 'help'))).toContain('Decide on a post')
  })

  it.each([
    'approve {x}@1',
    'approve {x}',
    'approve all',
    'edit {x}',
    'choose {x}',
    'hold {x} legal',
    'move {x} 18:30',
    'undo {x}',
    'freeze Storm',
    'draft',
  ])('a viewer is told that %s takes another role, and nothing changes', async (line) => {
    const desk = await drafted()
    const before = await desk.post('x')
    const answer = await typed(desk, dov, line)
    expect(textOf(answer)).toMatch(/Your role does not include/)
    expect(answer).toMatchObject({ everyone: false, form: null })
    expect(await desk.post('x')).toEqual(before)
    expect(await desk.deps.store.freezes()).toEqual([])
  })

  it.each(['today', 'queue', 'plan', 'show {x}', 'why {x}', 'report', 'status', 'reviewers', 'settings'])(
    'a viewer may look: %s',
    async (line) => {
      expect(textOf(await typed(await drafted(), dov, line))).not.toContain('role')
    },
  )

  it('a viewer cannot end a freeze', async () => {
    const desk = await drafted()
    await type(desk, ann, 'freeze')
    expect(textOf(await type(desk, dov, 'unfreeze'))).toContain('Your role does not include')
    expect(await desk.deps.store.freezes()).toHaveLength(1)
  })

  it('waits for you: only where your role and your part in it allow', async () => {
    const desk = await drafted()
    await typed(desk, cleo, 'edit {x}@1 A bag names its farm.')
    expect(textOf(await typed(desk, cleo, 'today'))).toContain('Nothing waits for you.')
    expect((await typed(desk, ann, 'today')).cards).toHaveLength(3)
    await typed(desk, ann, 'edit {facebook}@1 Fog this morning.')
    expect((await typed(desk, ann, 'today')).cards.map(({ network }) => network)).toEqual(['linkedin', 'x'])
    expect((await typed(desk, ben, 'today')).cards).toHaveLength(3)
  })
})

it('only what the table says may concern everyone is ever told to everyone', async () => {
  const desk = await drafted()
  const { id } = await desk.post('x')
  for (const spec of commands.filter(({ everyone }) => !everyone)) {
    const line = spec.options.some(({ required }) => required) ? `${spec.name} ${id}` : spec.name
    expect([line, (await type(desk, ann, line)).everyone]).toEqual([line, false])
  }
})

describe('which brand, and which post', () => {
  const both = () => drafted([roomed, fern])

  it('in a room it is the brand of the room; elsewhere one has to be named', async () => {
    const desk = await both()
    expect(textOf(await type(desk, ann, 'today', 'C2'))).toContain('Blue Fern')
    expect(textOf(await type(desk, ann, 'today', 'C1'))).toContain('North Harbour Coffee')
    expect(textOf(await type(desk, ann, 'today', null))).toBe(
      'You review North Harbour Coffee and Blue Fern. Say which one, for example brand:north-harbour-coffee',
    )
    expect(textOf(await type(desk, ann, 'today blue', null))).toContain('Blue Fern, Friday')
    expect(textOf(await type(desk, ben, 'today', null))).toContain('North Harbour Coffee')
    expect(textOf(await type(desk, ann, 'today blue-fren', null))).toContain('Did you mean blue-fern?')
  })

  it('somebody else’s brand is not named, and its room is closed to those who do not review it', async () => {
    const desk = await both()
    const named = textOf(await type(desk, ben, 'today blue-fern'))
    expect(named).toBe('You review no brand “blue-fern” here. You review north-harbour-coffee.')
    expect(textOf(await type(desk, ben, 'today', 'C2'))).toContain(
      'You are not a reviewer of Blue Fern here.',
    )
  })

  it('another brand’s post is neither shown nor decided on', async () => {
    const desk = await both()
    // Only the first brand of a desk is planned by itself.
    await plan(desk.deps, { brand: fern.id })
    const [theirs] = await desk.deps.store.posts({ brand: fern.id })
    for (const line of [
      `show ${theirs?.id}`,
      `why ${theirs?.id}`,
      `hold ${theirs?.id} x`,
      `move ${theirs?.id} 18:30`,
    ]) {
      const answer = await type(desk, ben, line)
      expect(textOf(answer)).toContain('You are not a reviewer of Blue Fern here.')
      expect(answer.cards).toEqual([])
    }
    const part = theirs?.id.slice(-8) ?? ''
    expect(textOf(await type(desk, ben, `show ${part}`))).toContain('There is no post')
  })

  it('what concerns everyone is told to nobody of another brand’s room', async () => {
    const desk = await both()
    expect(await type(desk, ann, 'freeze brand:blue-fern leak', 'C1')).toMatchObject({ everyone: false })
    expect(await type(desk, ann, 'report brand:blue-fern', 'C1')).toMatchObject({ everyone: false })
    expect(await type(desk, ann, 'unfreeze blue-fern', 'C2')).toMatchObject({ everyone: true })
    expect(await type(desk, ann, 'report', 'C2')).toMatchObject({ everyone: true })
  })

  it('a freeze asks no questions: outside of a room it is every brand of theirs', async () => {
    const desk = await both()
    await type(desk, ann, 'freeze', null)
    expect((await desk.deps.store.freezes()).map(({ scope }) => scope).toSorted()).toEqual([
      'blue-fern',
      roomed.id,
    ])
  })

  it('a post is known by a unique beginning or end', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    expect(textOf(await type(desk, ann, 'why x-2026-11-20'))).toContain(`${id}@1`)
    expect(textOf(await type(desk, ann, `why ${id.slice(4)}`))).toContain(`${id}@1`)
  })

  it('several posts that may be meant are listed, what has a text first', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [roomed])
    await draftDay(desk.deps, { brand: roomed.id, date: '2026-11-22' })
    const said = textOf(await type(desk, ann, 'hold x-2026 legal'))
    expect(said).toContain('may be any of 30 posts: x-2026-11-22-')
    expect(said).toContain('and 25 more. Say more of its id.')
  })

  it('a post that is not there: the nearest id, or where to find them', async () => {
    const desk = await drafted()
    const { id } = await desk.post('x')
    expect(textOf(await type(desk, ann, `show ${id.slice(0, -1)}0`))).toContain(`Did you mean ${id}?`)
    expect(textOf(await type(desk, ann, 'show nothing-like-it'))).toContain('shows what each is called')
  })
})

describe('whatever happens', () => {
  it('over-long and hostile words are refused or kept as they are, and nothing of them becomes a mark', async () => {
    const desk = await drafted()
    expect(textOf(await typed(desk, ann, `hold {x} ${'y'.repeat(300)}`))).toBe(
      'Keep the reason under 200 characters.',
    )
    expect(textOf(await typed(desk, ann, `regenerate {x}@1 ${'y'.repeat(600)}`))).toBe(
      'Keep the note under 500 characters.',
    )
    expect(textOf(await typed(desk, ann, `edit {x}@1 ${'y'.repeat(300)}`))).toContain('shorten it by 20')
    const hostile = '<!channel> <@U2> *x* `y` \u202e https://evil.example'
    await typed(desk, ann, `hold {x} ${hostile}`)
    const answer = await typed(desk, ann, 'why {x}')
    const spans = answer.lines.flat()
    expect(spans.filter((span) => typeof span === 'string' && span.includes(hostile)).length).toBeGreaterThan(
      0,
    )
    expect(spans.some((span) => typeof span !== 'string' && ('call' in span || 'href' in span))).toBe(false)
    expect(textOf(await type(desk, ann, `show ${hostile}`))).toContain('is not a post')
  })

  it('a reason that is too long is cut rather than keep a freeze from happening', async () => {
    const desk = await drafted()
    await type(desk, ann, `freeze ${'storm '.repeat(200)}`)
    const [freeze] = await desk.deps.store.freezes()
    expect(freeze?.reason).toHaveLength(200)
  })

  it('a bug is told with an id that is in the log', async () => {
    const desk = await drafted()
    const broken = Object.assign(Object.create(desk.deps.store) as MemoryStore, {
      posts: () => Promise.reject(new Error('the disk is on fire')),
    })
    const answer = await type({ ...desk, deps: { ...desk.deps, store: broken } }, ann, 'queue')
    expect(textOf(answer)).not.toContain('fire')
    expect(textOf(answer)).toContain((desk.errors[0] as { errorId: string }).errorId)
  })

  it('long lists are cut, and say how to see the rest', async () => {
    const desk = await drafted()
    for (const days of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      const date = `2026-11-${20 + days}`
      await draftDay(desk.deps, {
        brand: roomed.id,
        date,
      })
    }
    const answer = await type(desk, ann, 'queue')
    expect(answer.cards).toHaveLength(5)
    expect(answer.cards[0]).toMatchObject({ network: 'linkedin', slot: { date: '2026-11-20' } })
    expect(answer.lines).toHaveLength(1 + 1 + 20 + 1)
    expect(textOf(answer)).toContain('And 8 more posts: /greenroom plan 2026-11-28')
    expect(textOf(await type(desk, ann, 'plan 31'))).toContain(
      'And 30 more posts: /greenroom plan 2026-12-10',
    )
  })

  it('says who has no id on this surface, and who may not be reached', async () => {
    const [first, ...rest] = roomed.reviewers
    const desk = await drafted([
      { ...roomed, reviewers: first ? [first, ...rest.map((one) => ({ ...one, ids: {} }))] : [] },
    ])
    expect(textOf(await type(desk, ann, 'reviewers'))).toContain('Ben Okafor: admin · no id on Slack')
  })

  it('status tells what is overdue and which account is not ready', async () => {
    const desk = await drafted()
    const deps = {
      ...desk.deps,
      scheduler: {
        ...desk.deps.scheduler,
        pending: async () => [
          { job: 'publish', subject: 'p', when: new Date('2026-11-20T05:00:00Z') } as const,
        ],
      },
      networks: (account: Parameters<typeof desk.deps.networks>[0]) => ({
        ...desk.deps.networks(account),
        preflight: async () => {
          if (account.network === 'x') throw new Error('the token leaked here')
          return account.network === 'facebook' ? ['The token has expired: connect it again.'] : []
        },
      }),
    }
    const said = textOf(await type({ ...desk, deps }, ann, 'status'))
    expect(said).toContain('Clock: 1 job overdue of 1. Is a worker running?')
    expect(said).toContain('Facebook @northharbourcoffee (rehearses): not ready. The token has expired')
    expect(said).toContain('X @northharbour (rehearses): not ready. It could not be looked at')
    expect(said).not.toContain('leaked')
    expect(said).toContain('LinkedIn @north-harbour-coffee (rehearses): ready.')
  })
})
