import { describe, expect, it } from '@jest/globals'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import { nobody } from '../../../src/bot/discord/discord-message.ts'
import type { Draft } from '../../../src/domain/post.ts'
import { aDraft, aFinding, aPost, aVariant, dueAt, now, statuses } from '../../given.ts'
import { cardOf, line } from '../chat/contents.ts'
import { breachesOf } from './breaches.ts'
import { anImage, drawn, pressesOf } from './drawn.ts'
import { readable } from './readable.ts'

const slot = `<t:${dueAt.getTime() / 1000}:f>`
const early = `<t:${now.getTime() / 1000}:f>`

const draft: Draft = aDraft({
  variants: [
    aVariant({
      text: 'Bring your bicycle.\n\n- Leave with a *skill*. 🚲 :bike:',
      findings: [
        aFinding({ message: 'No fact covers this.', evidence: 'a skill', weight: 0.3 }),
        aFinding({ message: 'Twice this week.', weight: 0.15 }),
        aFinding({ severity: 'info', message: 'A note.' }),
      ],
      risk: { level: 'high', confidence: 0.55, blocked: false },
    }),
    aVariant({ id: 'b', text: 'Flat tyre?' }),
    aVariant({ id: 'c', text: 'Three tools.' }),
  ],
})

function shown(card: ReturnType<typeof cardOf>): string {
  return readable(drawn({ kind: 'post', card, images: [] }).components)
}

describe('a card', () => {
  it('in review shows where it stands, its text as it will look, what was found and what can be done', () => {
    const card = cardOf(aPost('in_review', draft))
    const message = drawn({ kind: 'post', card, images: [anImage()] })
    expect(message.thread).toBe('X @quayside · quayside-bicycles-x-2026-11-20')
    expect(message.calls).toEqual(nobody)
    expect(readable(message.components)).toBe(`\
### X \\@quayside · ${slot}
**In review** · High risk 0.55
It takes 2 people to approve it. Decide by ${slot} (${slot.replace('f', 'R')}).
>>> Bring your bicycle.

\\- Leave with a \\*skill\\*. 🚲 \\:bike\\:
(attachment://1-ab12ab12ab12ab12.png “The shop”)
-# Variant A · version 1 · 54\\/280 characters · product · Benefit · Statement · Short
-# shop.png\\: The shop
-# Written by the offline twin.
Confidence 1.00 − 0.30 − 0.15 = 0.55
- **Check** No fact covers this. “a skill” −0.30
- **Check** Twice this week. −0.15
- 1 more finding: see Why
[Variants *Variant A · 54/280: Bring your bicycle. - Leave with a *skill*. 🚲 :bike: | Variant B · 10/280: Flat tyre? | Variant C · 12/280: Three tools. | Read them all: Every variant in full, with what was found]
[Approve? green] [Edit] [Reject red]
[More… New variants | Move | Hold | Why]`)
    expect(pressesOf(message.components)).toEqual([
      { kind: 'menu', name: 'variants', of: card.id },
      { kind: 'look', what: 'text', postId: card.id },
      ...(['b', 'c'] as const).map((arg) => press('choose', arg)),
      { kind: 'look', what: 'variants', postId: card.id },
      { kind: 'sure', press: press('approve', null) },
      press('edit', null),
      press('reject', null),
      { kind: 'menu', name: 'more', of: card.id },
      ...(['regenerate', 'reslot', 'hold'] as const).map((verb) => press(verb, null)),
      { kind: 'look', what: 'why', postId: card.id },
    ])

    function press(verb: string, arg: string | null) {
      return { kind: 'post', press: { verb, postId: card.id, version: card.version, arg } }
    }
  })

  it('that is approved says who, when, when it goes out and until when it can be undone', () => {
    expect(shown(cardOf(aPost('approved'), { history: [line] }))).toContain(`\
**Approved** · Low risk 1.00
Approved by Ann Lee. Goes out ${slot} (${slot.replace('f', 'R')}). Undo until <t:${dueAt.getTime() / 1000 - 60}:t>.
Latest: Ann Lee approved version 1 on Slack · ${early}
`)
  })

  it.each([
    ['planned', 'Not drafted yet.', ['[More… Move | Why]']],
    ['drafting', 'Being written…', ['[Why]']],
    ['draft_failed', 'It could not be drafted.', ['[Why]']],
    ['approved', 'Goes out', ['[Undo] [Edit]', '[More… Move | Hold | Why]']],
    ['held', 'Wait for the photo.', ['[Release green] [Edit]', '[More… Move | New variants | Why]']],
    ['rejected', 'Off brand', ['[Undo]', '[More… New variants | Why]']],
    ['expired', 'Nobody decided in time.', ['[More… Move | Why]']],
    ['publishing', 'It is on its way', ['[Why]']],
    ['published', 'Went out', ['[Open it on x.example -> https://x.example/r1] [Why]']],
    ['unknown', 'finding out', ['[It is live] [It is not] [Leave it] [Why]']],
    ['needs_human', 'is it live?', ['[It is live] [It is not] [Leave it] [Why]']],
    ['publish_failed', 'Too long.', ['[Try again green] [Edit]', '[More… Move | Why]']],
  ] as const)('that is %s says so, and can be asked only for what still may be', (status, words, rows) => {
    const lines = shown(cardOf(aPost(status))).split('\n')
    expect(lines.join('\n')).toContain(words)
    expect(lines.filter((one) => one.startsWith('[') && !one.startsWith('[Variants'))).toEqual(rows)
  })

  it('offers other variants only while one can still be chosen', () => {
    const offering = statuses.filter((status) => shown(cardOf(aPost(status))).includes('[Variants'))
    expect(offering).toEqual(['in_review', 'approved', 'held'])
    const [, menu] = pressesOf(
      drawn({ kind: 'post', card: cardOf(aPost('in_review')), images: [] }).components,
    )
    expect(menu).toMatchObject({ kind: 'look', what: 'text' })
  })

  it('of many variants offers some, and all of them to read', () => {
    const many = aDraft({
      variants: Array.from({ length: 26 }, (_, index) => aVariant({ id: String.fromCharCode(97 + index) })),
    })
    const message = drawn({ kind: 'post', card: cardOf(aPost('in_review', many)), images: [] })
    expect(breachesOf(message)).toEqual([])
    expect(readable(message.components)).toMatch(/Variant G[^|]*\| Read them all/)
  })

  it('has no Approve where a finding blocks, and names what blocks', () => {
    const blocking = aFinding({ severity: 'block', message: 'The brand never says that.' })
    const blocked = aVariant({ findings: [blocking], risk: { level: 'low', confidence: 1, blocked: true } })
    const text = shown(cardOf(aPost('in_review', aDraft({ variants: [blocked] }))))
    expect(text).toContain('**In review** · Blocked')
    expect(text).toContain('- **Blocks** The brand never says that.')
    expect(text).not.toContain('[Approve')
  })

  it('asks before a high risk is approved, and before no other', () => {
    const of = (weight: number) =>
      shown(cardOf(aPost('in_review', aDraft({ variants: [aVariant({ weight })] }))))
    expect(of(0)).toContain('[Approve green]')
    expect(of(0.3)).toContain('[Approve green]')
    expect(of(0.5)).toContain('[Approve? green]')
  })

  it('has a bar whose colour tells risks and states apart', () => {
    const colourOf = (card: ReturnType<typeof cardOf>) => {
      const [container] = drawn({ kind: 'post', card, images: [] }).components
      return container && 'accent_color' in container ? container.accent_color : null
    }
    const risks = [0, 0.3, 0.5].map((weight) =>
      cardOf(aPost('in_review', aDraft({ variants: [aVariant({ weight })] }))),
    )
    const blocked = aVariant({ risk: { level: 'low', confidence: 1, blocked: true } })
    const cards = [
      ...risks,
      cardOf(aPost('in_review', aDraft({ variants: [blocked] }))),
      cardOf(aPost('approved')),
      cardOf(aPost('publishing')),
      cardOf(aPost('rejected')),
    ]
    expect(new Set(cards.map(colourOf)).size).toBe(cards.length)
    expect(colourOf(cardOf(aPost('unknown')))).toBe(colourOf(cardOf(aPost('publish_failed'))))
  })

  it('shows what was edited word by word while somebody has to look at it', () => {
    const lastEdit = {
      ...line,
      what: 'edited variant A',
      diff: wordDiff('Come by today.', 'Come by *soon*.'),
    }
    expect(shown(cardOf(aPost('in_review'), { lastEdit }))).toContain(
      'Ann Lee changed:\n>>> Come by ~~today~~**\\*soon\\***.',
    )
    expect(shown(cardOf(aPost('approved'), { lastEdit }))).not.toContain('changed:')
  })

  it('says how far a text is over its limit, that media has no words, and that it was simulated', () => {
    const media = { name: 'a.png', sha256: '1', mimeType: 'image/png', alt: '' }
    const long = aVariant({ text: 'a'.repeat(300), media: [media] })
    const card = cardOf(aPost('in_review', aDraft({ variants: [long] })), { simulated: true })
    expect(shown(card)).toContain('300\\/280 characters (20 too many)')
    expect(shown(card)).toContain('-# a.png\\: no alternative text')
    expect(shown(card)).toMatch(/^### Simulated: X/)
    const { components, files } = drawn({ kind: 'post', card, images: [anImage({ ...media })] })
    expect(readable(components)).toContain('“a.png: no alternative text”')
    expect(files[0]?.alt).toBe('a.png: no alternative text')
  })

  it('that has figures tells them, through which day, and whether they were simulated', () => {
    const figures = { impressions: 1200, engagements: 1, clicks: 0, through: '2026-11-21', simulated: true }
    expect(shown(cardOf(aPost('published'), { figures }))).toContain(
      '\nSimulated\\: 1,200 impressions, 1 engagement and 0 clicks through Sat 21 Nov.\n',
    )
  })

  it.each([
    ['a rehearsal', 'file:///home/outbox/a.json', ' In the outbox\\: a.json'],
    [
      'a link that no button holds',
      `https://x.example/${'a'.repeat(600)}`,
      ' [Open it on x.example](<https://x.example/aaa',
    ],
  ])('says where it is where no button leads there: %s', (_, permalink, words) => {
    const text = shown(cardOf(aPost('published'), { permalink }))
    expect(text).toContain(words)
    expect(text.split('\n').at(-1)).toBe('[Why]')
  })

  it('has a button for the whole text where it had to shorten it', () => {
    const of = (text: string) =>
      cardOf(aPost('in_review', aDraft({ variants: [aVariant({ text }), aVariant({ id: 'b' })] })))
    const long = of('word '.repeat(2000))
    expect(shown(long)).toMatch(/ wo?r?d?…\n/)
    expect(shown(long)).toContain('[Whole text]')
    expect(pressesOf(drawn({ kind: 'post', card: long, images: [] }).components)).toContainEqual({
      kind: 'look',
      what: 'text',
      postId: long.id,
    })
    expect(shown(of(`a${' '.repeat(10_000)}`))).toContain('[Whole text]')
    expect(shown(of('Short.'))).not.toContain('[Whole text]')
  })

  it('says less of all else before it shortens the text', () => {
    const message = 'This is a finding of many words. '.repeat(8).trim()
    const of = (length: number) => {
      const text = 'Every repair comes with a lesson. '.repeat(100).slice(0, length)
      const findings = [aFinding({ message, weight: 0.15 }), aFinding({ message, weight: 0.15 })]
      return shown(cardOf(aPost('in_review', aDraft({ variants: [aVariant({ text, findings })] }))))
    }
    expect(of(1000)).toContain(message)
    expect(of(3000)).not.toContain(message)
    expect(of(3000)).toContain('- **Check** This is a finding')
    expect(of(3000)).not.toContain('[Whole text]')
  })

  it('shows a post of 3,000 characters, the most that LinkedIn takes, whole', () => {
    const text = 'Every repair comes with a lesson, so that you can do it yourself.\n\n'
      .repeat(50)
      .slice(0, 3000)
    const card = cardOf(aPost('in_review', aDraft({ variants: [aVariant({ text })] })))
    expect(shown(card)).not.toContain('[Whole text]')
    expect(shown(card)).toContain(`>>> ${text}`)
  })

  it('has a button for the whole text where what an image is for could not stand there whole', () => {
    const media = [{ name: 'a.png', sha256: '1', mimeType: 'image/png', alt: 'word '.repeat(100) }]
    expect(shown(cardOf(aPost('in_review', aDraft({ variants: [aVariant({ media })] }))))).toContain(
      '[Whole text]',
    )
  })
})

describe('images', () => {
  it('are as many as a message takes, none of them too large, each named by what is in it', () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      anImage({ sha256: `${index}`.repeat(64), mimeType: 'image/jpeg' }),
    )
    const huge = anImage({ bytes: new Uint8Array(11 * 1024 * 1024) })
    const message = drawn({ kind: 'post', card: cardOf(aPost('in_review')), images: [huge, ...many] })
    expect(message.files).toHaveLength(10)
    expect(message.files.slice(0, 2).map(({ name }) => name)).toEqual([
      '1-0000000000000000.jpg',
      '2-1111111111111111.jpg',
    ])
    expect(breachesOf(message)).toEqual([])
  })

  it('go together only as far as a request holds them', () => {
    const large = anImage({ bytes: new Uint8Array(9 * 1024 * 1024) })
    const { files } = drawn({
      kind: 'post',
      card: cardOf(aPost('in_review')),
      images: [large, large, large, anImage()],
    })
    expect(files.map(({ bytes }) => bytes.length)).toEqual([large.bytes.length, large.bytes.length, 1])
  })
})
