import type { Button, PostCard } from '../../../src/bot/card.ts'
import type { MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { aDraft, aFinding, aPost, aVariant, now, type statuses } from '../../given.ts'
import { cardOf, figure, report, shop } from './contents.ts'

/** A card of a post in `status`, with this text wherever text comes from outside, and many of what there may be many of. */
export function hostileCard(text: string, status: (typeof statuses)[number], many: number): PostCard {
  const findings = Array.from({ length: many }, (_, index) =>
    aFinding({
      severity: index % 3 === 0 ? 'block' : 'warn',
      message: text,
      evidence: `${index}${text}`,
      weight: 0.1,
    }),
  )
  const media = Array.from({ length: many }, () => ({
    name: text,
    sha256: '1',
    mimeType: 'image/png',
    alt: text,
  }))
  const written = aDraft({
    variants: [
      aVariant({ text, findings, media, risk: { level: 'high', confidence: 0, blocked: false } }),
      aVariant({ id: 'b', text }),
    ],
    writer: { ...aDraft().writer, name: text, fallback: many % 2 === 0 ? text : null },
  })
  const base = cardOf(aPost(status, written))
  const told = {
    at: now,
    who: text,
    what: text,
    diff: [
      { kind: 'same', text },
      { kind: 'removed', text },
      { kind: 'added', text },
    ],
    version: null,
    permalink: text,
  } as const
  const press = base.buttons[0]?.press
  const own: readonly Button[] = press
    ? [{ press: { ...press, arg: 'x' }, label: text, style: 'plain', confirm: text, until: null }]
    : []
  return {
    ...base,
    handle: text,
    brief: [text, text],
    state: { ...base.state, sentence: text },
    lastEdit: told,
    history: [told],
    permalink: many % 2 === 0 ? text : `https://example.com/${text}`,
    buttons: [...base.buttons, ...own],
  }
}

/** The same for every other kind of message but charts. */
export function hostileContents(text: string, many: number): readonly MessageContent[] {
  const freeze = { desk: false, by: text, reason: text, at: now }
  const notices = Array.from({ length: many }, (_, index) => ({ key: `${index}`, text, at: now }))
  const post = { postId: 'p', network: text, text, impressions: 1, engagements: 1, clicks: 1 }
  const pair = { label: text, value: text }
  const row = {
    label: text,
    figures: [figure('Impressions'), figure('Engagements'), figure('Clicks'), figure('Click rate')],
  }
  const diff = [
    { kind: 'same', text },
    { kind: 'removed', text },
    { kind: 'added', text },
  ] as const
  return [
    {
      kind: 'day',
      card: { ...shop, brandName: text, freeze: many % 2 === 0 ? freeze : null, notices },
      earlier: many,
      isOver: many % 2 === 1,
    },
    {
      kind: 'line',
      line: {
        at: now,
        who: text,
        what: text,
        diff: many % 2 === 0 ? diff : null,
        version: null,
        permalink: text,
      },
    },
    {
      kind: 'report',
      card: {
        ...report,
        brandName: text,
        networks: Array.from({ length: 11 }, () => row),
        best: post,
        worst: { ...post, postId: 'q' },
        reliability: [pair, pair],
        reviewing: [pair],
        reasons: Array.from({ length: many }, () => ({ reason: text, count: 1 })),
      },
      charts: many,
    },
    {
      kind: 'said',
      lines: [
        [text, { quote: text }],
        [{ strong: text }, { href: text, label: text }, { call: text }],
      ],
    },
  ]
}
