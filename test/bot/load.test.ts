import { describe, expect, it } from '@jest/globals'
import { handle } from '../../src/bot/handle.ts'
import { belongsOnDesk, deskPosts, loadCard } from '../../src/bot/load.ts'
import { CardView } from '../../src/bot/web/card.tsx'
import { renderPiece } from '../../src/bot/web/render.ts'
import { viewOf } from '../../src/bot/web/view.ts'
import type { Post } from '../../src/domain/post.ts'
import { addDays, dateIn, dayMs, hourMs } from '../../src/domain/slot.ts'
import type { Metric } from '../../src/ports.ts'
import { aPost, statuses } from '../given.ts'
import { harbour, openDesk, type Desk } from './desk.ts'

async function published(): Promise<{ readonly desk: Desk; readonly post: Post }> {
  const desk = await openDesk()
  await desk.draft()
  const { id, version } = await desk.post('x')
  await handle(desk.deps, { surface: 'web', id: 'Ann Lee' }, { postId: id, version, verb: 'approve' })
  return { desk, post: await desk.goOut(await desk.post('x')) }
}

function figures(desk: Desk, postId: string, daysAfter: number): Metric {
  const day = addDays(dateIn(desk.deps.clock.now(), harbour.timeZone), daysAfter)
  const counts = { impressions: 100, engagements: 10, clicks: 1 }
  return { brand: harbour.id, postId, network: 'x', day, ...counts, simulated: false }
}

describe('the card of a published post', () => {
  it('has its own figures from the day it went out, once there are any', async () => {
    const { desk, post } = await published()
    expect((await loadCard(desk.deps, harbour, post)).figures).toBeNull()
    await desk.deps.store.putMetrics([figures(desk, post.id, 0), figures(desk, post.id, 1)])
    await desk.deps.store.putMetrics([figures(desk, 'another', 0), figures(desk, post.id, -1)])
    desk.tick(2 * dayMs)
    expect((await loadCard(desk.deps, harbour, post)).figures).toMatchObject({
      impressions: 200,
      engagements: 20,
      clicks: 2,
      through: '2026-11-21',
    })
  })

  it('says them on the page, and how far they go', async () => {
    const { desk, post } = await published()
    await desk.deps.store.putMetrics([{ ...figures(desk, post.id, 0), impressions: 1204, clicks: 1 }])
    const who = { brand: harbour, brands: [harbour], viewer: null, now: desk.deps.clock.now() }
    const view = viewOf({ ...who, path: '/', flash: null, assets: { css: '', script: '' } })
    const card = await loadCard(desk.deps, harbour, post)
    const page = renderPiece(CardView({ card, view, heading: 'h3' }))
    expect(page).toContain('1,204 impressions · 10 engagements · 1 click through Fri 20 Nov')
  })

  it('is the only one that figures are asked for', async () => {
    const { desk, post } = await published()
    const asked: unknown[] = []
    const store = new Proxy(desk.deps.store, {
      get(target, name) {
        if (name === 'metrics') asked.push(name)
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const deps = { ...desk.deps, store }
    for (const one of await deskPosts(deps, harbour)) await loadCard(deps, harbour, one)
    expect(post.status).toBe('published')
    expect(asked).toHaveLength(1)
  })
})

describe('the desk', () => {
  const now = new Date('2026-11-20T10:00:00Z')
  const at = (date: string) => ({ date, time: '09:00', zone: harbour.timeZone })
  const due = (status: Post['status'], date: string, simulated = false): Post => {
    const dueAt = new Date(Date.parse(`${date}T09:00:00Z`) - hourMs)
    return { ...aPost(status), slot: at(date), dueAt, simulated }
  }
  const isShown = belongsOnDesk(harbour, now)
  const shown = (date: string, simulated = false) =>
    statuses.filter((status) => isShown(due(status, date, simulated)))

  it('has everything of today', () => expect(shown('2026-11-20')).toEqual(statuses))

  it('has of the seven days ahead what has left the calendar, and nothing farther', () => {
    expect(shown('2026-11-27')).toEqual(statuses.filter((status) => status !== 'planned'))
    expect(shown('2026-11-28')).toEqual([])
  })

  it('has of the seven days before what still needs a person', () => {
    const waiting = ['in_review', 'held', 'publishing', 'unknown', 'needs_human', 'publish_failed']
    expect(shown('2026-11-19')).toEqual(waiting)
    expect(shown('2026-11-14')).toEqual(waiting)
    expect(shown('2026-11-12')).toEqual([])
    expect(shown('2026-11-19', true)).toEqual([])
  })
})
