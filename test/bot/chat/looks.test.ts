import { describe, expect, it } from '@jest/globals'
import { look } from '../../../src/bot/chat/looks.ts'
import { openDesk } from '../desk.ts'
import { ann, ben, dov, drafted, roomed, stranger, textOf, typed } from './chat-desk.ts'

describe('a look at a post', () => {
  it('variants: each in full with its count, risk, findings, and a button that says which', async () => {
    const desk = await drafted()
    const { id: postId } = await desk.post('x')
    const answer = await look(desk.deps, dov, { what: 'variants', postId })
    const said = textOf(answer)
    expect(said).toContain('Variant A, the one that would go out · 112 of 280 characters')
    expect(said).toContain('Variant C · 101 of 280 characters')
    expect(said).toContain('Medium risk, 1.00 − 0.30 = 0.70')
    expect(said).toContain('Check No fact of the brand covers “ten o’clock ferry”')
    expect(answer.buttons.map(({ label, press }) => [label, press.verb, press.arg, press.version])).toEqual([
      ['Use variant B', 'choose', 'b', 1],
      ['Use variant C', 'choose', 'c', 1],
    ])
  })

  it('variants: no buttons where choosing is over', async () => {
    const desk = await drafted()
    await typed(desk, ann, 'reject {x}@1 dull')
    const { id: postId } = await desk.post('x')
    expect((await look(desk.deps, ann, { what: 'variants', postId })).buttons).toEqual([])
  })

  it('text: all of it, as a quote, with alternative texts', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [roomed])
    const text = `${'Line.\n'.repeat(400)}The end <!channel>`
    const media = [
      { name: 'cup.png', sha256: 'a'.repeat(64), mimeType: 'image/png', alt: 'A cup on the quay' },
    ]
    desk.write('linkedin', [text, `${text} b`, `${text} c`], media)
    await desk.draft()
    const { id: postId } = await desk.post('linkedin')
    const answer = await look(desk.deps, ann, { what: 'text', postId })
    expect(answer.lines).toContainEqual([{ quote: text }])
    expect(answer.lines).toContainEqual(['cup.png: ', { quote: 'A cup on the quay' }])
  })

  it('why: who did what when, the judgement, the hash that was approved, and its place in the audit trail', async () => {
    const desk = await drafted()
    await typed(desk, ann, 'approve {x}@1')
    const { id: postId } = await desk.post('x')
    const said = textOf(await look(desk.deps, dov, { what: 'why', postId }))
    expect(said).toContain('<2026-11-20T05:10:00.000Z> Ann Lee approved version 1 on Slack')
    expect(said).toContain('Variant A: Low risk, 1.00: nothing found')
    expect(said).toContain('There is no model key, so the offline twin wrote this.')
    const [, hash = ''] = /Content of version 1: (\w{64})/.exec(said) ?? []
    expect(said).toContain(`Approval of version 1 (<2026-11-20T05:10:00.000Z>): ${hash}, the same`)
    expect(said).toMatch(/Entries about this post: 2, 93, 94, \d+, \d+/)
    expect(said).toMatch(/The audit trail is whole: \d+ entries, head \w{64}/)
  })

  it('why: says of an approval that stands no more that it was for something else', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [
      { ...roomed, policy: { ...roomed.policy, approvals: { low: 2, medium: 2, high: 2 } } },
    ])
    await desk.draft()
    await typed(desk, ann, 'approve {x}@1')
    await typed(desk, ben, 'edit {x}@1 A bag names its farm.')
    const { id: postId } = await desk.post('x')
    const said = textOf(await look(desk.deps, ann, { what: 'why', postId }))
    expect(said).toContain('Ben Okafor edited variant A, which made version 2')
    expect(said).not.toContain(', the same')
  })

  it('a post without a text says so', async () => {
    const desk = await drafted()
    const [post] = await desk.deps.store.posts({ brand: roomed.id, status: ['planned'] })
    for (const what of ['variants', 'text'] as const)
      expect(textOf(await look(desk.deps, ann, { what, postId: post?.id ?? '' }))).toContain(
        'It has no text yet. It will be drafted on the morning of its day.',
      )
    expect(textOf(await look(desk.deps, ann, { what: 'why', postId: post?.id ?? '' }))).toContain(
      'put it on the calendar',
    )
  })

  it('is for reviewers of the brand only, and says what is gone', async () => {
    const desk = await drafted()
    const { id: postId } = await desk.post('x')
    for (const what of ['variants', 'text', 'why'] as const) {
      const answer = await look(desk.deps, stranger, { what, postId })
      expect(textOf(answer)).toContain('You are not a reviewer of North Harbour Coffee here.')
      expect(answer).toMatchObject({ cards: [], buttons: [] })
      expect(textOf(await look(desk.deps, ann, { what, postId: 'gone' }))).toBe(
        'This post is no longer there.',
      )
    }
  })
})
