import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { draftDay } from '../../src/service/draft-day.ts'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'
import { key, openRoom, type Room } from '../http/room.ts'
import { launch, noBrowser, patienceMs } from './browser.ts'

const missing = noBrowser()
if (missing) console.warn(`skipped: ${missing}`)
const reach = missing ? describe.skip : describe

const bakery = { ...harbour, id: 'tide-bakery', name: 'Tide Bakery' }

reach('who can use the room, and how', () => {
  let desk: Desk
  let room: Room
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await launch()
  })

  afterAll(() => browser.close())

  beforeEach(async () => {
    desk = await openDesk(undefined, [harbour, bakery])
    room = await openRoom(desk.deps)
    page = await enter()
  })

  afterEach(async () => {
    await page.context().close()
    await room.stop()
  })

  async function enter(javaScriptEnabled = true): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } })
    const fresh = await context.newPage()
    fresh.setDefaultTimeout(patienceMs)
    await fresh.goto(`${room.base}/?key=${encodeURIComponent(key)}`)
    await fresh.getByRole('button', { name: /Ann Lee/ }).click()
    await fresh.getByRole('link', { name: /Ann Lee/ }).waitFor()
    return fresh
  }

  it('works without a script: approve, edit, refuse, and the word diff', async () => {
    await desk.draft()
    const plain = await enter(false)
    const { id } = await desk.post('x')
    const card = plain.locator(`#post-${id}`)
    await card.getByRole('button', { name: 'Approve' }).click()
    await plain.getByText('Approved. It goes out Fri 20 Nov, 12:00.').waitFor()
    await card.getByRole('link', { name: 'Edit' }).click()
    await plain.getByLabel('Text of variant A').fill('x'.repeat(281))
    await plain.getByRole('button', { name: 'Save' }).click()
    await plain.getByRole('alert').getByText('shorten it by 1').waitFor()
    expect(await plain.getByLabel('Text of variant A').inputValue()).toHaveLength(281)
    await plain.getByLabel('Text of variant A').fill('Every bag names the farm.')
    await plain.getByRole('button', { name: 'Save' }).click()
    await plain.locator('del').first().waitFor()
    expect(plain.url()).toBe(`${room.base}/b/${harbour.id}`)
    await plain.context().close()
  })

  it('works with the keyboard alone: the skip link comes first, and focus stays with the card that was decided', async () => {
    await desk.draft()
    const { id } = await desk.post('x')
    await page.locator(`#post-${id}`).waitFor()
    await page.reload()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.locator(`#post-${id}`).getByRole('button', { name: 'Approve' }).focus()
    await page.keyboard.press('Enter')
    await page.locator(`#post-${id}`).getByText('Approved by Ann Lee.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.closest('article')?.id)).toBe(`post-${id}`)
  })

  it('gives every control a name, every picture words, every page one first heading and its landmarks', async () => {
    await desk.draft()
    const week = await desk.report()
    const { id } = await desk.post('x')
    const at = `/b/${harbour.id}`
    for (const path of [
      at,
      `${at}/schedule`,
      `${at}/brand`,
      `${at}/who`,
      `${at}/reports/${week}`,
      `/posts/${id}`,
      `/posts/${id}/edit`,
      `/posts/${id}/reject`,
    ]) {
      await page.goto(room.base + path)
      expect([path, await page.evaluate(flaws)]).toEqual([path, []])
    }
  })

  it('shows how far drafting is, and then the cards, without being asked', async () => {
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (go = resolve))
    let written = 0
    const slow = {
      ...desk.deps,
      copywriter: async (request: Parameters<typeof desk.deps.copywriter>[0]) => {
        if (++written === 2) await gate
        return desk.deps.copywriter(request)
      },
    }
    const pass = draftDay(slow, { brand: harbour.id })
    await page.getByText('Drafting today: 1 of 3 posts').waitFor()
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('1')
    go()
    await pass
    await page.getByRole('progressbar').waitFor({ state: 'hidden' })
    await page.getByText('In review', { exact: true }).nth(2).waitFor()
    expect(await page.locator('article').count()).toBe(3)
  })

  it('offers what works instead where an approval comes too late', async () => {
    await desk.draft()
    const { id } = await desk.post('x')
    await page.locator(`#post-${id}`).getByText('In review').waitFor()
    desk.tick(8 * 3_600_000)
    await page.locator(`#post-${id}`).getByRole('button', { name: 'Approve' }).click()
    await page.locator('#toasts').getByText('The next free slot is').waitFor()
    await page
      .locator('#toasts')
      .getByRole('button', { name: /^Approve for/ })
      .click()
    await page.locator(`#post-${id}`).getByText('Approved by Ann Lee.').waitFor()
  })

  it('keeps brands apart, and who one is in each', async () => {
    await page.locator('summary').getByText(harbour.name).click()
    await page.getByRole('link', { name: bakery.name }).click()
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
    expect(page.url()).toBe(`${room.base}/b/${bakery.id}`)
  })

  it('says so when the desk does not answer, and takes it back when it does', async () => {
    await page.context().setOffline(true)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.getByText('Greenroom does not answer.').waitFor()
    await page.context().setOffline(false)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.getByText('Greenroom does not answer.').waitFor({ state: 'hidden' })
  })
})

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.textContent?.trim())
}

/** Runs in the page: what somebody who cannot see it would miss. */
function flaws(): string[] {
  const found: string[] = []
  const nameOf = (element: Element) =>
    element.getAttribute('aria-label') ??
    [...((element as HTMLInputElement).labels ?? [])]
      .map((label) => label.textContent)
      .join('')
      .trim() ??
    ''
  for (const field of document.querySelectorAll('input:not([type=hidden]), textarea, select, progress'))
    if (!nameOf(field)) found.push(`no label: ${field.outerHTML.slice(0, 80)}`)
  for (const control of document.querySelectorAll('button, a, summary'))
    if (!(control.getAttribute('aria-label') ?? control.textContent)?.trim())
      found.push(`no name: ${control.outerHTML.slice(0, 80)}`)
  for (const image of document.images) if (!image.alt) found.push(`no words: ${image.src}`)
  if (document.querySelectorAll('h1').length !== 1)
    found.push(`${document.querySelectorAll('h1').length} first headings`)
  let level = 0
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const next = Number(heading.tagName[1])
    if (next > level + 1 && level > 0) found.push(`a heading skips a level: ${heading.textContent}`)
    level = next
  }
  for (const landmark of ['main', 'nav[aria-label]', 'header', '[aria-live]'])
    if (!document.querySelector(landmark)) found.push(`no ${landmark}`)
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) found.push(`twice: #${id}`)
  for (const time of document.querySelectorAll('time'))
    if (!time.dateTime) found.push(`no datetime: ${time.textContent}`)
  if (!document.documentElement.lang || !document.title) found.push('no language or title')
  return found
}
