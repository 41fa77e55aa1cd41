import { describe, expect, it } from '@jest/globals'
import type { HomeView, KnownBlock } from '@slack/types'
import fc from 'fast-check'
import { loadHome, type HomeBrand } from '../../../src/bot/chat/home.ts'
import { handleDesk } from '../../../src/bot/handle-desk.ts'
import { homeView } from '../../../src/bot/slack/home-view.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'
import { breachesOf } from './breaches.ts'
import { hostileHome } from '../chat/hostile-home.ts'
import { hostileText } from '../chat/hostile.ts'
import { readable } from './readable.ts'

const ann = { surface: 'slack', id: 'U1' } as const

async function drafted(): Promise<Desk> {
  const desk = await openDesk()
  await desk.draft()
  return desk
}

async function homeOf(desk: Desk): Promise<HomeBrand> {
  const { brands } = await loadHome(desk.deps, ann)
  const [brand] = brands
  if (!brand) throw new Error('no brand')
  return brand
}

function text(view: HomeView): string {
  return readable(view.blocks as KnownBlock[])
}

function breaches(view: HomeView): readonly string[] {
  const bytes = Buffer.byteLength(JSON.stringify(view))
  return [...breachesOf(view.blocks as KnownBlock[], 'view'), ...(bytes > 250_000 ? [`${bytes} bytes`] : [])]
}

describe('the page of the app', () => {
  it('shows what waits for the person, with buttons that work there, and how the brand stands', async () => {
    const desk = await drafted()
    const page = text(homeView(await loadHome(desk.deps, ann), 'U1'))
    expect(page).toContain('# Friday 20 November · North Harbour Coffee')
    expect(page).toContain('*3 posts wait for you*')
    expect(page.match(/\[Approve primary\]/g)).toHaveLength(3)
    expect(page).toContain('*Today*')
    expect(page).toContain('*Accounts*')
    expect(page).toContain('ready to post')
    expect(page).toContain('*Last report: *There is none yet: it comes on Monday.')
    expect(page.indexOf('[Approve primary]')).toBeLessThan(page.indexOf('*Accounts*'))
  })

  it('says that nothing waits', async () => {
    const desk = await drafted()
    await handleDesk(desk.deps, ann, { verb: 'approve_all', brand: harbour.id })
    const page = text(homeView(await loadHome(desk.deps, ann), 'U1'))
    expect(page).toContain('*Nothing waits for you.*')
    expect(page).not.toContain('[Approve primary]')
  })

  it('says who froze the brand and why, with the way out', async () => {
    const desk = await drafted()
    await handleDesk(desk.deps, ann, { verb: 'freeze', brand: harbour.id, reason: 'Storm <!here>' })
    const page = text(homeView(await loadHome(desk.deps, ann), 'U1'))
    expect(page).toMatch(/is frozen.*Ann Lee.*“Storm <!here>”/)
    expect(page).toContain('[Unfreeze primary]')
  })

  it('names what would keep an account from posting, and the key figures of the last report', async () => {
    const desk = await drafted()
    await desk.report()
    const brand = await homeOf(desk)
    const broken = {
      ...brand,
      accounts: [{ label: 'X @northharbour', problems: ['The token has expired.'] }],
    }
    const page = text(homeView({ brands: [broken] }, 'U1'))
    expect(page).toContain('• *X @northharbour*: The token has expired.')
    expect(page).toMatch(
      /\*Last report: \*.*week 46: Impressions [\d,]+ .* The whole of it: \/greenroom report/,
    )
  })

  it('tells a stranger how to become a reviewer, with the id that is needed', () => {
    const page = text(homeView({ brands: [] }, 'U0STRANGER'))
    expect(page).toContain('ask whoever keeps the brand file to add your id: `U0STRANGER`')
  })

  it('shows as many cards as Slack has room for, and counts the others', async () => {
    const brand = await homeOf(await drafted())
    const [card] = brand.waiting
    if (!card) throw new Error('no card')
    const waiting = Array.from({ length: 40 }, (_, index) => ({ ...card, handle: `account-${index}` }))
    const view = homeView({ brands: [{ ...brand, waiting }] }, 'U1')
    expect(breaches(view)).toEqual([])
    const page = text(view)
    const shown = new Set(page.match(/@account-\d+/g)).size
    expect(shown).toBeGreaterThan(10)
    expect(page).toContain(`And ${40 - shown} more: /greenroom queue`)
  })

  it('gives every brand of an agency its share, and counts those that have no room', async () => {
    const brand = await homeOf(await drafted())
    const [card] = brand.waiting
    if (!card) throw new Error('no card')
    const waiting = Array.from({ length: 10 }, () => card)
    const brands = Array.from({ length: 30 }, (_, index) => ({
      ...brand,
      waiting: index === 0 ? [] : waiting,
      day: { ...brand.day, brandName: `Brand ${index}` },
    }))
    const view = homeView({ brands }, 'U1')
    expect(breaches(view)).toEqual([])
    const page = text(view)
    const shown = new Set(page.match(/# .* · Brand \d+/g)).size
    expect(shown).toBeGreaterThanOrEqual(4)
    expect(page).toContain(`And ${30 - shown} more brands: /greenroom today`)
  })

  it('is within the limits of Slack whatever it says, and parses nothing from outside', async () => {
    const desk = await drafted()
    await desk.report()
    const brand = await homeOf(desk)
    fc.assert(
      fc.property(hostileText, hostileText, fc.integer({ min: 1, max: 8 }), (words, other, count) => {
        const home = hostileHome(brand, words, other, count, 5)
        const view = homeView(home, other)
        expect(breaches(view)).toEqual([])
        expect(JSON.stringify(view)).not.toMatch(/"type":"(?:mrkdwn|user|broadcast|channel|usergroup)"/)
      }),
      { numRuns: 20 },
    )
  })
})
