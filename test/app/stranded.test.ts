import { expect, it } from '@jest/globals'
import { tellStranded } from '../../src/app/stranded.ts'
import { harbour, openDesk } from '../bot/desk.ts'
import { ann } from '../service/timed-desk.ts'
import { review } from '../../src/service/review.ts'

const other = { ...harbour, id: 'south-harbour-tea', name: 'South Harbour Tea' }

it('tells the other rooms of a brand whose file is gone while approved posts wait, until it is back', async () => {
  const desk = await openDesk('2026-11-20T05:10:00Z', [harbour, other])
  const { deps } = desk
  await desk.draft()
  const { id, version } = await desk.post('x')
  const without = {
    ...deps,
    brands: { all: () => [other], get: (brand: string) => (brand === other.id ? other : null) },
  }
  expect(await tellStranded(without)).toEqual([])

  await review(deps, { verb: 'approve', postId: id, version, actor: ann })
  const [sentence] = await tellStranded(without)
  expect(sentence).toContain('north-harbour-coffee is gone, so 1 approved post of it does not go out')
  expect((await deps.store.notices(other.id)).map(({ text }) => text)).toEqual([sentence])

  expect(await tellStranded(deps)).toEqual([])
  expect(await deps.store.notices(other.id)).toEqual([])
})
