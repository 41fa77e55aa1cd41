import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Change, PostEvent } from '../domain/events.ts'
import { currentPublication } from '../domain/evolve.ts'
import type { ChatName } from '../ports.ts'
import { queueNames, type Backlog } from '../service/backlog.ts'
import type { Watcher } from './watched-store.ts'

/** What this process has counted, and what waits on the desk, as Prometheus reads it. */
export type Meters = Watcher & {
  /** A click was acknowledged so long after it came in. */
  readonly acknowledged: (surface: ChatName, ms: number) => void
  /** `backlog`: null where it could not be had; then what depends on it is left out, and the rest is shown. */
  page(backlog: Backlog | null, now: Date): Promise<MetricsPage>
}

export type MetricsPage = { readonly contentType: string; readonly text: string }

/**
 * Labels have as many values as there are brands, networks, chat services and outcomes. None names a post or a person. Names and labels are
 * a contract with whoever built an alarm on them: see docs/runbook.md.
 */
export function openMeters(): Meters {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'greenroom_' })
  const counters = countersIn(registry)
  const gauges = gaugesIn(registry)
  return {
    committed: (change) => {
      if (!change.post.simulated) for (const event of change.events) count(counters, change, event)
    },
    spent: (brand, usd) => counters.cost.inc({ brand }, usd),
    acknowledged: (surface, ms) => counters.ack.observe({ surface }, ms / 1000),
    page: async (backlog, now) => {
      show(gauges, backlog, now)
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

type Counters = ReturnType<typeof countersIn>
type Gauges = ReturnType<typeof gaugesIn>

function countersIn(registry: Registry) {
  const registers = [registry]
  return {
    lateness: new Histogram({
      name: 'greenroom_publication_lateness_seconds',
      help: 'From the instant a post was due until the attempt that brought it live began.',
      labelNames: ['network'],
      // A slot is kept to the second; what is late by more than its tolerance is never sent.
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600],
      registers,
    }),
    sends: new Counter({
      name: 'greenroom_sends_total',
      help: 'Attempts by what came of them; settled_* and person_needed: what came of unknown ones.',
      labelNames: ['network', 'outcome'],
      registers,
    }),
    drafts: new Counter({
      name: 'greenroom_drafts_total',
      help: 'Drafts by who wrote them: model, twin, or failed.',
      labelNames: ['brand', 'kind'],
      registers,
    }),
    cost: new Counter({
      name: 'greenroom_model_cost_usd_total',
      help: 'What the model has cost, in US dollars, drafts that were thrown away included.',
      labelNames: ['brand'],
      registers,
    }),
    ack: new Histogram({
      name: 'greenroom_chat_ack_seconds',
      help: 'From a click in a chat room until it was acknowledged. Slack and Discord give up after 3 s.',
      labelNames: ['surface'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
      registers,
    }),
  }
}

function gaugesIn(registry: Registry) {
  const registers = [registry]
  return {
    unknown: new Gauge({
      name: 'greenroom_unknown_outcomes',
      help: 'Publications of which nobody knows whether they are live. network: to be asked; person: to say.',
      labelNames: ['waits_for'],
      registers,
    }),
    age: new Gauge({
      name: 'greenroom_queue_age_seconds',
      help: 'For how long the oldest has waited: a card for a person, a due publication, a new chat message; 0 where none waits.',
      labelNames: ['queue'],
      registers,
    }),
  }
}

function count({ lateness, sends, drafts }: Counters, { post }: Change, event: PostEvent): void {
  const { network } = post.account
  const { brand } = post
  switch (event.type) {
    case 'drafted':
      return drafts.inc({ brand, kind: event.draft.writer.kind })
    case 'drafting_failed':
      return drafts.inc({ brand, kind: 'failed' })
    case 'published':
    case 'settled_live': {
      const begun = currentPublication(post)?.attemptedAt ?? event.at
      lateness.observe({ network }, Math.max(0, begun.getTime() - post.dueAt.getTime()) / 1000)
      return sends.inc({ network, outcome: event.type })
    }
    case 'refused':
    case 'settled_absent':
    case 'person_needed':
      return sends.inc({ network, outcome: event.type })
    case 'outcome_unknown':
      return sends.inc({ network, outcome: 'unknown' })
    case 'planned':
    case 'drafting_started':
    case 'variant_chosen':
    case 'edited':
    case 'slot_moved':
    case 'approval_given':
    case 'approved':
    case 'rejected':
    case 'held':
    case 'released':
    case 'undone':
    case 'expired':
    case 'left':
    case 'readied':
    case 'sending_started':
    case 'looked_up':
    case 'retried':
      return
  }
}

/** With labels only, so that what is not known is absent: a gauge without any would say 0. */
function show({ unknown, age }: Gauges, backlog: Backlog | null, now: Date): void {
  unknown.reset()
  age.reset()
  if (!backlog) return
  unknown.set({ waits_for: 'network' }, backlog.unknown)
  unknown.set({ waits_for: 'person' }, backlog.needsHuman)
  for (const queue of queueNames) {
    const since = backlog.oldest[queue]
    age.set({ queue }, since ? Math.max(0, now.getTime() - since.getTime()) / 1000 : 0)
  }
}
