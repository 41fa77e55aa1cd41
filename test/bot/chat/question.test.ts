import { describe, expect, it } from '@jest/globals'
import type { PostCard } from '../../../src/bot/card.ts'
import { ask } from '../../../src/bot/chat/question.ts'
import { handle } from '../../../src/bot/handle.ts'
import { handleDesk } from '../../../src/bot/handle-desk.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'
import { cardOf, pressOn } from './drafted.ts'

const ann = { surface: 'slack', id: 'U1' } as const

/** A post with a claim that nothing proves, and more that the rules do not like. */
async function risky(): Promise<{ readonly desk: Desk; readonly card: PostCard }> {
  const desk = await openDesk()
  const text = 'Our coffee is 90% better than any other!!! BUY NOW, GUARANTEED. Studies prove that 99% agree.'
  desk.write('x', [text, text, text])
  await desk.draft()
  return { desk, card: await cardOf(desk) }
}

function approvalOf(card: PostCard) {
  return { kind: 'post', press: pressOn(card, 'approve') } as const
}

describe('what has to be confirmed first', () => {
  it('is told with what is risky, and its button is the press itself', async () => {
    const { desk, card } = await risky()
    expect(card.draft?.chosen.risk.level).toBe('high')
    const { confirm } = card.buttons.find(({ press }) => press.verb === 'approve') ?? {}
    expect(confirm).toBeTruthy()
    const { lines, cards, button } = await ask(desk.deps, ann, approvalOf(card))
    expect(JSON.stringify(lines)).toContain(JSON.stringify(`: ${confirm}`))
    expect(cards).toEqual([])
    expect(button).toEqual({
      press: approvalOf(card),
      label: 'Approve all the same',
      style: 'danger',
      confirm: null,
    })
  })

  it('is asked about the version that was seen: another one has to be looked at first', async () => {
    const { desk, card } = await risky()
    await handle(desk.deps, ann, { verb: 'choose', postId: card.id, version: 1, variant: 'b' })
    const { lines, cards, button } = await ask(desk.deps, ann, approvalOf(card))
    expect(JSON.stringify(lines)).toContain('You saw version 1; version 2 has replaced it.')
    expect(cards).toMatchObject([{ version: 2 }])
    expect(button).toBeNull()
  })

  it('is nothing where it has been decided meanwhile', async () => {
    const { desk, card } = await risky()
    await handle(desk.deps, ann, { verb: 'reject', postId: card.id, version: 1, reason: 'Dull' })
    expect(await ask(desk.deps, ann, approvalOf(card))).toMatchObject({
      lines: [[expect.stringContaining('Rejected')]],
      button: null,
    })
  })

  it('is not told to a stranger', async () => {
    const { desk, card } = await risky()
    const question = await ask(desk.deps, { surface: 'slack', id: 'U9' }, approvalOf(card))
    expect(question).toMatchObject({
      lines: [[expect.stringContaining('not a reviewer')]],
      cards: [],
      button: null,
    })
    const desks = await ask(
      desk.deps,
      { surface: 'slack', id: 'U9' },
      { kind: 'desk', verb: 'approve_all', brand: harbour.id },
    )
    expect(desks).toMatchObject({ lines: [[expect.stringContaining('not a reviewer')]], button: null })
  })

  it('of a whole day says how many it is about', async () => {
    const desk = await openDesk()
    await desk.draft()
    const press = { kind: 'desk', verb: 'approve_all', brand: harbour.id } as const
    const { lines, button } = await ask(desk.deps, ann, press)
    expect(lines).toEqual([[expect.stringMatching(/^3 low-risk posts of North Harbour Coffee are approved/)]])
    expect(button).toMatchObject({ press, confirm: null })
    await handleDesk(desk.deps, ann, { verb: 'approve_all', brand: harbour.id })
    expect(await ask(desk.deps, ann, press)).toMatchObject({ button: null })
  })

  it('never throws', async () => {
    const { desk, card } = await risky()
    const broken = {
      ...desk.deps,
      store: { ...desk.deps.store, post: () => Promise.reject(new Error('down')) },
    }
    const question = await ask(broken, ann, approvalOf(card))
    expect(question).toMatchObject({ lines: [[expect.stringContaining('the log has it as')]], button: null })
    expect(await ask(desk.deps, ann, { kind: 'look', what: 'why', postId: card.id })).toMatchObject({
      button: null,
    })
  })
})
