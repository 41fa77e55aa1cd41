import type { DayCard, HistoryLine, PostCard, ReportCard } from '../../../src/bot/card.ts'
import { postCard } from '../../../src/bot/cards/post-card.ts'
import type { Post } from '../../../src/domain/post.ts'
import type { NetworkLimits } from '../../../src/ports.ts'
import { aBrand, now } from '../../given.ts'

const limits: NetworkLimits = {
  maxLength: 280,
  unit: 'characters',
  count: (text) => text.length,
  maxBytes: null,
  maxHashtags: null,
  maxMedia: 4,
  mediaRequired: false,
  images: { types: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'], maxBytes: 5_000_000 },
  source: 'test',
  checkedOn: '2026-11-20',
}
const people = new Map([
  ['ann', 'Ann Lee'],
  ['bob', 'Bob Hay'],
])

export function cardOf(post: Post, settings: Partial<PostCard> = {}): PostCard {
  return {
    ...postCard(post, { brand: aBrand(), limits, people, history: [], metrics: [], now }),
    ...settings,
  }
}

export const line: HistoryLine = {
  at: now,
  who: 'Ann Lee',
  what: 'approved version 1 on Slack',
  diff: null,
  version: null,
  permalink: null,
}

export const shop: DayCard = {
  kind: 'day',
  brand: 'quayside-bicycles',
  brandName: 'Quayside Bicycles',
  date: '2026-11-20',
  zone: 'Europe/Berlin',
  waiting: { low: 3, medium: 0, high: 1, blocked: 1 },
  approved: 2,
  published: 0,
  troubled: 1,
  freeze: null,
  drafting: null,
  notices: [],
}

export const figure = (label: string) =>
  ({ label, value: '1,200', before: '1,000', change: '+20 %', direction: 'up' }) as const
export const report: ReportCard = {
  kind: 'report',
  brand: 'quayside-bicycles',
  brandName: 'Quayside Bicycles',
  week: '2026-W46',
  from: '2026-11-09',
  to: '2026-11-15',
  simulated: true,
  figures: [figure('Impressions'), { ...figure('Clicks'), before: '0', change: null }],
  networks: [{ label: 'LinkedIn', figures: [figure('Impressions')] }],
  days: [],
  best: { postId: 'p1', network: 'X', text: 'Flat tyre?', impressions: 1, engagements: 2, clicks: 0 },
  worst: null,
  bestTimes: [{ network: 'X', hour: '12:00', posts: 3, engagements: 41 }],
  reliability: [{ label: 'On time', value: '7' }],
  reviewing: [{ label: 'Edited', value: '2' }],
  reasons: [{ reason: 'Off brand', count: 1 }],
  cost: '$0.12',
  auditHead: 'ab12',
  auditEntries: 1,
}
