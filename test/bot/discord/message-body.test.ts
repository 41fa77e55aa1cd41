import { describe, expect, it } from '@jest/globals'
import { ComponentType } from 'discord.js'
import fc from 'fast-check'
import { nobody, type DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import {
  isMarked,
  marksOf,
  messagePayload,
  newMessagePayload,
  seenMarks,
  withMarks,
} from '../../../src/bot/discord/message-body.ts'

const text = (content: string) => ({ type: ComponentType.TextDisplay as const, content })
const drawn = (...components: DiscordMessage['components']): DiscordMessage => ({
  components,
  files: [],
  thread: null,
  calls: nobody,
})

const messages = fc
  .array(fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 4 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) =>
    drawn(
      ...parts.map((part) =>
        typeof part === 'string'
          ? text(part)
          : { type: ComponentType.Container as const, components: part.map(text) },
      ),
    ),
  )

describe('the marks of a message', () => {
  it('come back with it, say its key and no other, and are ids that Discord takes', () => {
    fc.assert(
      fc.property(messages, fc.string(), fc.string(), (message, key, other) => {
        const marks = marksOf(message, key)
        const { components } = withMarks(message, marks)
        const seen = seenMarks(components).filter((one) => one !== undefined)
        expect(seen).toEqual(marks.slice(0, seen.length))
        expect(seen.length).toBe(Math.min(3, seenMarks(components).length))
        expect(new Set(marks).size).toBe(3)
        for (const mark of marks) expect(mark > 0 && mark < 2 ** 31 && Number.isInteger(mark)).toBe(true)
        expect(isMarked(components, key)).toBe(true)
        expect(isMarked(components, other)).toBe(other === key)
      }),
    )
  })

  it('change nothing else about it', () => {
    const message = drawn({ type: ComponentType.Container, components: [text('a'), text('b')] }, text('c'))
    const { components } = withMarks(message, [7, 8, 9])
    expect(components).toEqual([
      {
        type: ComponentType.Container,
        id: 7,
        components: [
          { ...text('a'), id: 8 },
          { ...text('b'), id: 9 },
        ],
      },
      text('c'),
    ])
  })

  it('are not seen in a message of no components', () => {
    expect(isMarked([], 'post 1')).toBe(false)
  })
})

describe('what is sent', () => {
  it('has a nonce of 25 characters, the same for the same key', () => {
    const nonceOf = (key: string) => newMessagePayload(drawn(text('')), key).body.nonce
    expect(nonceOf('post 1')).toMatch(/^[\w-]{25}$/)
    expect(nonceOf('post 1')).toBe(nonceOf('post 1'))
    expect(nonceOf('post 1')).not.toBe(nonceOf('post 2'))
  })

  it('may ping those whom it calls, and says of nothing that it may be parsed', () => {
    const { body } = messagePayload({ ...drawn(text('@everyone')), calls: { users: ['1'], roles: ['2'] } })
    expect(body.allowed_mentions).toEqual({ parse: [], users: ['1'], roles: ['2'] })
  })

  it('says of each file its place among those that come along', () => {
    const file = (name: string) => ({ name, alt: name, bytes: new Uint8Array([1]) })
    const message = { ...drawn(text('')), files: [file('a.png'), file('b.png')] }
    const { body, files } = messagePayload(message, [{ id: '9', filename: 'a.png', size: 1 }])
    expect(body.attachments).toEqual([
      { id: '9', description: 'a.png' },
      { id: '1', filename: 'b.png', description: 'b.png' },
    ])
    expect(files.map(({ key, name }) => [key, name])).toEqual([['files[1]', 'b.png']])
  })
})
