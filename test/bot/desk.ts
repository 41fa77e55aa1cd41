import type { Account, Brand, NetworkName } from '../../src/domain/brand.ts'
import type { Outcome } from '../../src/domain/command.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import { draftOf, type Media, type Post } from '../../src/domain/post.ts'
import { addDays, dateIn, dayMs, hourMs, minuteMs } from '../../src/domain/slot.ts'
import { drawCharts } from '../../src/media/charts.ts'
import type { Copy, Deps, Ids, Network, Store } from '../../src/ports.ts'
import { draftDay } from '../../src/service/draft-day.ts'
import { plan } from '../../src/service/plan.ts'
import { publish } from '../../src/service/publish.ts'
import { weeklyReport } from '../../src/service/report.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'

/** A desk in memory with the real services, a clock that is moved by hand, and a network that answers what it is told. */
export type Desk = {
  readonly deps: Deps
  readonly brand: Brand
  readonly errors: readonly object[]
  /** What the copywriter writes from now on, by network. */
  write(network: NetworkName, texts: readonly string[], media?: readonly Media[]): void
  /** What the network answers from now on. */
  answer(outcome: Outcome): void
  tick(ms: number): void
  draft(): Promise<void>
  post(network: NetworkName): Promise<Post>
  /** Moves the clock to the post's slot and lets the publisher at it. */
  goOut(post: Post): Promise<Post>
  /** Figures for two weeks of published posts, and the report on the second. */
  report(): Promise<string>
}

const account = (network: NetworkName, handle: string, postingTime: string): Account => ({
  network,
  handle,
  postingTime,
  postsPerWeek: 7,
  minSpacingHours: 4,
  credentials: 'outbox',
})

export const harbour: Brand = {
  id: 'north-harbour-coffee',
  name: 'North Harbour Coffee',
  positioning: 'A small roastery on the quay that roasts to order and says where every bean is from.',
  audience: 'people who make coffee at home before the ferry leaves',
  valuePropositions: ['Roasted on the morning it ships', 'Every bag names the farm and the price paid to it'],
  facts: [
    { text: 'We roast to order, four mornings a week.', source: 'https://example.com/roasting' },
    { text: 'Founded in 2011 in a former net loft.', source: 'Company register' },
  ],
  voice: {
    tone: 'Plain, warm, a little dry. Like somebody who knows and does not need to show it.',
    do: ['Name places and people', 'Say what it tastes like'],
    dont: ['Shout', 'Use more than one emoji'],
    bannedPhrases: ['miracle', 'game changer'],
    disclosures: [],
  },
  language: 'en',
  timeZone: 'Europe/Berlin',
  pillars: [
    { id: 'education', name: 'Education', weight: 2, topics: [] },
    { id: 'behind_the_scenes', name: 'Behind the scenes', weight: 1, topics: [] },
    {
      id: 'harbour_life',
      name: 'Harbour life',
      weight: 1,
      topics: ['ferries', 'fog', 'the market on Saturday'],
    },
  ],
  ctas: ['Come by before the ten o’clock ferry.', 'Tell us how you brew yours.'],
  accounts: [
    account('linkedin', 'north-harbour-coffee', '09:00'),
    account('x', 'northharbour', '12:00'),
    account('facebook', 'northharbourcoffee', '14:00'),
  ],
  reviewers: [
    { name: 'Ann Lee', roles: ['approver'], ids: { slack: 'U1', discord: '11' } },
    { name: 'Ben Okafor', roles: ['admin'], ids: { slack: 'U2' } },
    { name: 'Cleo Marin', roles: ['editor'], ids: {} },
    { name: 'Dov Stern', roles: ['viewer'], ids: {} },
  ],
  groups: [],
  rooms: [{ surface: 'web', channel: 'web' }],
  policy: {
    approvals: { low: 1, medium: 1, high: 2 },
    expireAfterMs: 2 * dayMs,
    lateToleranceMs: 2 * hourMs,
    undoWindowMs: minuteMs,
    draftAt: '06:00',
    linkHosts: [],
    dailyModelBudgetUsd: 1,
  },
}

const texts: Readonly<Record<string, readonly string[]>> = {
  linkedin: [
    'The net loft has had the same windows since 1934. They rattle when the ferry docks, which is how we know that it is ten past nine.\n\nWe roast below them, to order, four mornings a week. It means that a bag leaves us on the day it was roasted. It also means that on the other three days there is nothing to sell.\n\nTell us how you brew yours.',
    'What does “roasted to order” mean?\n\nIt means that your bag did not exist this morning. Four mornings a week we look at the list, weigh the green beans, and begin.\n\nTell us how you brew yours.',
    'A note from the quay: we roast to order, four mornings a week. Nothing waits on a shelf for somebody to want it.\n\nCome by before the ten o’clock ferry.',
  ],
  x: [
    'Every bag names the farm and the price paid to it. Some people read it while the kettle boils. That is the idea.',
    'Who grew it, and what were they paid? It is printed on the bag, under the name.',
    'Small print, on purpose: the farm, the harvest, the price paid. Come by before the ten o’clock ferry.',
  ],
  facebook: [
    'Fog this morning. The ferry was late, so there was time for a second cup, and nobody complained.\n\nHow was your first coffee today?',
    'The loft on a foggy morning smells of toast, a little of rope. We roast to order, four mornings a week, and today was one of them.',
    'Today on the quay: fog, gulls, and a queue at the door before we had found the light switch.',
  ],
}

/** `brands` is read anew whenever it is asked for, so that a test may change it. */
export async function openDesk(
  at = '2026-11-20T05:10:00Z',
  brands: readonly Brand[] = [harbour],
  storeOf: (ids: Ids) => Store | Promise<Store> = (ids) => new MemoryStore(ids),
): Promise<Desk> {
  let now = new Date(at)
  let serial = 0
  let outcome: Outcome | null = null
  const written = new Map<NetworkName, Copy['variants']>()
  const errors: object[] = []
  const ids = { next: () => `id${(++serial).toString(36).padStart(4, '0')}` }
  const store = await storeOf(ids)
  const [brand = harbour] = brands
  const deps: Deps = {
    store,
    ids,
    clock: { now: () => now },
    brands: { all: () => brands, get: (id) => brands.find((one) => one.id === id) ?? null },
    copywriter: async ({ account: { network } }) =>
      copyOf(written.get(network) ?? texts[network] ?? texts.x ?? []),
    textReader: () => ({ language: null, profanity: [] }),
    networks: ({ network }) => networkOf(network, () => outcome),
    scheduler: { at: async () => undefined, cancel: async () => undefined, pending: async () => [] },
    charts: drawCharts,
    log: { info: () => undefined, warn: () => undefined, error: (facts) => void errors.push(facts) },
  }
  await plan(deps, { brand: brand.id })
  return {
    deps,
    brand,
    errors,
    write: (network, texts, media = []) =>
      void written.set(
        network,
        texts.map((text) => variant(text, media)),
      ),
    answer: (next) => void (outcome = next),
    tick: (ms) => void (now = new Date(now.getTime() + ms)),
    draft: async () => void (await draftDay(deps, { brand: brand.id })),
    async post(network) {
      const today = dateIn(now, brand.timeZone)
      const posts = await store.posts({ brand: brand.id })
      const post = posts.find(
        (one) => one.account.network === network && one.slot.date >= today && draftOf(one) !== null,
      )
      if (!post) throw new Error(`no draft for ${network}`)
      return post
    },
    async goOut(post) {
      const fresh = (await store.post(post.id)) ?? post
      if (fresh.dueAt > now) now = new Date(fresh.dueAt.getTime() + 2000)
      const row = currentPublication(fresh)
      if (row) await publish(deps, row.id)
      return (await store.post(post.id)) ?? fresh
    },
    report: () => reportOn(deps, brand, now),
  }
}

/** Figures of fourteen days, a little better in the second week. */
async function reportOn(deps: Deps, brand: Brand, now: Date): Promise<string> {
  const [post] = await deps.store.posts({ brand: brand.id })
  const rows = Array.from({ length: 14 * 3 }, (_, index) => {
    const back = Math.floor(index / 3)
    const network = (['linkedin', 'x', 'facebook'] as const)[index % 3] ?? 'x'
    const impressions = 400 + ((index * 97) % 300) + (back < 7 ? 80 : 0)
    return {
      brand: brand.id,
      postId: `${post?.id ?? 'p'}-${index}`,
      network,
      day: addDays(dateIn(now, brand.timeZone), -5 - back),
      impressions,
      engagements: Math.round(impressions / 17),
      clicks: Math.round(impressions / 41),
      simulated: true,
    }
  })
  await deps.store.putMetrics(rows)
  const { report } = await weeklyReport(deps, brand.id, '2026-W46')
  return report.week
}

function variant(text: string, media: readonly Media[]): Copy['variants'][number] {
  return { text, media, hook: 'question', angle: 'plain_fact', cta: 'Come by.' }
}

function copyOf(variants: Copy['variants'] | readonly string[]): Copy {
  return {
    variants: variants.map((one) => (typeof one === 'string' ? variant(one, []) : one)),
    writer: {
      kind: 'twin',
      name: 'offline twin',
      promptVersion: '1',
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      fallback: 'There is no model key, so the offline twin wrote this.',
    },
  }
}

function networkOf(name: NetworkName, outcome: () => Outcome | null): Network {
  return {
    limits: {
      maxLength: name === 'x' ? 280 : 3000,
      unit: 'characters',
      count: (text) => Array.from(text).length,
      maxBytes: null,
      maxHashtags: null,
      maxMedia: 4,
      mediaRequired: false,
      images: { types: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'], maxBytes: 8_000_000 },
      source: 'test',
      checkedOn: '2026-11-20',
    },
    preflight: async () => [],
    publish: async ({ key }) =>
      outcome() ?? {
        kind: 'published',
        remote: { id: key, permalink: `https://example.com/${name}/${key}` },
      },
    find: async () => ({ kind: 'unclear', reason: 'It does not say.' }),
  }
}
