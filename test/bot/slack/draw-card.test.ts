import { describe, expect, it } from '@jest/globals'
import type { Button } from '../../../src/bot/card.ts'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import type { Draft } from '../../../src/domain/post.ts'
import { aDraft, aFinding, aPost, aVariant, statuses } from '../../given.ts'
import { breachesOf } from './breaches.ts'
import { readable } from './readable.ts'
import { cardOf, line } from '../chat/contents.ts'
import { drawn, pressesOf } from './drawn.ts'

const draft: Draft = aDraft({
  variants: [
    aVariant({
      text: 'Bring your bicycle.\n\nLeave with a skill. 🚲 :bike:',
      findings: [
        aFinding({ message: 'No fact covers this.', evidence: 'a skill', weight: 0.3 }),
        aFinding({ message: 'Twice this week.', weight: 0.15 }),
        aFinding({ severity: 'info', message: 'A note.' }),
      ],
      risk: { level: 'high', confidence: 0.55, blocked: false },
    }),
    aVariant({ id: 'b', text: 'Flat tyre?' }),
  ],
})
describe('a card', () => {
  it('in review shows where it stands, its text as it will look, what was found and what can be done', () => {
    const { text, blocks } = drawn({ kind: 'post', card: cardOf(aPost('in_review', draft)), images: [] })
    expect(text).toBe('X @quayside, Fri 20 Nov, 09:00 Europe/Berlin: In review, high risk.')
    expect(readable(blocks)).toBe(`\
*X* @quayside · {Fri 20 Nov, 09:00 Europe/Berlin} · *In review* · High risk 0.55
It takes 2 people to approve it. Decide by {Fri 20 Nov, 09:00 Europe/Berlin}.
> Bring your bicycle.
> 
> Leave with a skill. 🚲 :bike:
small: Variant A · version 1 · 50/280 characters · product · Benefit · Statement · Short
small: shop.png: The shop
small: Written by the offline twin.
• *Check* No fact covers this. “a skill” −0.30
• *Check* Twice this week. −0.15
• 1 more finding: see Why
Confidence 1.00 − 0.30 − 0.15 = 0.55
[Approve primary] (asks: No fact covers this. / Twice this week.) [Edit] [Reject danger] [… New variants | Move | Hold | 1 other variant | Why]`)
  })

  it('that is approved says who, when, when it goes out and until when it can be undone', () => {
    const { blocks } = drawn({
      kind: 'post',
      card: cardOf(aPost('approved'), { history: [line] }),
      images: [],
    })
    expect(readable(blocks)).toContain(`\
*X* @quayside · {Fri 20 Nov, 09:00 Europe/Berlin} · *Approved* · Low risk 1.00
Approved by Ann Lee. Goes out {Fri 20 Nov, 09:00 Europe/Berlin}. Undo until {Fri 20 Nov, 08:59 Europe/Berlin}.
Latest: Ann Lee approved version 1 on Slack · {Fri 20 Nov, 05:00 Europe/Berlin}`)
    expect(readable(blocks)).toContain('[Undo] [Edit] [… Move | Hold | 1 other variant | Why]')
  })

  it.each([
    ['planned', 'Not drafted yet.', '[… Move | Why]'],
    ['drafting', 'Being written…', '[Why]'],
    ['draft_failed', 'It could not be drafted.', '[Why]'],
    [
      'held',
      'Wait for the photo.',
      '[Release primary] [Edit] [… Move | New variants | 1 other variant | Why]',
    ],
    ['rejected', 'Off brand', '[Undo] [… New variants | Why]'],
    ['expired', 'Nobody decided in time.', '[… Move | Why]'],
    ['publishing', 'It is on its way', '[Why]'],
    ['published', '[Open it on x.example](https://x.example/r1)', '[Why]'],
    ['unknown', 'finding out', '[It is live] [It is not] [Leave it] [Why]'],
    ['needs_human', 'is it live?', '[It is live] [It is not] [Leave it] [Why]'],
    ['publish_failed', 'Too long.', '[Try again primary] [Edit] [… Move | Why]'],
  ] as const)('that is %s says so, and can be asked only for what still may be', (status, words, buttons) => {
    const { blocks } = drawn({ kind: 'post', card: cardOf(aPost(status)), images: [] })
    expect(readable(blocks)).toContain(words)
    expect(readable(blocks).split('\n').at(-1)).toBe(buttons)
    expect(blocks.length).toBeLessThanOrEqual(4)
  })

  it('has no Approve where a finding blocks, and names what blocks', () => {
    const blocking = aFinding({ severity: 'block', message: 'The brand never says that.' })
    const blocked = aVariant({ findings: [blocking], risk: { level: 'low', confidence: 1, blocked: true } })
    const { text, blocks } = drawn({
      kind: 'post',
      images: [],
      card: cardOf(aPost('in_review', aDraft({ variants: [blocked] }))),
    })
    expect(text).toContain('In review, blocked.')
    expect(readable(blocks)).toContain('• *Blocks* The brand never says that.')
    expect(readable(blocks)).not.toContain('[Approve')
  })

  it('shows what was edited word by word while somebody has to look at it', () => {
    const diff = wordDiff('Come by today.', 'Come by *soon*.')
    const lastEdit = { ...line, what: 'edited variant A', diff }
    const card = cardOf(aPost('in_review'), { lastEdit })
    expect(readable(drawn({ kind: 'post', card, images: [] }).blocks)).toContain(
      'Ann Lee changed:\n> Come by ~today~**soon**.',
    )
    expect(
      readable(drawn({ kind: 'post', card: cardOf(aPost('approved'), { lastEdit }), images: [] }).blocks),
    ).not.toContain('changed:')
  })

  it('says how far a text is over its limit, that media has no words, and that it was simulated', () => {
    const long = aVariant({
      text: 'a'.repeat(300),
      media: [{ name: 'a.png', sha256: '1', mimeType: 'image/png', alt: '' }],
    })
    const card = cardOf(aPost('in_review', aDraft({ variants: [long] })), { simulated: true })
    const shown = readable(drawn({ kind: 'post', card, images: [] }).blocks)
    expect(shown).toContain('300/280 characters (20 too many)')
    expect(shown).toContain('small: a.png: no alternative text')
    expect(shown).toMatch(/^Simulated: \*X\*/)
  })

  it('that has figures tells them, through which day, and whether they were simulated', () => {
    const figures = { impressions: 1200, engagements: 1, clicks: 0, through: '2026-11-21', simulated: true }
    expect(
      readable(drawn({ kind: 'post', card: cardOf(aPost('published'), { figures }), images: [] }).blocks),
    ).toContain('\nSimulated: 1,200 impressions, 1 engagement and 0 clicks through Sat 21 Nov.\n')
  })

  it('has a button for the whole text where it had to shorten it', () => {
    const long = aVariant({ text: 'word '.repeat(2000) })
    const card = cardOf(aPost('in_review', aDraft({ variants: [long, aVariant({ id: 'b' })] })))
    const { blocks } = drawn({ kind: 'post', card, images: [] })
    expect(readable(blocks)).toMatch(/ wo?r?d?…\n/)
    expect(readable(blocks)).toContain('[Whole text]')
    expect(pressesOf(blocks)).toContainEqual({ kind: 'look', what: 'text', postId: card.id })
    const blank = aDraft({ variants: [aVariant({ text: `a${' '.repeat(10_000)}` })] })
    expect(
      readable(drawn({ kind: 'post', card: cardOf(aPost('in_review', blank)), images: [] }).blocks),
    ).toContain('[Whole text]')
    expect(readable(drawn({ kind: 'post', card: cardOf(aPost()), images: [] }).blocks)).not.toContain(
      '[Whole text]',
    )
  })

  it.each(statuses)('carries the version that was seen in whatever can be pressed: %s', (status) => {
    const card = cardOf(aPost(status))
    const presses = pressesOf(drawn({ kind: 'post', card, images: [] }).blocks)
    expect(presses.filter(({ kind }) => kind === 'post')).toHaveLength(card.buttons.length)
    for (const one of presses)
      if (one.kind === 'post') expect(one.press).toMatchObject({ postId: card.id, version: card.version })
  })

  it('keeps every verb within reach where there are more than a menu holds', () => {
    const [first] = cardOf(aPost('in_review')).buttons
    if (!first) throw new Error('no button')
    const many = Array.from(
      { length: 8 },
      (_, index): Button => ({
        ...first,
        label: `Move ${index}`,
        press: { ...first.press, verb: 'reslot', arg: `${index}` },
      }),
    )
    const { blocks } = drawn({
      kind: 'post',
      card: cardOf(aPost('in_review'), { buttons: many }),
      images: [],
    })
    expect(pressesOf(blocks).filter(({ kind }) => kind === 'post')).toHaveLength(8)
    expect(breachesOf(blocks)).toEqual([])
  })

  it('that came up again points to the newer one, and can no longer be pressed', () => {
    const moved = (toRemoteId: string | null) =>
      readable(drawn({ kind: 'moved', card: cardOf(aPost()), toRemoteId }).blocks)
    expect(moved('1700000000.000100')).toBe(
      '*X* @quayside · {Fri 20 Nov, 09:00 Europe/Berlin} · This one has come up again: [to its newer card](https://acme.slack.com/archives/C0ROOM/p1700000000000100)',
    )
    expect(moved(null)).toContain('come up again: further down')
  })
})
