import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Refusal } from '../../src/domain/errors.ts'
import {
  evolveLedger,
  postIdOf,
  publicationId,
  type LedgerEvent,
  type Publication,
} from '../../src/domain/ledger.ts'

const at = new Date('2026-11-20T08:00:00Z')
const deadline = new Date('2026-11-20T08:01:30Z')
const remote = { id: 'r1', permalink: null }
const states = ['ready', 'sending', 'published', 'refused', 'unknown', 'needs_human'] as const

/** A row in any state, tried once. */
function aRow(state: Publication['state'], settings: Partial<Publication> = {}): Publication {
  return {
    id: 'p.1',
    version: 1,
    state,
    fence: 1,
    hash: 'h',
    deadline: state === 'sending' ? deadline : null,
    attemptedAt: at,
    lookups: 2,
    remote: null,
    error: 'before',
    ...settings,
  }
}

const events = {
  readied: { type: 'readied', id: 'p.1', version: 1, hash: 'h' },
  sending_started: { type: 'sending_started', fence: 2, at, deadline },
  published: { type: 'published', fence: 1, remote, at },
  refused: { type: 'refused', fence: 1, reason: 'no', retryAt: null },
  outcome_unknown: { type: 'outcome_unknown', fence: 1, reason: 'no answer', at },
  looked_up: { type: 'looked_up', reason: 'cut off' },
  settled_live: { type: 'settled_live', remote, at },
  settled_absent: { type: 'settled_absent' },
  person_needed: { type: 'person_needed', reason: 'cannot tell' },
  retried: { type: 'retried' },
} as const satisfies Record<LedgerEvent['type'], LedgerEvent>

/** Every edge there is; the rest are forbidden. */
const edges: Readonly<
  Record<keyof typeof events, Partial<Record<Publication['state'], Publication['state']>>>
> = {
  readied: {},
  sending_started: { ready: 'sending' },
  // A late yes is the truth wherever the row has got to, but never against a definite no.
  published: { sending: 'published', unknown: 'published', needs_human: 'published', ready: 'published' },
  refused: { sending: 'refused' },
  outcome_unknown: { sending: 'unknown' },
  looked_up: { unknown: 'unknown' },
  settled_live: { unknown: 'published', needs_human: 'published' },
  settled_absent: { unknown: 'ready', needs_human: 'ready' },
  person_needed: { unknown: 'needs_human' },
  retried: { refused: 'ready' },
}

const every = Object.values(events).flatMap((event) =>
  states.map((state) => [state, event.type, edges[event.type][state] ?? null] as const),
)

describe('the ledger', () => {
  it.each(every)('from %s by %s goes to %s', (state, type, next) => {
    if (next) expect(evolveLedger(aRow(state), events[type]).state).toBe(next)
    else expect(() => evolveLedger(aRow(state), events[type])).toThrow(`no edge from ${state} by ${type}`)
  })

  it('has no edge from sending to sending, with any fence', () => {
    fc.assert(
      fc.property(fc.integer(), (fence) => {
        expect(() => evolveLedger(aRow('sending'), { ...events.sending_started, fence })).toThrow('no edge')
      }),
    )
  })

  it('begins with a row that has never been tried', () => {
    expect(evolveLedger(null, events.readied)).toEqual({
      ...aRow('ready'),
      fence: 0,
      attemptedAt: null,
      lookups: 0,
      error: null,
    })
  })

  it.each(Object.values(events).filter(({ type }) => type !== 'readied'))(
    'knows no row without one: %p',
    (event) => {
      expect(() => evolveLedger(null, event)).toThrow(`no publication for ${event.type}`)
    },
  )

  it.each(['published', 'refused', 'outcome_unknown'] as const)('takes no %s with another fence', (type) => {
    for (const fence of [0, 2, 7]) {
      expect(() => evolveLedger(aRow('sending'), { ...events[type], fence })).toThrow(Refusal)
    }
  })

  it('takes no yes for a row that was never tried', () => {
    expect(() => evolveLedger(aRow('ready', { fence: 0 }), { ...events.published, fence: 0 })).toThrow(
      'no edge',
    )
  })

  it.each([0, 1])('takes an attempt only with a higher fence, not %i', (fence) => {
    expect(() => evolveLedger(aRow('ready'), { ...events.sending_started, fence })).toThrow('no edge')
  })

  it('takes an attempt with any higher fence: other versions have used some', () => {
    expect(evolveLedger(aRow('ready'), { ...events.sending_started, fence: 9 }).fence).toBe(9)
  })

  it('writes down the attempt, and forgets what was known of the one before', () => {
    expect(evolveLedger(aRow('ready'), events.sending_started)).toEqual(
      aRow('sending', { fence: 2, lookups: 0, error: null }),
    )
  })

  it('writes down the outcome', () => {
    const row = aRow('sending')
    const settled = { deadline: null }
    expect(evolveLedger(row, events.published)).toEqual({
      ...row,
      ...settled,
      state: 'published',
      remote,
      error: null,
    })
    expect(evolveLedger(row, events.refused)).toEqual({ ...row, ...settled, state: 'refused', error: 'no' })
    expect(evolveLedger(row, events.outcome_unknown)).toEqual({
      ...row,
      ...settled,
      state: 'unknown',
      error: 'no answer',
    })
  })

  it('writes down what settling found', () => {
    const row = aRow('unknown')
    expect(evolveLedger(row, events.looked_up)).toEqual({ ...row, lookups: 3, error: 'cut off' })
    expect(evolveLedger(row, events.settled_live)).toEqual({
      ...row,
      state: 'published',
      remote,
      error: null,
    })
    expect(evolveLedger(row, events.settled_absent)).toEqual({ ...row, state: 'ready' })
    expect(evolveLedger(row, events.person_needed)).toEqual({
      ...row,
      state: 'needs_human',
      error: 'cannot tell',
    })
  })

  it('names a row by post and version', () => expect(publicationId('a-post', 3)).toBe('a-post.3'))

  it('tells the post of a row by its name, dots in the id of the post included', () => {
    expect(postIdOf(publicationId('v1.2-post', 3))).toBe('v1.2-post')
  })
})
