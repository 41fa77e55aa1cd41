import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  chainStart,
  linkAll,
  recordsOf,
  verifyChain,
  type AuditEntry,
  type AuditHead,
} from '../../src/domain/audit.ts'
import type { Command } from '../../src/domain/command.ts'
import { change, plannedChange } from '../../src/domain/decide.ts'
import type { Change } from '../../src/domain/events.ts'
import { canonicalJson, sha256 } from '../../src/domain/hash.ts'
import type { Post } from '../../src/domain/post.ts'
import { aDraft, aFinding, aPost, aVariant, base, by, desk, dueAt, hashOf, now, policy } from '../given.ts'

/** Whatever a person types has this in it. */
const typed = 'TYPED-BY-A-PERSON'
const zoe = by('p-zoe')
const slot = { date: '2026-11-20', time: '12:00', zone: 'Europe/Berlin' }
const edit: Command = {
  type: 'edit',
  actor: zoe,
  version: 1,
  variant: aVariant({
    text: typed,
    media: [{ name: typed, sha256: '3'.repeat(64), mimeType: 'image/png', alt: typed }],
    findings: [aFinding({ evidence: typed, message: `${typed} is not covered.`, weight: 0.1 })],
  }),
}

/** A life in which people type wherever they can. */
function aLife(): readonly Change[] {
  const changes: Change[] = [plannedChange(base, desk, now)]
  const after = (): Post => changes.at(-1)?.post ?? aPost()
  const next = (at: Date, ...commands: readonly [Command, ...Command[]]): void => {
    changes.push(change(commands, after(), { now: at, policy, frozen: false, offer: null }))
  }
  const version = (): number => after().version
  next(now, { type: 'start_drafting', actor: desk, again: false })
  next(now, { type: 'finish_drafting', actor: desk, draft: aDraft() })
  next(now, edit)
  next(now, { type: 'hold', actor: zoe, version: version(), reason: typed })
  next(now, { type: 'release', actor: zoe, version: version() })
  next(now, { type: 'reject', actor: zoe, version: version(), reason: 'off_brand', note: typed })
  next(now, { type: 'regenerate', actor: zoe, version: version(), note: typed })
  next(now, { type: 'fail_drafting', actor: desk, reason: 'The model was away.' })
  next(now, { type: 'choose', actor: zoe, version: version(), variant: 'b' })
  next(now, { type: 'reslot', actor: zoe, version: version(), slot, variants: [] })
  next(now, { type: 'approve', actor: by('p-yan'), version: version() })
  next(now, { type: 'undo', actor: by('p-yan'), version: version() })
  next(now, { type: 'approve', actor: by('p-yan'), version: version() })
  const due = after().dueAt
  next(due, { type: 'begin_send', actor: desk, hash: hashOf(after()), timeoutMs: 90_000 })
  next(due, {
    type: 'record_outcome',
    actor: desk,
    fence: 1,
    outcome: { kind: 'unknown', reason: 'No answer.' },
  })
  next(due, { type: 'settle', actor: desk, fence: 1, lookup: { kind: 'unclear', reason: 'Cut off.' } })
  next(due, { type: 'answer', actor: zoe, version: version(), answer: 'leave', permalink: null })
  next(due, {
    type: 'answer',
    actor: zoe,
    version: version(),
    answer: 'live',
    permalink: `https://x.example/${typed}`,
  })
  return changes
}

const life = aLife()
const entries = linkAll(chainStart, life.flatMap(recordsOf))
const head = headOf(entries)

describe('the audit record', () => {
  it('has one entry for each event, in order, with actor, subject and version', () => {
    expect(entries.map(({ action }) => action)).toEqual(
      life.flatMap(({ events }) => events.map(({ type }) => type)),
    )
    expect(new Set(entries.map(({ subject, brand }) => `${brand} ${subject}`))).toEqual(
      new Set([`${base.brand} ${base.id}`]),
    )
    expect(entries.find(({ action }) => action === 'edited')).toMatchObject({
      actor: 'person:p-zoe',
      version: 2,
      at: now,
    })
    expect(entries.find(({ action }) => action === 'approved')).toMatchObject({
      actor: 'person:p-yan',
      version: 4,
    })
    expect(entries[0]).toMatchObject({ actor: 'system:desk', action: 'planned' })
  })

  it('holds no text that a person typed, anywhere', () => {
    expect(JSON.stringify(life)).toContain(typed)
    for (const entry of entries) expect(JSON.stringify(entry)).not.toContain(typed)
  })

  it('holds no names, only pseudonyms, and those as the actor', () => {
    for (const { facts } of entries) expect(facts).not.toMatch(/p-zoe|p-yan/)
  })

  it('says what was approved: hash, surface, risk, confidence and the codes of the findings', () => {
    const approved = entries.find(({ action }) => action === 'approval_given')
    const { hash, ...facts } = JSON.parse(approved?.facts ?? '') as Record<string, unknown>
    expect(facts).toEqual({
      surface: 'web',
      needed: 1,
      variant: 'b',
      risk: 'low',
      confidence: 1,
      findings: [],
    })
    expect(hash).toBe(life.flatMap(({ post }) => post.publications)[0]?.hash)
    const edited = JSON.parse(entries.find(({ action }) => action === 'edited')?.facts ?? '') as object
    expect(edited).toMatchObject({
      variant: 'a',
      risk: 'low',
      confidence: 0.9,
      findings: ['claim_uncovered'],
    })
  })

  it('says what was planned, asked for, moved and rejected', () => {
    const factsOf = (action: string, chain: readonly AuditEntry[] = entries): unknown =>
      JSON.parse(chain.find((entry) => entry.action === action)?.facts ?? '')
    const { account, brief } = base
    expect(factsOf('planned')).toEqual({ account, slot: base.slot, brief, simulated: false })
    expect(entries.filter(({ action }) => action === 'drafting_started').map(({ facts }) => facts)).toEqual([
      '{"withNote":false}',
      '{"withNote":true}',
    ])
    expect(factsOf('slot_moved')).toMatchObject({ slot, variant: 'b', hash: expect.any(String) })
    expect(factsOf('rejected')).toEqual({ reason: 'off_brand', surface: 'web' })
    const move: Command = { type: 'reslot', actor: zoe, version: 1, slot, variants: [] }
    const moved = change([move], aPost('planned'), { now, policy, frozen: false, offer: null })
    expect(factsOf('slot_moved', linkAll(chainStart, recordsOf(moved)))).toEqual({ slot })
  })

  it('says who wrote a draft, at what price', () => {
    const drafted = JSON.parse(entries.find(({ action }) => action === 'drafted')?.facts ?? '') as object
    expect(drafted).toMatchObject({ writer: { name: 'offline twin', costUsd: 0 }, confidence: 1 })
  })

  it('says why the desk held a post, but not what a person wrote', () => {
    const late = new Date(dueAt.getTime() + policy.lateToleranceMs + 1)
    const context = { now: late, policy, frozen: false, offer: null }
    const missed = change([{ type: 'withhold', actor: desk }], aPost('approved'), context)
    expect(JSON.parse(recordsOf(missed)[0]?.facts ?? '')).toMatchObject({
      byPerson: false,
      reason: expect.stringContaining('slot passed'),
    })
    expect(entries.find(({ action }) => action === 'held')?.facts).toBe('{"byPerson":true,"reason":null}')
  })

  it('keeps the link that a network gave, and of the one that a person typed only that it was a person', () => {
    const lookup = { kind: 'live', remote: { id: 'r1', permalink: 'https://x.example/r1' } } as const
    const context = { now: dueAt, policy, frozen: false, offer: null }
    const found = change([{ type: 'settle', actor: desk, fence: 1, lookup }], aPost('unknown'), context)
    expect(JSON.parse(recordsOf(found)[0]?.facts ?? '')).toMatchObject({ remote: lookup.remote })
    expect(JSON.parse(entries.at(-1)?.facts ?? '')).toMatchObject({ remote: { id: 'confirmed by a person' } })
  })
})

describe('the chain', () => {
  it('verifies from its start to its head', () => {
    expect(verifyChain(entries, head)).toEqual({ ok: true, entries: entries.length, head: head.hash })
    expect(verifyChain([], chainStart)).toEqual({ ok: true, entries: 0, head: chainStart.hash })
  })

  it('grows by parts as it does at once', () => {
    const records = life.flatMap(recordsOf)
    const first = linkAll(chainStart, records.slice(0, 5))
    expect([...first, ...linkAll(headOf(first), records.slice(5))]).toEqual(entries)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index + 1))
  })

  it('is broken by any change of any byte of any field of any entry, and says where', () => {
    for (const [index, entry] of entries.entries()) {
      for (const changed of everyChangeOf(entry)) {
        const verdict = verifyChain(entries.with(index, changed), head)
        expect(verdict).toMatchObject({ ok: false })
      }
      const renamed = verifyChain(entries.with(index, { ...entry, actor: 'person:mallory' }), head)
      expect(renamed).toMatchObject({
        seq: entry.seq,
        reason: `entry ${entry.seq} was changed after it was written`,
      })
    }
  })

  it('is broken by a change that seals its own entry again, at the next link or at the head', () => {
    for (const [index, entry] of entries.entries()) {
      const { hash: _hash, ...unsealed } = { ...entry, facts: '{"forged":true}' }
      const sealed = linkAll({ seq: entry.seq - 1, hash: entry.previousHash }, [unsealed])[0]
      if (!sealed) throw new Error('not sealed')
      expect(verifyChain(entries.with(index, sealed), head).ok).toBe(false)
    }
  })

  it('is broken by an entry that is missing, doubled or moved, and by an end that was cut off', () => {
    const [second, third] = [entries[1], entries[2]]
    if (!second || !third) throw new Error('too short')
    expect(verifyChain(entries.toSpliced(1, 1), head)).toMatchObject({
      ok: false,
      reason: 'entry 2 is missing',
    })
    expect(verifyChain(entries.toSpliced(1, 0, second), head).ok).toBe(false)
    expect(verifyChain(entries.with(1, third).with(2, second), head).ok).toBe(false)
    const cut = verifyChain(entries.slice(0, -1), head)
    expect(cut).toMatchObject({ ok: false, seq: entries.length - 1 })
    expect(cut).toHaveProperty(
      'reason',
      expect.stringContaining(`its head was recorded as entry ${entries.length}`),
    )
    expect(verifyChain([], head).ok).toBe(false)
  })

  it('is broken where an entry follows from another past', () => {
    const [first] = entries
    if (!first) throw new Error('too short')
    const other = linkAll(chainStart, [{ ...first, action: 'other' }])
    const rest = linkAll(headOf(other), entries.slice(1))
    expect(verifyChain([first, ...rest], headOf(rest))).toMatchObject({
      ok: false,
      reason: 'entry 2 does not follow from the one before it',
    })
  })
})

describe('the canonical form', () => {
  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('hashes as everybody does', () => {
    expect(sha256('Grüße')).toBe('f83e039796c6453a10f5519e39fd113901572316a1a8ea07cb525d2801dfd074')
  })
})

/** Each field with each of its characters replaced, one at a time; numbers and times a step up and down. */
function everyChangeOf(entry: AuditEntry): readonly AuditEntry[] {
  const texts = ['brand', 'actor', 'action', 'subject', 'facts', 'previousHash', 'hash'] as const
  const ofTexts = texts.flatMap((field) =>
    entry[field].split('').map((character, index) => {
      const other = character === 'x' ? 'y' : 'x'
      return { ...entry, [field]: entry[field].slice(0, index) + other + entry[field].slice(index + 1) }
    }),
  )
  const longer = texts.flatMap((field) => [
    { ...entry, [field]: `${entry[field]} ` },
    { ...entry, [field]: entry[field].slice(0, -1) },
  ])
  const steps = [-1, 1].flatMap((step) => [
    { ...entry, seq: entry.seq + step },
    { ...entry, version: (entry.version ?? 0) + step },
    { ...entry, at: new Date(entry.at.getTime() + step) },
  ])
  return [...ofTexts, ...longer, ...steps, { ...entry, version: null }]
}

function headOf(chain: readonly AuditEntry[]): AuditHead {
  return chain.at(-1) ?? chainStart
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
