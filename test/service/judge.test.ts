import { describe, expect, it } from '@jest/globals'
import type { Post, PostStatus } from '../../src/domain/post.ts'
import { addDays, instantOf } from '../../src/domain/slot.ts'
import { readText } from '../../src/language/text-reader.ts'
import { networksOf } from '../../src/networks/registry.ts'
import { judgeVariants, type Place, type Unjudged } from '../../src/service/judge.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { aBrand, aDraft, anAccount, aPost, aVariant, base, desk, now } from '../given.ts'

const brand = aBrand()
const at: Place = { id: base.id, account: base.account, slot: base.slot, simulated: false }
const text = 'Bring the bicycle that squeaks, and leave with the skill to keep it quiet.'

function unjudged(words: string): Unjudged {
  const { findings: _findings, risk: _risk, ...rest } = aVariant({ text: words })
  return rest
}

async function aDesk(...posts: readonly Post[]) {
  let ids = 0
  const store = new MemoryStore({ next: () => `id${++ids}` })
  for (const post of posts) {
    const change = { post, events: [], actor: desk, at: now, expectedRevision: 0, unlessFrozen: false }
    await store.commit(change)
  }
  const networks = networksOf({ outboxFolder: 'not-written-to' })
  return { store, clock: { now: () => now }, textReader: readText, networks }
}

/** Another post of the account, `days` before the slot. */
function another(status: PostStatus, days: number, words = text): Post {
  const slot = { ...base.slot, date: addDays(base.slot.date, -days) }
  const draft = aDraft({
    variants: [aVariant({ text: words }), aVariant({ id: 'b', text: 'Never chosen.' })],
  })
  return { ...aPost(status, draft), id: `other-${status}-${days}`, slot, dueAt: instantOf(slot), revision: 1 }
}

async function codes(posts: readonly Post[], words = text, place = at): Promise<readonly string[]> {
  const [variant] = await judgeVariants(await aDesk(...posts), brand, place, [unjudged(words)])
  return variant?.findings.map(({ code }) => code) ?? []
}

describe('judging variants', () => {
  it('finds nothing in a plain text on an empty calendar', async () => {
    const [variant] = await judgeVariants(await aDesk(), brand, at, [unjudged(text)])
    expect(variant).toEqual({
      ...unjudged(text),
      findings: [],
      risk: { level: 'low', confidence: 1, blocked: false },
    })
  })

  it.each([
    'in_review',
    'approved',
    'held',
    'publishing',
    'published',
    'unknown',
    'needs_human',
    'publish_failed',
  ] as const)(
    'holds the chosen text of a post that is %s against it, and not its other variants',
    async (status) => {
      expect(await codes([another(status, 30)])).toEqual(['exact_duplicate'])
      expect(await codes([another(status, 30)], 'Never chosen.')).toEqual([])
    },
  )

  it.each(['rejected', 'expired', 'planned', 'drafting', 'draft_failed'] as const)(
    'does not hold a text against it that is %s',
    async (status) => {
      expect(await codes([another(status, 30)])).toEqual([])
    },
  )

  it('leaves the post itself out', async () => {
    expect(await codes([{ ...another('in_review', 0), id: base.id }])).toEqual([])
  })

  it('counts planned posts for spacing, and none that will not go out', async () => {
    const close = { ...at, slot: { ...base.slot, time: '09:30' } }
    expect(await codes([another('planned', 0)], text, close)).toEqual(['same_hour'])
    expect(await codes([another('expired', 0)], text, close)).toEqual([])
  })

  it('looks ninety days back and no further', async () => {
    expect(await codes([another('published', 89)])).toEqual(['exact_duplicate'])
    expect(await codes([another('published', 95)])).toEqual([])
  })

  it('sees what is around a slot a month ahead', async () => {
    const ahead = { ...at, slot: { ...base.slot, date: addDays(base.slot.date, 30), time: '09:30' } }
    expect(await codes([another('planned', -30)], text, ahead)).toEqual(['same_hour'])
  })

  it('counts text as the network of the account does, also where it rehearses', async () => {
    expect(await codes([], `${'👩‍👩‍👧 '.repeat(93)}.`)).toEqual([])
    expect(await codes([], `${'👩‍👩‍👧 '.repeat(93)}ab.`)).toEqual(['over_length'])
  })

  it('adds up the figures of each post for fatigue', async () => {
    const posts = [1, 2, 3, 8, 9, 10].map((days) =>
      another('published', days, `Story number ${'abcdefghijk'[days]}`),
    )
    const deps = await aDesk(...posts)
    await deps.store.putMetrics(
      posts.flatMap((post, index) =>
        [0, 1].map((day) => ({
          brand: brand.id,
          postId: post.id,
          network: 'x' as const,
          day: addDays(post.slot.date, day),
          impressions: day === 0 ? 1_000 : 0,
          engagements: index < 3 ? 2 : 50,
          clicks: 0,
          simulated: false,
        })),
      ),
    )
    const [variant] = await judgeVariants(deps, brand, at, [unjudged(text)])
    expect(variant?.findings).toMatchObject([{ code: 'fatigue' }])
    expect(variant?.findings[0]?.message).toContain('engagement down by 96 %')
  })

  it('does not hold a simulated post against a real one, nor a real one against a simulated', async () => {
    const simulated = { ...another('published', 30), simulated: true }
    expect(await codes([simulated])).toEqual([])
    expect(await codes([another('published', 30)], text, { ...at, simulated: true })).toEqual([])
    expect(await codes([simulated], text, { ...at, simulated: true })).toContain('exact_duplicate')
  })

  it('refuses an account that the brand file no longer has', async () => {
    const place = { ...at, account: { network: 'bluesky' as const, handle: 'gone' } }
    await expect(
      judgeVariants(await aDesk(), aBrand({ accounts: [anAccount()] }), place, []),
    ).resolves.toEqual([])
    await expect(judgeVariants(await aDesk(), brand, place, [unjudged(text)])).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})
