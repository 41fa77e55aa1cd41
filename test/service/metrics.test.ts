import { describe, expect, it } from '@jest/globals'
import type { Command } from '../../src/domain/command.ts'
import { contentHash, contentOf, type Post } from '../../src/domain/post.ts'
import { importMetrics, type MetricRow } from '../../src/service/metrics.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { ann, brand, told } from '../domain/told-post.ts'

const desk = { kind: 'system', id: 'desk' } as const
const remote = { id: 'live', permalink: null }

describe('importing figures', () => {
  it('adds them with the network of their post, marked where the post is simulated', async () => {
    const desk = await openDesk()
    expect(await importMetrics(desk, brand.id, [row(2, 'p1'), row(3, 'sim')])).toEqual({
      added: 2,
      refused: [],
    })
    const stored = await desk.store.metrics(brand.id, '2026-11-10', '2026-11-10')
    expect(
      stored.map(({ postId, network, simulated, impressions }) => [postId, network, simulated, impressions]),
    ).toEqual([
      ['p1', 'x', false, 100],
      ['sim', 'x', true, 100],
    ])
  })

  it('replaces what a day has already', async () => {
    const desk = await openDesk()
    await importMetrics(desk, brand.id, [row(2, 'p1')])
    await importMetrics(desk, brand.id, [{ ...row(2, 'p1'), impressions: 7 }])
    const stored = await desk.store.metrics(brand.id, '2026-11-10', '2026-11-10')
    expect(stored.map(({ impressions }) => impressions)).toEqual([7])
  })

  it('refuses, line by line, unknown posts, days to come and lines that repeat another; the rest goes in', async () => {
    const desk = await openDesk()
    const rows = [
      row(2, 'p1'),
      row(3, 'nobody'),
      { ...row(4, 'p1'), day: '2026-11-17' },
      row(5, 'p1'),
      { ...row(6, 'p1'), day: '2026-11-16' },
    ]
    expect(await importMetrics(desk, brand.id, rows)).toEqual({
      added: 2,
      refused: [
        { line: 3, reason: 'Unknown post nobody: North Harbour Coffee has no post of that id.' },
        { line: 4, reason: '2026-11-17 is still to come; in Europe/Berlin today is 2026-11-16.' },
        { line: 5, reason: 'p1 on 2026-11-10 was given in line 2 already; keep one of the two.' },
      ],
    })
  })

  it('refuses figures of a post that never went out', async () => {
    expect(await importMetrics(await openDesk(), brand.id, [row(2, 'waiting')])).toEqual({
      added: 0,
      refused: [{ line: 2, reason: 'waiting has not gone out, so these are figures of another post.' }],
    })
  })

  it('is refused for an unknown brand', async () => {
    await expect(importMetrics(await openDesk(), 'nobody', [])).rejects.toMatchObject({
      code: 'unknown_brand',
    })
  })
})

/** Approved in the morning, sent at noon. */
const live: Parameters<typeof told>[2] = [
  ['08:00:00', ({ version }) => ({ type: 'approve', actor: ann, version })],
  ['12:00:00', beginSend],
  [
    '12:00:05',
    () => ({ type: 'record_outcome', actor: desk, fence: 1, outcome: { kind: 'published', remote } }),
  ],
]

async function openDesk() {
  let ids = 0
  const store = new MemoryStore({ next: () => `id-${++ids}` })
  const posts = [
    told('p1', '2026-11-10', live),
    told('sim', '2026-11-10', live, { simulated: true }),
    told('waiting', '2026-11-10', []),
  ]
  for (const { changes } of posts) for (const change of changes) await store.commit(change)
  return {
    store,
    // Half past midnight in Berlin, still the day before in UTC.
    clock: { now: () => new Date('2026-11-15T23:30:00Z') },
    brands: { all: () => [brand], get: (id: string) => (id === brand.id ? brand : null) },
  }
}

function beginSend(post: Post): Command {
  if (post.status !== 'approved') throw new Error('not approved')
  return { type: 'begin_send', actor: desk, hash: contentHash(contentOf(post)), timeoutMs: 30_000 }
}

function row(line: number, postId: string): MetricRow {
  return { line, postId, day: '2026-11-10', impressions: 100, engagements: 20, clicks: 5 }
}
