import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { loadHome, type HomeBrand } from '../../../src/bot/chat/home.ts'
import type { DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { homeMessages } from '../../../src/bot/discord/home-message.ts'
import { handleDesk } from '../../../src/bot/handle-desk.ts'
import { hostileHome } from '../chat/hostile-home.ts'
import { hostileText } from '../chat/hostile.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'
import { breachesOf } from './breaches.ts'
import { pressesOf } from './drawn.ts'
import { readable } from './readable.ts'

const ann = { surface: 'discord', id: '11' } as const

async function draftedDesk(): Promise<Desk> {
  const desk = await openDesk()
  await desk.draft()
  return desk
}

async function brandOf(desk: Desk): Promise<HomeBrand> {
  const [brand] = (await loadHome(desk.deps, ann)).brands
  if (!brand) throw new Error('no brand')
  return brand
}

function text(messages: readonly DiscordMessage[]): string {
  for (const message of messages) expect(breachesOf(message)).toEqual([])
  return messages
    .map(({ components }) => readable(components))
    .join('\n')
    .replaceAll('\\', '')
}

describe('a person’s desk', () => {
  it('shows what waits for them, with buttons that work there, and how the brand stands', async () => {
    const desk = await draftedDesk()
    const messages = homeMessages(await loadHome(desk.deps, ann), '11')
    const page = text(messages)
    expect(page).toContain('## Friday 20 November · North Harbour Coffee')
    expect(page).toContain('**3 posts wait for you**')
    expect(page.match(/\[Approve green\]/g)).toHaveLength(3)
    expect(page).toContain('**Today**')
    expect(page).toContain('**Accounts**')
    expect(page).toContain('ready to post')
    expect(page).toContain('**Last report**: There is none yet: it comes on Monday.')
    expect(page.indexOf('[Approve green]')).toBeLessThan(page.indexOf('**Accounts**'))
    const approvals = messages
      .flatMap(({ components }) => pressesOf(components))
      .filter((press) => press.kind === 'post' && press.press.verb === 'approve')
    expect(approvals).toHaveLength(3)
  })

  it('says that nothing waits', async () => {
    const desk = await draftedDesk()
    await handleDesk(desk.deps, ann, { verb: 'approve_all', brand: harbour.id })
    const page = text(homeMessages(await loadHome(desk.deps, ann), '11'))
    expect(page).toContain('**Nothing waits for you.**')
    expect(page).not.toContain('[Approve green]')
  })

  it('says who froze the brand and why, with the way out', async () => {
    const desk = await draftedDesk()
    await handleDesk(desk.deps, ann, { verb: 'freeze', brand: harbour.id, reason: 'Storm @here' })
    const page = text(homeMessages(await loadHome(desk.deps, ann), '11'))
    expect(page).toMatch(/is frozen.*Ann Lee.*“Storm @here”/)
    expect(page).toContain('[Unfreeze green]')
  })

  it('names what would keep an account from posting, and the key figures of the last report', async () => {
    const desk = await draftedDesk()
    await desk.report()
    const brand = await brandOf(desk)
    const accounts = [{ label: 'X @northharbour', problems: ['The token has expired.', 'Renew it.'] }]
    const page = text(homeMessages({ brands: [{ ...brand, accounts }] }, '11'))
    expect(page).toContain('**X @northharbour**: The token has expired. Renew it.')
    expect(page).toMatch(
      /\*\*Last report\*\*: .*week 46: Impressions [\d,]+.* The whole of it: \/greenroom report/,
    )
  })

  it('tells a stranger how to become a reviewer, with the id that is needed', () => {
    expect(text(homeMessages({ brands: [] }, '987654321987654321'))).toContain(
      'ask whoever keeps the brand file to add your id: `987654321987654321`',
    )
  })

  it('shows a dozen cards, and counts the others', async () => {
    const brand = await brandOf(await draftedDesk())
    const page = text(homeMessages({ brands: [withCards(brand, 40)] }, '11'))
    expect(new Set(page.match(/account-\d+/g)).size).toBe(12)
    expect(page).toContain('And 28 more: /greenroom queue')
  })

  it('gives every brand of an agency its share, and counts those that have no room', async () => {
    const brand = await brandOf(await draftedDesk())
    const brands = Array.from({ length: 30 }, (_, index) => ({
      ...withCards(brand, index === 0 ? 1 : 10),
      day: { ...brand.day, brand: `brand-${index}`, brandName: `Brand ${index}` },
    }))
    const messages = homeMessages({ brands }, '11')
    expect(messages.length).toBeLessThanOrEqual(20)
    const page = text(messages)
    expect(page.match(/## .* · Brand \d+/g)).toHaveLength(4)
    expect(page).toContain('And 26 more brands: /greenroom today')
    // One of the first, then four of each of the others: what one leaves, the others share.
    expect(page.match(/\[Approve green\]/g)).toHaveLength(12)
  })

  it('is made of messages that Discord takes whatever it says', async () => {
    const desk = await draftedDesk()
    await desk.report()
    const brand = await brandOf(desk)
    fc.assert(
      fc.property(hostileText, hostileText, fc.integer({ min: 1, max: 3 }), (words, other, count) => {
        const messages = homeMessages(hostileHome(brand, words, other, count, 3), other)
        expect(messages.length).toBeLessThanOrEqual(30)
        for (const message of messages) expect(breachesOf(message)).toEqual([])
      }),
      { numRuns: 8 },
    )
  })
})

function withCards(brand: HomeBrand, count: number): HomeBrand {
  const [card] = brand.waiting
  if (!card) throw new Error('no card')
  return {
    ...brand,
    waiting: Array.from({ length: count }, (_, index) => ({ ...card, handle: `account-${index}` })),
  }
}
