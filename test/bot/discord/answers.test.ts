import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { reportCard } from '../../../src/bot/cards/report-card.ts'
import type { Button } from '../../../src/bot/card.ts'
import { saying } from '../../../src/bot/chat/answer.ts'
import { look } from '../../../src/bot/chat/looks.ts'
import {
  answerMessages,
  openFormMessage,
  questionMessages,
  replyMessages,
} from '../../../src/bot/discord/answers.ts'
import { formPress } from '../../../src/bot/discord/custom-id.ts'
import type { DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { handle } from '../../../src/bot/handle.ts'
import { hourMs } from '../../../src/domain/slot.ts'
import { drafted, pressOn } from '../chat/drafted.ts'
import { hostileText } from '../chat/hostile.ts'
import { breachesOf } from './breaches.ts'
import { pressesOf } from './drawn.ts'
import { seen } from './markdown.ts'
import { readable } from './readable.ts'

const ann = { surface: 'discord', id: '11' } as const

function shown(messages: readonly DiscordMessage[]): string {
  return messages.map(({ components }) => readable(components)).join('\n---\n')
}

function aButton(press: Button['press'], label = 'Use this one'): Button {
  return { press, label, style: 'plain', confirm: null, until: null }
}

describe('what is told to whoever pressed', () => {
  it('is the sentence, which pings and formats nothing', () => {
    const sentence = 'Frozen by Ann: “<@&1234567890123456> **now**”'
    const reply = { outcome: 'refused', code: 'frozen', sentence, card: null, offer: null } as const
    const [message, ...rest] = replyMessages(reply)
    if (!message) throw new Error('no message')
    expect(rest).toEqual([])
    expect(seen(readable(message.components))).toEqual({ text: sentence, marks: [] })
    expect(message.calls).toEqual(nobody)
  })

  it('has what would work instead as a button that works', async () => {
    const { desk, card } = await drafted()
    desk.tick(12 * hourMs)
    const reply = await handle(desk.deps, ann, { verb: 'approve', postId: card.id, version: card.version })
    const [message] = replyMessages(reply)
    if (!message) throw new Error('no message')
    expect(readable(message.components)).toMatch(/The next free slot is .*\n\[Approve for .* green\]/)
    expect(pressesOf(message.components)).toEqual([{ kind: 'post', press: reply.offer?.press }])
  })
})

describe('an answer', () => {
  it('shows its lines, cards with their buttons, the report, its own buttons, and how to open its form', async () => {
    const { desk, card } = await drafted()
    const week = await desk.report()
    const stored = await desk.deps.store.report(desk.brand.id, week)
    const messages = answerMessages(
      saying([['Look: ', { strong: 'this' }]], {
        cards: [card],
        buttons: [aButton(pressOn(card, 'choose', 'b'))],
        report: stored && reportCard(stored.report),
        form: pressOn(card, 'reject'),
      }),
    )
    const text = shown(messages)
    expect(text).toMatch(/^Look\\?: \*\*this\*\*/)
    expect(text).toContain('[Approve green]')
    expect(text).toContain('Week 46')
    expect(text).toContain('[Use this one]')
    expect(text).toContain('[Open the form green]')
    const presses = messages.flatMap(({ components }) => pressesOf(components))
    expect(presses).toContainEqual(formPress(pressOn(card, 'reject')))
    for (const message of messages) expect(breachesOf(message)).toEqual([])
  })

  it('without anything says so', () => {
    expect(shown(answerMessages(saying([])))).toBe('There is nothing to show.')
  })

  it('of thirty cards is said in several messages, each card whole and in order', async () => {
    const { card } = await drafted()
    const cards = Array.from({ length: 30 }, (_, index) => ({
      ...card,
      handle: `account-${index}`,
      id: `p${index}`,
    }))
    const messages = answerMessages(saying([['All that waits:']], { cards }))
    expect(messages.length).toBeGreaterThan(1)
    const names = [...shown(messages).matchAll(/account\\?-(\d+)/g)].map(([, number]) => Number(number))
    expect([...new Set(names)]).toEqual(cards.map((_, index) => index))
    for (const message of messages) expect(breachesOf(message)).toEqual([])
  })

  it('never has the same press twice in one message, which Discord would not take', async () => {
    const { card } = await drafted()
    const messages = answerMessages(
      saying([], { cards: [card, card], buttons: [aButton(pressOn(card, 'edit'), 'Edit')] }),
    )
    expect(messages.length).toBeGreaterThanOrEqual(2)
    for (const message of messages) expect(breachesOf(message)).toEqual([])
  })

  it('of 63,000 characters is said in full, in pieces', () => {
    const quote = Array.from({ length: 9000 }, (_, index) => `w${index}`).join(' ')
    const messages = answerMessages(saying([[{ quote }]]))
    for (const message of messages) expect(breachesOf(message)).toEqual([])
    const words = shown(messages).match(/w\d+/g)
    expect(words).toEqual(quote.split(' '))
  })

  it('is one that Discord takes whatever it says, and does nothing', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, other) => {
        const answer = saying([
          [text, { strong: other }, { quote: text }],
          [{ href: other, label: text }],
          [{ code: text }],
        ])
        for (const message of [...answerMessages(answer), ...replyMessages(replyOf(text))]) {
          expect(breachesOf(message)).toEqual([])
          expect(message.calls).toEqual(nobody)
          const marks = seen(readable(message.components)).marks.map(({ kind }) => kind)
          for (const kind of [
            'mention',
            'everyone',
            'channel',
            'command',
            'emoji',
            'time',
            'invitation',
            'spoiler',
          ])
            expect(marks).not.toContain(kind)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('to a look at the variants has a button for each that can be chosen', async () => {
    const { desk, card } = await drafted()
    const messages = answerMessages(await look(desk.deps, ann, { what: 'variants', postId: card.id }))
    const text = shown(messages)
    for (const words of ['One cup', 'Two cups', 'Three cups', '[Use variant B]', '[Use variant C]'])
      expect(text).toContain(words)
  })
})

describe('a form that could not be opened in time', () => {
  it('is opened by a button, with what was typed before', async () => {
    const { card } = await drafted()
    const form = { ...formPress(pressOn(card, 'edit')), typed: 'abc' }
    const [message] = openFormMessage(form)
    if (!message) throw new Error('no message')
    expect(breachesOf(message)).toEqual([])
    expect(pressesOf(message.components)).toEqual([form])
  })
})

describe('a question', () => {
  it('names what is risky, and its button does it without asking again', async () => {
    const { card } = await drafted()
    const press = { kind: 'post', press: pressOn(card, 'approve') } as const
    const button = { press, label: 'Approve all the same', style: 'danger', confirm: null } as const
    const [message] = questionMessages({ lines: [['A claim without proof.']], cards: [], button })
    if (!message) throw new Error('no message')
    expect(readable(message.components)).toBe('A claim without proof.\n[Approve all the same red]')
    expect(pressesOf(message.components)).toEqual([press])
  })
})

const nobody = { users: [], roles: [] }

function replyOf(sentence: string) {
  return { outcome: 'failed', code: null, sentence, card: null, offer: null } as const
}
