import { describe, expect, it } from '@jest/globals'
import type { KnownBlock } from '@slack/types'
import fc from 'fast-check'
import type { Button } from '../../../src/bot/card.ts'
import { saying } from '../../../src/bot/chat/answer.ts'
import { look } from '../../../src/bot/chat/looks.ts'
import { reportCard } from '../../../src/bot/cards/report-card.ts'
import { handle } from '../../../src/bot/handle.ts'
import { answerMessage, lookView, replyMessage } from '../../../src/bot/slack/answers.ts'
import type { SlackMessage } from '../../../src/bot/slack/slack-message.ts'
import { hourMs } from '../../../src/domain/slot.ts'
import { breachesOf } from './breaches.ts'
import { drafted, pressOn } from '../chat/drafted.ts'
import { hostileText } from '../chat/hostile.ts'
import { readable } from './readable.ts'

const ann = { surface: 'slack', id: 'U1' } as const

function blocksOf(message: SlackMessage | undefined): readonly KnownBlock[] {
  if (message?.kind !== 'blocks') throw new Error('no message of blocks')
  return message.blocks
}

function shown(messages: readonly SlackMessage[]): string {
  return messages.map((message) => readable(blocksOf(message))).join('\n---\n')
}

describe('what is told to whoever pressed', () => {
  it('is the sentence, for screen readers too', () => {
    const reply = {
      outcome: 'refused',
      code: 'frozen',
      sentence: 'Frozen by Ann: “<!channel>”',
      card: null,
      offer: null,
    } as const
    const message = replyMessage(reply)
    expect(shown([message])).toBe('Frozen by Ann: “<!channel>”')
    expect(message).toMatchObject({ text: 'Frozen by Ann: “&lt;!channel&gt;”' })
  })

  it('has what would work instead as a button that works', async () => {
    const { desk, card } = await drafted()
    desk.tick(12 * hourMs)
    const reply = await handle(desk.deps, ann, { verb: 'approve', postId: card.id, version: card.version })
    expect(shown([replyMessage(reply)])).toMatch(/The next free slot is .*\n\[Approve for .* primary\]/)
  })
})

describe('an answer', () => {
  it('shows its lines, cards with their buttons, the report, and its own buttons', async () => {
    const { desk, card } = await drafted()
    const offer: Button = {
      press: pressOn(card, 'choose', 'b'),
      label: 'Use this one',
      style: 'plain',
      confirm: null,
      until: null,
    }
    const week = await desk.report()
    const stored = await desk.deps.store.report(desk.brand.id, week)
    const report = stored && reportCard(stored.report)
    const text = shown(
      answerMessage(saying([['Two ', { strong: 'words' }]], { cards: [card], buttons: [offer], report })),
    )
    expect(text).toContain('Two *words*')
    expect(text).toContain('[Approve primary]')
    expect(text).toContain('# Week 46 · North Harbour Coffee')
    expect(text.endsWith('[Use this one]')).toBe(true)
  })

  it('never is nothing', () => {
    expect(shown(answerMessage(saying([])))).toBe('There is nothing to show.')
    expect(readable(lookView('Why', saying([])).blocks as KnownBlock[])).toBe('There is nothing to show.')
  })

  it('of thirty cards is said in several messages, each card whole and in order', async () => {
    const { card } = await drafted()
    const cards = Array.from({ length: 30 }, (_, index) => ({ ...card, handle: `account-${index}` }))
    const messages = answerMessage(saying([['All that waits:']], { cards }))
    expect(messages.length).toBeGreaterThan(1)
    const names = [...shown(messages).matchAll(/@account-(\d+)/g)].map(([, number]) => Number(number))
    expect([...new Set(names)]).toEqual(cards.map((_, index) => index))
    for (const message of messages) expect(breachesOf(blocksOf(message))).toEqual([])
  })

  it('puts buttons that do the same to different posts into rows of their own, as Slack wants it', async () => {
    const { card } = await drafted()
    const buttons = Array.from({ length: 3 }, (_, index): Button => {
      return {
        press: { ...pressOn(card, 'approve'), postId: `p${index}` },
        label: `Post ${index}`,
        style: 'plain',
        confirm: null,
        until: null,
      }
    })
    const [message] = answerMessage(saying([], { buttons }))
    expect(readable(blocksOf(message))).toBe('[Post 0]\n[Post 1]\n[Post 2]')
    expect(breachesOf(blocksOf(message))).toEqual([])
  })

  it('is within the limits of Slack whatever it says, and mentions nobody', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, other) => {
        const answer = saying([
          [text, { strong: other }, { quote: text }],
          [{ href: other, label: text }],
          [{ code: text }],
        ])
        const messages = answerMessage(answer)
        for (const message of messages) {
          expect(breachesOf(blocksOf(message))).toEqual([])
          expect(message).toMatchObject({ text: expect.not.stringMatching(/<[!@#]/) })
        }
        expect(JSON.stringify(messages)).not.toMatch(/"type":"(?:user|broadcast|channel|usergroup)"/)
        expect(breachesOf(lookView(other, answer).blocks as KnownBlock[], 'view')).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})

describe('a look', () => {
  it('shows the variants, each with its button', async () => {
    const { desk, card } = await drafted()
    const answer = await look(desk.deps, ann, { what: 'variants', postId: card.id })
    const view = lookView('Variants', answer)
    expect(view).toMatchObject({ type: 'modal', title: { text: 'Variants' }, close: { text: 'Close' } })
    expect(view.submit).toBeUndefined()
    const text = readable(view.blocks as KnownBlock[])
    for (const words of ['One cup.', 'Two cups.', 'Three cups.']) expect(text).toContain(words)
  })

  it.each(['一', '\u202e'])(
    'of 65,000 times %j, twice, fits, says that there is more, and keeps its buttons',
    async (unit) => {
      const { card } = await drafted()
      const button: Button = {
        press: pressOn(card, 'choose', 'b'),
        label: 'Use B',
        style: 'plain',
        confirm: null,
        until: null,
      }
      const quote = unit.repeat(65_000)
      const view = lookView('Whole text', saying([[{ quote }], [{ quote }]], { buttons: [button] }))
      expect(breachesOf(view.blocks as KnownBlock[], 'view')).toEqual([])
      expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThanOrEqual(250_000)
      expect(readable(view.blocks.slice(-2) as KnownBlock[])).toBe(
        'small: There is more than Slack can show here: see the web page.\n[Use B]',
      )
    },
  )
})
