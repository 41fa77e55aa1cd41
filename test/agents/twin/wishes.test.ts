import { describe, expect, it } from '@jest/globals'
import { twinCopywriter } from '../../../src/agents/twin/twin-copywriter.ts'
import { nearDuplicateFrom, similarity, trigramsOf } from '../../../src/domain/similarity.ts'
import type { CopyRequest, Lesson } from '../../../src/ports.ts'
import { joinery } from '../../brands/trades.ts'
import { month, request } from '../request.ts'

const write = twinCopywriter()
const at = new Date('2026-11-10T09:00:00Z')

async function textsOf(asked: CopyRequest): Promise<readonly string[]> {
  return (await write(asked)).variants.map(({ text }) => text)
}

function edited(before: string, after: string): Lesson {
  return { kind: 'edited', network: 'linkedin', before, after, at }
}

function rejected(text: string, reason: string): Lesson {
  return { kind: 'rejected', network: 'linkedin', text, reason, note: null, at }
}

describe('a reviewer’s note', () => {
  const long = request(joinery, 'linkedin', {
    brief: {
      pillar: 'product',
      angle: 'benefit',
      hook: 'statement',
      cta: 'Book a survey',
      format: 'paragraphs',
    },
  })

  it.each(['Shorter please', 'C’est trop long, plus court', 'Bitte kürzer', 'Más corto, por favor'])(
    '“%s” makes the texts shorter',
    async (note) => {
      expect((await textsOf({ ...long, note })).join('').length).toBeLessThan(
        (await textsOf(long)).join('').length * 0.8,
      )
    },
  )

  it.each(['Ask a question', 'Pose une question', 'Bitte mit einer Frage enden', 'Haz una pregunta'])(
    '“%s” makes every text ask',
    async (note) => {
      for (const text of await textsOf({ ...long, note })) expect(text).toContain('?')
    },
  )

  it.each(['Less salesy', 'Moins commercial', 'Nicht so werblich', 'Menos comercial'])(
    '“%s” leaves out the call to action and the promises',
    async (note) => {
      const { variants } = await write({ ...long, note })
      for (const { text, cta } of variants) {
        expect([text.includes('Book a survey'), cta]).toEqual([false, ''])
        for (const promise of joinery.valuePropositions) expect(text).not.toContain(promise)
      }
    },
  )

  it.each(['No hashtags', 'Sans hashtags', 'Ohne Hashtags', 'Sin hashtags'])(
    '“%s” leaves out hashtags',
    async (note) => {
      const asked = month(joinery).map((one) => ({ ...one, note }))
      for (const one of asked) for (const text of await textsOf(one)) expect(text).not.toContain('#')
    },
  )

  it.each(['Another angle', 'Un autre angle', 'Ein anderer Blickwinkel', 'Otro enfoque'])(
    '“%s” leaves the brief’s angle',
    async (note) => {
      const { variants } = await write({ ...long, note })
      expect(variants.map(({ angle }) => angle)).not.toContain('benefit')
    },
  )

  it.each(['No emoji', 'Pas d’émojis', 'Keine Emojis', 'Sin emojis'])(
    '“%s” leaves out emoji',
    async (note) => {
      const facts = joinery.facts.map(({ text, source }) => ({ text: `🎉 ${text}`, source }))
      for (const text of await textsOf({ ...long, brand: { ...joinery, facts }, note }))
        expect(text).not.toContain('🎉')
    },
  )

  it('that merely mentions a question or a list asks for neither', async () => {
    const note = 'The claim about oak raises a question, check our list'
    const before = await textsOf({ ...long, note: 'The claim about oak, check it' })
    expect((await textsOf({ ...long, note })).map((text) => text.includes('?'))).toEqual(
      before.map((text) => text.includes('?')),
    )
  })

  it('about a subject brings the statements that have to do with it', async () => {
    const [first] = await textsOf({
      ...long,
      note: 'Say something about the drawing we keep',
      brief: { ...long.brief, angle: 'plain_fact' },
    })
    expect(first).toContain('drawing of each window')
  })
})

describe('lessons', () => {
  const asked = month(joinery).filter(({ account }) => account.network === 'linkedin')

  it('of a refused text keep it from coming again, even nearly', async () => {
    const first = await textsOf(request(joinery, 'linkedin'))
    const lessons = first.map((text) => rejected(text, 'off_brand'))
    const again = await textsOf(request(joinery, 'linkedin', { lessons }))
    for (const one of again)
      for (const other of first)
        expect(similarity(trigramsOf(one), trigramsOf(other))).toBeLessThan(nearDuplicateFrom)
  })

  it('of an edit that took out hashtags are learned for that network', async () => {
    const lessons = [edited('Oak. #QuayStreetJoinery', 'Oak.')]
    for (const one of asked)
      for (const text of await textsOf({ ...one, lessons })) expect(text).not.toContain('#')
  })

  it('of another network’s edits are not', async () => {
    const lessons: readonly Lesson[] = [{ ...edited('Oak. #QuayStreetJoinery', 'Oak.'), network: 'x' }]
    const texts = await Promise.all(asked.map((one) => textsOf({ ...one, lessons })))
    expect(texts.flat().some((text) => text.includes('#'))).toBe(true)
  })

  it('of an edit that shortened make texts shorter', async () => {
    const lessons = [edited('A long text that goes on and on and on.', 'A text.')]
    const texts = await Promise.all(asked.map((one) => textsOf(one)))
    const learned = await Promise.all(asked.map((one) => textsOf({ ...one, lessons })))
    expect(learned.flat().join('').length).toBeLessThan(texts.flat().join('').length * 0.9)
  })

  it('of a line that was struck out keep it away while there are others', async () => {
    const line = 'Good work can stand being looked at.'
    const lessons = [edited(`${line}\n\nOak.`, 'Oak.')]
    for (const one of asked)
      for (const text of await textsOf({ ...one, lessons })) expect(text).not.toContain(line)
  })

  it('of a reason are read like a note', async () => {
    const lessons = [rejected('Some text.', 'too salesy')]
    const { variants } = await write(request(joinery, 'linkedin', { lessons }))
    expect(variants.map(({ cta }) => cta)).toEqual(['', '', ''])
  })
})
