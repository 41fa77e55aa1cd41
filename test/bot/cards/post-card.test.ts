import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formVerbs, parseAction, fieldsOf, type Verb } from '../../../src/bot/action.ts'
import type { PostCard } from '../../../src/bot/card.ts'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import { postCard, riskView } from '../../../src/bot/cards/post-card.ts'
import type { ReviewCommand } from '../../../src/domain/command.ts'
import { decide } from '../../../src/domain/decide.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import { riskOf } from '../../../src/domain/finding.ts'
import type { Post } from '../../../src/domain/post.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import type { HistoryEntry, Metric, NetworkLimits } from '../../../src/ports.ts'
import { aBrand, aDraft, aFinding, aPost, aVariant, by, dueAt, now, policy, statuses } from '../../given.ts'

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

function cardOf(
  post: Post,
  history: readonly HistoryEntry[] = [],
  at = now,
  metrics: readonly Metric[] = [],
): PostCard {
  const people = new Map([
    ['ann', 'Ann Lee'],
    ['bob', 'Bob Hay'],
  ])
  return postCard(post, { brand: aBrand(), limits, people, history, metrics, now: at })
}

const high = aDraft({ variants: [aVariant({ weight: 0.5 })] })
const blocking = aFinding({ severity: 'block', message: 'The brand never says that.' })
const blocked = aDraft({ variants: [aVariant({ findings: [blocking], risk: riskOf([blocking]) })] })

describe('what a card offers', () => {
  it.each(statuses)('is exactly what the rules would take: %s', (status) => {
    const post = aPost(status)
    const offered = new Set(cardOf(post).buttons.map(({ press }) => press.verb))
    const taken = (Object.keys(formVerbs) as Verb[]).filter(
      (verb) => verb !== 'choose' && isTaken(verb, post),
    )
    expect([...offered].toSorted()).toEqual(taken.toSorted())
  })

  it.each(statuses)('carries the version that was seen, and can be parsed: %s', (status) => {
    for (const { press } of cardOf(aPost(status)).buttons) {
      expect(press).toMatchObject({ postId: aPost(status).id, version: 1 })
      if (!formVerbs[press.verb]) expect(parseAction(fieldsOf(press))).toMatchObject({ verb: press.verb })
    }
  })

  it('has no Approve where a finding blocks, and says which', () => {
    const card = cardOf(aPost('in_review', blocked))
    expect(card.buttons.map(({ label }) => label)).not.toContain('Approve')
    expect(card.state.sentence).toBe('It cannot be approved as it stands. The brand never says that.')
    expect(card.draft?.chosen.risk.label).toBe('Blocked')
  })

  it('asks first where the risk is high, naming what is risky', () => {
    const [approve] = cardOf(aPost('in_review', high)).buttons
    expect(approve).toMatchObject({ label: 'Approve', style: 'primary' })
    expect(approve?.confirm).toBe(high.variants[0]?.findings[0]?.message)
    expect(cardOf(aPost('in_review')).buttons[0]?.confirm).toBeNull()
  })

  it('offers Undo until the window before the slot closes, and not after', () => {
    const last = new Date(dueAt.getTime() - policy.undoWindowMs)
    const undo = (at: Date) =>
      cardOf(aPost('approved'), [], at).buttons.find(({ press }) => press.verb === 'undo')
    expect(undo(last)?.until).toEqual(last)
    expect(undo(new Date(last.getTime() + 1))).toBeUndefined()
  })

  it('lets another variant be chosen only while that means something', () => {
    const draft = aDraft({
      variants: [aVariant({ id: 'a' }), aVariant({ id: 'b', text: 'Another text.' })],
      chosen: 'a',
    })
    const choosable = statuses.filter((status) => cardOf(aPost(status, draft)).draft?.others[0]?.choose)
    expect(choosable).toEqual(['in_review', 'approved', 'held'])
  })
})

describe('where a post stands', () => {
  it.each(statuses)('is said in a word and in a sentence: %s', (status) => {
    const { label, sentence } = cardOf(aPost(status)).state
    expect(label).toMatch(/^[A-Z]/)
    expect(sentence).toMatch(/[.?”]$/)
    expect(`${label} ${sentence}`).not.toMatch(/undefined|null|_/)
  })

  it('names who approved, and how many are still missing', () => {
    const waiting = aPost('in_review', high)
    expect(cardOf(waiting).state.sentence).toBe('It takes 2 people to approve it.')
    const [given] = decide(
      { type: 'approve', actor: by('ann', 'approver'), version: 1 },
      waiting,
      context(waiting),
    )
    if (given?.type !== 'approval_given' || waiting.status !== 'in_review') throw new Error('not approved')
    const half = cardOf({ ...waiting, approvals: [given.approval] })
    expect(half.approvals).toEqual({ given: 1, needed: 2, people: [expect.any(String)] })
    expect(half.state.sentence).toMatch(/^1 of 2 approvals: .+\. 1 more to go\.$/)
    expect(cardOf(aPost('approved', high)).state.sentence).toBe('Approved by Ann Lee and Bob Hay.')
  })

  it('says whichever comes first, the slot or the expiry, to decide by', () => {
    expect(cardOf(aPost('in_review')).state.when).toEqual({ label: 'Decide by', at: dueAt })
  })

  it('says once the slot has passed what comes then, and no moment to decide by that is over', () => {
    const { status, state } = cardOf(aPost('in_review'), [], dueAt)
    expect(status).toBe('in_review')
    expect(state.sentence).toBe(
      'It waits for a decision. Its slot has passed: whoever approves it is offered the next free one.',
    )
    expect(state.when).toEqual({ label: 'Expires', at: new Date(now.getTime() + policy.expireAfterMs) })
    expect(cardOf(aPost('in_review', blocked), [], dueAt).state.sentence).toMatch(/ Its slot has passed\.$/)
  })

  it('still names what an erased person did', () => {
    const card = postCard(aPost('approved'), {
      brand: aBrand(),
      limits,
      people: new Map(),
      history: [],
      metrics: [],
      now,
    })
    expect(card.state.sentence).toBe('Approved by Someone (erased).')
  })
})

describe('figures', () => {
  const row = { brand: 'b', postId: 'p', network: 'x', simulated: false, clicks: 1 } as const
  const days: readonly Metric[] = [
    { ...row, day: '2026-11-22', impressions: 300, engagements: 20 },
    { ...row, day: '2026-11-21', impressions: 900, engagements: 30 },
  ]

  it('are the sums of all days that have any, and say through which', () => {
    expect(cardOf(aPost('published'), [], now, days).figures).toEqual({
      impressions: 1200,
      engagements: 50,
      clicks: 2,
      through: '2026-11-22',
      simulated: false,
    })
  })

  it('are marked as simulated where any of them is, and are null where there are none', () => {
    const [first, second] = days
    if (!first || !second) throw new Error('no days')
    const mixed = [first, { ...second, simulated: true }]
    expect(cardOf(aPost('published'), [], now, mixed).figures?.simulated).toBe(true)
    expect(cardOf(aPost('published')).figures).toBeNull()
  })
})

describe('risk', () => {
  it.each<[readonly number[], string]>([
    [[], '1.00: nothing found'],
    [[0.15, 0.15], '1.00 − 0.15 − 0.15 = 0.70'],
    [[0.6, 0.6], '1.00 − 0.60 − 0.60 = −0.20, which counts as 0.00'],
    [[0, 0.1], '1.00 − 0.10 = 0.90'],
  ])('shows its sum: %j', (weights, sum) => {
    const findings = weights.map((weight) => aFinding({ weight }))
    expect(riskView(riskOf(findings), findings).sum).toBe(sum)
  })

  it('puts what is most severe first', () => {
    const findings = [
      aFinding({ severity: 'info', weight: 0 }),
      aFinding({ severity: 'warn', weight: 0.1 }),
      blocking,
    ]
    const card = cardOf(
      aPost('in_review', aDraft({ variants: [aVariant({ findings, risk: riskOf(findings) })] })),
    )
    expect(card.draft?.chosen.findings.map(({ severity }) => severity)).toEqual(['block', 'warn', 'info'])
  })
})

describe('history', () => {
  const actor = by('ann', 'editor')
  const entry = (event: HistoryEntry['event'], minutes: number): HistoryEntry => ({
    event,
    actor,
    at: new Date(now.getTime() + minutes * minuteMs),
    revision: minutes,
  })
  const before = aDraft({ variants: [aVariant({ id: 'a', text: 'Come to the quay today.' })], chosen: 'a' })
  const edited = [aVariant({ id: 'a', text: 'Come to the harbour today.' })]
  const expiresAt = new Date(dueAt)
  const past = [
    entry({ type: 'drafted', draft: before, version: 1, expiresAt }, 1),
    entry(
      {
        type: 'edited',
        before: 'Come to the quay today.',
        variants: edited,
        chosen: 'a',
        by: 'ann',
        version: 2,
        expiresAt,
      },
      2,
    ),
  ]

  it('shows an edit word by word, and the version that came of it', () => {
    const post = aPost('in_review', aDraft({ variants: edited, chosen: 'a' }))
    const { lastEdit } = cardOf(post, past)
    expect(lastEdit?.diff?.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: 'quay' },
      { kind: 'added', text: 'harbour' },
    ])
    expect(lastEdit?.version).toMatchObject({ version: 2, text: 'Come to the harbour today.' })
  })

  it('does not show an edit that other variants have replaced', () => {
    expect(cardOf(aPost('in_review', before), past).lastEdit).toBeNull()
  })

  it('has the link of what went live, and of nothing else', () => {
    const remote = { id: 'r', permalink: 'https://example.com/r' }
    const live = entry({ type: 'published', fence: 1, remote, at: now }, 3)
    expect(cardOf(aPost('published'), [...past, live]).history.map(({ permalink }) => permalink)).toEqual([
      null,
      null,
      'https://example.com/r',
    ])
  })

  it('leaves out what only the ledger cares about', () => {
    const readied = entry({ type: 'readied', id: 'p.1', version: 1, hash: 'h' }, 3)
    expect(cardOf(aPost('approved'), [readied, entry({ type: 'approved' }, 4)]).history).toEqual([])
  })
})

function isTaken(verb: Verb, post: Post): boolean {
  try {
    decide(commandOf(verb, post), post, context(post))
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function context(_post: Post) {
  return { now, policy, frozen: false, offer: null }
}

function commandOf(verb: Verb, post: Post): ReviewCommand {
  const by_ = { actor: by('zoe', 'admin'), version: post.version }
  switch (verb) {
    case 'approve':
    case 'release':
    case 'undo':
    case 'retry':
      return { type: verb, ...by_ }
    case 'choose':
      return { type: verb, ...by_, variant: 'a' }
    case 'edit':
      return { type: verb, ...by_, variant: aVariant() }
    case 'reject':
      return { type: verb, ...by_, reason: 'Dull', note: null }
    case 'regenerate':
      return { type: verb, ...by_, note: null }
    case 'reslot':
      return { type: verb, ...by_, slot: { date: '2026-11-28', time: '09:00', zone: 'UTC' }, variants: [] }
    case 'hold':
      return { type: verb, ...by_, reason: 'Wait.' }
    case 'answer':
      return { type: verb, ...by_, answer: 'live', permalink: null }
  }
}

describe('what an edit changed', () => {
  it('shows words that were replaced side by side together, and the rest word by word', () => {
    expect(wordDiff('A second cup, and nobody came late.', 'A third mug, and nobody came late!')).toEqual([
      { kind: 'same', text: 'A ' },
      { kind: 'removed', text: 'second cup' },
      { kind: 'added', text: 'third mug' },
      { kind: 'same', text: ', and nobody came late' },
      { kind: 'removed', text: '.' },
      { kind: 'added', text: '!' },
    ])
    expect(wordDiff('One.\nTwo.', 'Uno.\nDue.').filter(({ kind }) => kind === 'removed')).toHaveLength(2)
  })

  it('holds both texts whole', () => {
    const text = fc
      .array(fc.constantFrom('a', 'cup', 'tea', ' ', '  ', '\n', '.', 'é'))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after)
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('')
        expect([without('added'), without('removed')]).toEqual([before, after])
      }),
    )
  })
})
