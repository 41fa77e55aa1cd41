import fc from 'fast-check'
import { chainStart, linkAll, recordsOf, verifyChain, type AuditEntry } from '../../src/domain/audit.ts'
import type { Command, Lookup, Outcome } from '../../src/domain/command.ts'
import { change, plannedChange } from '../../src/domain/decide.ts'
import { Refusal } from '../../src/domain/errors.ts'
import type { Change } from '../../src/domain/events.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import { draftOf, type Post, type Variant } from '../../src/domain/post.ts'
import { hourMs, minuteMs, slotAt } from '../../src/domain/slot.ts'
import { aDraft, aFinding, aVariant, base, by, desk, hashOf, now, policy } from '../given.ts'

/** One thing that somebody tries, or that happens around the post. */
export type Step =
  | { readonly do: 'review'; readonly verb: ReviewVerb; readonly who: string; readonly behind: number }
  | {
      readonly do: 'desk'
      readonly verb: 'start' | 'start again' | 'finish' | 'fail' | 'expire' | 'withhold' | 'interrupt'
    }
  | { readonly do: 'send'; readonly goesLive: boolean; readonly says: 'yes' | 'no' | 'unknown' | 'nothing' }
  /** An answer that was under way arrives, however late. */
  | { readonly do: 'answer arrives'; readonly pick: number }
  | { readonly do: 'ask'; readonly isClear: boolean }
  | { readonly do: 'told'; readonly pick: number }
  | { readonly do: 'wait'; readonly minutes: number }
  /** What usually comes next; without it, few lives would get as far as the network. */
  | { readonly do: 'go on'; readonly who: string }
  | { readonly do: 'freeze' }
  /** The content is changed behind our back. */
  | { readonly do: 'tamper' }

const reviewVerbs = [
  'approve',
  'choose',
  'edit',
  'reject',
  'regenerate',
  'reslot',
  'hold',
  'release',
  'undo',
  'retry',
  'live',
  'absent',
  'leave',
] as const
type ReviewVerb = (typeof reviewVerbs)[number]

const who = fc.constantFrom('ann', 'bob', 'cy')
const behind = fc.constantFrom(0, 0, 0, 0, 0, 1)
const pick = fc.nat({ max: 3 })

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ do: fc.constant('go on' as const), who }) },
  { weight: 6, arbitrary: review(fc.constant('approve' as const)) },
  { weight: 6, arbitrary: review(fc.constantFrom(...reviewVerbs)) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('desk' as const),
      verb: fc.constantFrom(
        'start',
        'start again',
        'finish',
        'finish',
        'fail',
        'expire',
        'withhold',
        'interrupt',
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      goesLive: fc.boolean(),
      says: fc.constantFrom('yes', 'no', 'unknown', 'nothing', 'nothing'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('answer arrives' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), isClear: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('told' as const), pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 1, 1, 30, 60, 240, 2881),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'freeze' }, { do: 'tamper' }) },
)

function review(verb: fc.Arbitrary<ReviewVerb>): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant('review' as const), verb, who, behind })
}

export type Attempt = {
  readonly fence: number
  readonly hash: string
  /** What the model of the people says: who approved this very hash, still stands, and did not write it. */
  readonly approvers: readonly string[]
  readonly approvedHash: string
  readonly needed: number
  readonly frozen: boolean
  readonly isDue: boolean
}

export type Life = ReturnType<typeof aLife>

/** A post, a network and people, each of whom keeps a record of their own to hold the post against. */
export function aLife() {
  return new ModelledLife()
}

class ModelledLife {
  post: Post = plannedChange(base, desk, now).post
  /** Posts that the network shows. */
  readonly live: string[] = []
  readonly attempts: Attempt[] = []
  readonly happened: string[] = []
  readonly statuses = new Set<string>()
  readonly revisions: number[] = []
  readonly hashesByVersion = new Map<number, Set<string>>()
  lateYes = false
  #now = now
  #frozen = false
  #entries: AuditEntry[] = []
  /** Who approved what, in the people's own memory; forgotten when a verb changes the content or takes approvals back. */
  #said = new Map<string, string>()
  /** Author of each variant's words, and of the latest edit. */
  #authors = new Map<string, string>()
  #lastEditor: string | null = null
  #answers: { readonly fence: number; readonly outcome: Outcome; readonly isPrompt: boolean }[] = []
  #lookups: { readonly fence: number; readonly lookup: Lookup }[] = []
  #tampered = false
  #edits = 0

  constructor() {
    this.#commit(plannedChange(base, desk, now))
  }

  get row(): string | null {
    const row = currentPublication(this.post)
    if (!row) return null
    return row.state === 'ready' && row.fence > 0 ? 'tried' : row.state
  }

  get audited(): readonly string[] {
    return this.#entries.map(({ action }) => action)
  }

  verdict() {
    return verifyChain(this.#entries, this.#entries.at(-1) ?? chainStart)
  }

  take(step: Step): void {
    switch (step.do) {
      case 'review':
        return this.#review(step)
      case 'desk':
        return this.#desk(step.verb)
      case 'send':
        return this.#send(step)
      case 'answer arrives':
        return this.#answered(step.pick)
      case 'ask': {
        const row = currentPublication(this.post)
        if (this.post.status !== 'unknown' || !row) return
        const remote = { id: this.post.id, permalink: null }
        const truth: Lookup = this.live.length > 0 ? { kind: 'live', remote } : { kind: 'absent' }
        const lookup: Lookup = step.isClear ? truth : { kind: 'unclear', reason: 'Cut off.' }
        this.#lookups.push({ fence: row.fence, lookup })
        return
      }
      case 'told': {
        const [told] = this.#lookups.splice(step.pick, 1)
        if (told) this.#try({ type: 'settle', actor: desk, ...told })
        return
      }
      case 'wait':
        this.#now = new Date(this.#now.getTime() + step.minutes * minuteMs)
        return
      case 'go on':
        return this.#goOn(step.who)
      case 'freeze':
        this.#frozen = !this.#frozen
        return
      case 'tamper':
        return this.#tamper()
    }
  }

  #review({ verb, who, behind }: Extract<Step, { do: 'review' }>): void {
    const command = this.#commandOf(verb, who, this.post.version - behind)
    if (!command || !this.#try(command)) return
    if (verb === 'approve') this.#said.set(who, hashOf(this.post))
    if (verb === 'edit') {
      this.#lastEditor = who
      this.#authors.set('a', who)
    }
    if (['choose', 'edit', 'reslot', 'undo', 'reject', 'regenerate'].includes(verb)) this.#said.clear()
  }

  #commandOf(verb: ReviewVerb, who: string, version: number): Command | null {
    const to = { actor: by(who), version }
    switch (verb) {
      case 'approve':
      case 'release':
      case 'undo':
      case 'retry':
        return { type: verb, ...to }
      case 'choose': {
        const draft = draftOf(this.post)
        // Choosing what is chosen changes nothing.
        return draft ? { type: 'choose', ...to, variant: draft.chosen === 'a' ? 'b' : 'a' } : null
      }
      case 'edit':
        return { type: 'edit', ...to, variant: this.#variant('a', `Edited ${++this.#edits}.`) }
      case 'reject':
        return { type: 'reject', ...to, reason: 'off_brand', note: null }
      case 'regenerate':
        return { type: 'regenerate', ...to, note: null }
      case 'reslot': {
        const slot = slotAt(new Date(this.#now.getTime() + 4 * hourMs), 'Europe/Berlin')
        const variants = draftOf(this.post)?.variants.map((one) => ({ ...one, text: 'Smuggled in.' })) ?? []
        return { type: 'reslot', ...to, slot, variants }
      }
      case 'hold':
        return { type: 'hold', ...to, reason: 'Wait.' }
      case 'live':
      case 'absent':
        // People look before they answer.
        if (verb === 'live' ? this.live.length === 0 : this.live.length > 0) return null
        return { type: 'answer', ...to, answer: verb, permalink: null }
      case 'leave':
        return { type: 'answer', ...to, answer: verb, permalink: null }
    }
  }

  #goOn(who: string): void {
    const { status, dueAt } = this.post
    if (status === 'planned' || status === 'draft_failed') return this.#desk('start')
    if (status === 'drafting') return this.#desk('finish')
    if (status === 'in_review') return this.#review({ do: 'review', verb: 'approve', who, behind: 0 })
    if (status === 'approved' && dueAt > this.#now) this.#now = dueAt
    if (status === 'publishing') {
      if (this.#answers.at(-1)?.isPrompt) return this.#answered(this.#answers.length - 1)
      this.#now = new Date(this.#now.getTime() + 2 * minuteMs)
      return this.#desk('interrupt')
    }
    if (status === 'unknown') return this.take({ do: 'ask', isClear: true })
    if (status === 'publish_failed') return this.#review({ do: 'review', verb: 'retry', who, behind: 0 })
  }

  #answered(pick: number): void {
    const [answer] = this.#answers.splice(pick, 1)
    if (!answer) return
    const { fence, outcome } = answer
    const before = this.post.status
    const isTaken = this.#try({ type: 'record_outcome', actor: desk, fence, outcome })
    if (isTaken && before !== 'publishing') this.lateYes = true
  }

  #desk(verb: Extract<Step, { do: 'desk' }>['verb']): void {
    switch (verb) {
      case 'start':
      case 'start again':
        this.#try({ type: 'start_drafting', actor: desk, again: verb === 'start again' })
        return
      case 'finish': {
        const variants = ['a', 'b'].map((id) => this.#variant(id, `Draft ${++this.#edits}.`))
        if (!this.#try({ type: 'finish_drafting', actor: desk, draft: aDraft({ variants }) })) return
        this.#said.clear()
        this.#authors.clear()
        this.#lastEditor = null
        return
      }
      case 'fail':
        this.#try({ type: 'fail_drafting', actor: desk, reason: 'Away.' })
        return
      case 'expire':
        if (this.#try({ type: 'expire', actor: desk })) this.#said.clear()
        return
      case 'withhold':
        this.#try({ type: 'withhold', actor: desk })
        return
      case 'interrupt':
        this.#try({ type: 'interrupt', actor: desk })
    }
  }

  #send({ goesLive, says }: Extract<Step, { do: 'send' }>): void {
    if (!draftOf(this.post)) return
    const { post } = this
    const hash = hashOf(post)
    if (!this.#try({ type: 'begin_send', actor: desk, hash, timeoutMs: 90_000 })) return
    this.attempts.push({ ...this.#standing(post, hash), fence: currentPublication(this.post)?.fence ?? 0 })
    // A definite no means that nothing went live, and a yes that it did.
    if (says === 'yes' || (goesLive && says !== 'no')) this.live.push(post.id)
    const fence = currentPublication(this.post)?.fence ?? 0
    const outcomes: Readonly<Record<typeof says, Outcome>> = {
      yes: { kind: 'published', remote: { id: post.id, permalink: null } },
      no: { kind: 'refused', reason: 'Too long.', retryAt: null },
      unknown: { kind: 'unknown', reason: 'No answer.' },
      // The answer never comes, or so late that everybody has given it up.
      nothing: goesLive
        ? { kind: 'published', remote: { id: post.id, permalink: null } }
        : { kind: 'unknown', reason: 'No answer.' },
    }
    this.#answers.push({ fence, outcome: outcomes[says], isPrompt: says !== 'nothing' })
  }

  #standing(post: Post, hash: string): Omit<Attempt, 'fence'> {
    const draft = draftOf(post)
    const chosen = draft?.variants.find(({ id }) => id === draft.chosen)
    const authors = [this.#lastEditor, this.#authors.get(chosen?.id ?? '')]
    const approvers = [...this.#said].filter(([who, said]) => said === hash && !authors.includes(who))
    const late = this.#now.getTime() - post.dueAt.getTime()
    return {
      hash,
      approvers: approvers.map(([who]) => who),
      approvedHash: approvers[0]?.[1] ?? 'none',
      needed: chosen?.risk.level === 'high' ? 2 : 1,
      frozen: this.#frozen,
      isDue: late >= 0 && late <= policy.lateToleranceMs,
    }
  }

  #tamper(): void {
    const { post } = this
    if (!('variants' in post)) return
    this.#tampered = true
    const variants = post.variants.map((one) => ({ ...one, text: `${one.text} Tampered.` }))
    this.post = { ...post, variants }
  }

  /** True where something happened. A refusal is an answer; any other error is a bug. */
  #try(command: Command): boolean {
    const context = { now: this.#now, policy, frozen: this.#frozen, offer: null }
    try {
      const decided = change([command], this.post, context)
      if (decided.events.length > 0) this.#commit(decided)
      return decided.events.length > 0
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
  }

  #commit(decided: Change): void {
    this.post = decided.post
    this.happened.push(...decided.events.map(({ type }) => type))
    this.#entries.push(...linkAll(this.#entries.at(-1) ?? chainStart, recordsOf(decided)))
    this.statuses.add(this.post.status)
    this.revisions.push(this.post.revision)
    if (this.#tampered || !draftOf(this.post)) return
    const hashes = this.hashesByVersion.get(this.post.version) ?? new Set()
    this.hashesByVersion.set(this.post.version, hashes.add(hashOf(this.post)))
  }

  /** Every third text is high risk. */
  #variant(id: string, text: string): Variant {
    const findings = this.#edits % 3 === 0 ? [aFinding({ weight: 0.5 })] : []
    return aVariant({ id, text, findings })
  }
}
