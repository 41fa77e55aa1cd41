import { expect, it } from '@jest/globals'
import { minuteMs } from '../../../src/domain/slot.ts'
import { ann, bob, does, draftNamed, inReview, now } from '../posts.ts'
import type { Opened } from './opened.ts'

export function lessonTests(stores: () => Opened): void {
  it('remembers what people changed and refused, newest first, for their brand only, apart from what was simulated', async () => {
    const { store, other } = stores()
    const brand = 'school'
    const account = { network: 'bluesky', handle: 'school' } as const
    const edited = await inReview(store, 'lesson-1', { brand, account })
    await inReview(store, 'lesson-2', { brand })
    await inReview(store, 'lesson-3', { brand: 'elsewhere' })
    const [variant] = draftNamed('Better').variants
    if (!variant) throw new Error('no variant')
    const { version } = edited
    await does(store, 'lesson-1', { type: 'edit', actor: ann, version, variant }, at(1))
    const no = { type: 'reject', actor: bob, version: 1, reason: 'off_brand', note: 'Not us' } as const
    await does(store, 'lesson-2', no, at(2))
    await does(store, 'lesson-3', no, at(3))
    const rejected = { kind: 'rejected', network: 'x', reason: 'off_brand', note: 'Not us', at: at(2) }
    const changed = {
      kind: 'edited',
      network: 'bluesky',
      before: 'Text of lesson-1 a',
      after: 'Better a',
      at: at(1),
    }
    expect(await other.lessons(brand, { limit: 10, simulated: false })).toEqual([
      { ...rejected, text: 'Text of lesson-2 a' },
      changed,
    ])
    await inReview(store, 'lesson-4', { brand, simulated: true })
    await does(store, 'lesson-4', no, at(4))
    expect(await other.lessons(brand, { limit: 10, simulated: false })).toHaveLength(2)
    expect(await other.lessons(brand, { limit: 10, simulated: true })).toHaveLength(1)
    expect(await other.lessons(brand, { limit: 1, simulated: false })).toHaveLength(1)
  })
}

function at(minutes: number) {
  return new Date(now.getTime() + minutes * minuteMs)
}
