import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Press } from '../../../../src/bot/action.ts'
import type { PostCard } from '../../../../src/bot/card.ts'
import { formPress } from '../../../../src/bot/discord/custom-id.ts'
import type { DiscordMessage } from '../../../../src/bot/discord/discord-message.ts'
import { formMessages } from '../../../../src/bot/discord/forms/form-answers.ts'
import { KeptForms } from '../../../../src/bot/discord/forms/kept-forms.ts'
import { handle, type Reply } from '../../../../src/bot/handle.ts'
import { handleDesk } from '../../../../src/bot/handle-desk.ts'
import type { Identity } from '../../../../src/bot/identity.ts'
import { drafted, pressOn } from '../../chat/drafted.ts'
import { hostileText } from '../../chat/hostile.ts'
import { harbour, type Desk } from '../../desk.ts'
import { breachesOf } from '../breaches.ts'
import { pressesOf } from '../drawn.ts'
import { seen } from '../markdown.ts'
import { readable } from '../readable.ts'
import { ann, modalOf, read, type Changes } from './handed-in.ts'

async function handIn(
  desk: Desk,
  card: PostCard,
  verb: Press['verb'],
  changes: Changes,
  who: Identity = ann,
) {
  const form = await read(desk, modalOf(card, formPress(pressOn(card, verb))), changes)
  return { form, reply: await handle(desk.deps, who, form.input) }
}

function shown(messages: readonly DiscordMessage[]): string {
  for (const message of messages) expect(breachesOf(message)).toEqual([])
  return messages
    .map(({ components }) => readable(components))
    .join('\n')
    .replaceAll('\\', '')
}

function presses(messages: readonly DiscordMessage[]) {
  return messages.flatMap(({ components }) => pressesOf(components))
}

describe('the answer to a form that was refused', () => {
  it('shows all that was typed, and has a button that opens the form with it', async () => {
    const { desk, card } = await drafted()
    const typed = { text: 'Fog. '.repeat(60), 'alt-0': '**Quay**', at: '2026-11-21 9:00' }
    const { form, reply } = await handIn(desk, card, 'edit', typed)
    const kept = new KeptForms()
    const key = kept.keep('11', { fields: form.fields, problem: reply.sentence })
    const messages = formMessages(form, reply, key)
    const text = shown(messages)
    expect(text).toMatch(/^This is 299 of 280 characters/)
    expect(text).toContain(`**Text**\n> ${typed.text.trim()}`)
    expect(text).toContain('**Alternative text 1**\n> **Quay**')
    expect(text).toContain('**Day and time**\n> 2026-11-21 9:00')
    const [again] = presses(messages)
    if (again?.kind !== 'form') throw new Error('no way back')
    const reopened = modalOf(card, again, kept.typed('11', again.typed))
    expect((await read(desk, reopened)).fields).toEqual(typed)
  })

  it('holds letter by letter, as a file, what a message cannot show so', async () => {
    const { desk, card } = await drafted()
    await handleDesk(desk.deps, ann, { verb: 'freeze', brand: harbour.id, reason: null })
    const text = `Two\u200b cups.\r\nFog.`
    const { form, reply } = await handIn(desk, card, 'edit', { text, at: 'soon' })
    const messages = formMessages(form, reply, 'key')
    shown(messages)
    const [file, ...others] = messages.flatMap(({ files }) => files)
    expect(others).toEqual([])
    expect(file?.name).toBe('text.txt')
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(text)
  })

  it('loses nothing that anybody could type', async () => {
    const { desk, card } = await drafted()
    const { form, reply } = await handIn(desk, card, 'reject', { reason: 'Ugly' })
    fc.assert(
      fc.property(hostileText, fc.constantFrom('text', 'alt-0', 'note'), (text, name) => {
        const messages = formMessages({ ...form, fields: { [name]: text } }, reply, 'key')
        shown(messages)
        const files = messages.flatMap((one) => one.files).map(({ bytes }) => Buffer.from(bytes))
        const words = messages.map(({ components }) => seen(readable(components)).text).join('\n')
        if (files.length > 0) expect(files).toEqual([Buffer.from(text)])
        else expect(words).toContain(text.trim())
      }),
      { numRuns: 100 },
    )
  })

  it('shows the card as it stands, once it has moved on: that one has to be looked at first', async () => {
    const { desk, card } = await drafted()
    await handle(desk.deps, ann, { verb: 'choose', postId: card.id, version: 1, variant: 'b' })
    const { form, reply } = await handIn(desk, card, 'edit', { text: 'Typed.' })
    const messages = formMessages(form, reply, 'key')
    const text = shown(messages)
    expect(text).toMatch(/You saw version 1; version 2 has replaced it[\s\S]*Typed\.[\s\S]*Two cups\./)
    expect(presses(messages).some(({ kind }) => kind === 'form')).toBe(false)
    expect(presses(messages)).toContainEqual({ kind: 'post', press: { ...form.press, version: 2 } })
  })

  it('opens no form again where there is nothing left to decide', async () => {
    const { desk, card } = await drafted()
    await handle(desk.deps, ann, { verb: 'reject', postId: card.id, version: 1, reason: 'Dull' })
    const { form, reply } = await handIn(desk, card, 'hold', { reason: 'Legal' })
    const messages = formMessages(form, reply, 'key')
    expect(shown(messages)).toContain('Legal')
    expect(presses(messages).some(({ kind }) => kind === 'form')).toBe(false)
  })

  it('gives a stranger back what they typed, and nothing else', async () => {
    const { desk, card } = await drafted()
    const stranger = { surface: 'discord', id: '99' } as const
    const { form, reply } = await handIn(desk, card, 'edit', { text: 'Mine.' }, stranger)
    const messages = formMessages(form, reply, 'key')
    const text = shown(messages)
    expect(text).toContain('You are not a reviewer')
    expect(text).toContain('Mine.')
    expect(text).not.toContain('One cup.')
    expect(presses(messages)).toEqual([])
  })

  it('opens the form again after a bug', async () => {
    const { desk, card } = await drafted()
    const { form } = await handIn(desk, card, 'hold', { reason: 'Legal' })
    const failed: Reply = {
      outcome: 'failed',
      code: null,
      sentence: 'The log has it.',
      card: null,
      offer: null,
    }
    expect(presses(formMessages(form, failed, 'abc'))).toEqual([{ ...form.form, typed: 'abc' }])
  })
})

describe('the answer to a form that was taken', () => {
  it('is its sentence', async () => {
    const { desk, card } = await drafted()
    const { form, reply } = await handIn(desk, card, 'hold', { reason: 'Legal' })
    expect(shown(formMessages(form, reply, 'key'))).toBe('On hold until somebody releases it.')
  })
})
