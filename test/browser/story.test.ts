import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { openDesk, type Desk } from '../bot/desk.ts'
import { key, openRoom, type Room } from '../http/room.ts'
import { aPng } from '../images.ts'
import { launch, noBrowser, openAlbum, patienceMs } from './browser.ts'
import type { NetworkName } from '../../src/domain/brand.ts'
import { draftDay } from '../../src/service/draft-day.ts'

const missing = noBrowser()
if (missing) console.warn(`skipped: ${missing}`)
const story = missing ? describe.skip : describe

story('the story of a day in the web room', () => {
  let desk: Desk
  let room: Room
  let browser: Browser
  let page: Page
  let album: Awaited<ReturnType<typeof openAlbum>>
  const faults: string[] = []

  beforeAll(async () => {
    desk = await openDesk()
    room = await openRoom(desk.deps)
    browser = await launch()
    album = await openAlbum()
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    page.setDefaultTimeout(patienceMs)
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text())
    })
  })

  afterAll(async () => {
    await browser.close()
    await room.stop()
  })

  const card = async (network: 'x' | 'linkedin' | 'facebook') =>
    page.locator(`#post-${(await desk.post(network)).id}`)
  const toast = (text: string | RegExp) => page.locator('#toasts').getByText(text).waitFor()

  it('is locked without the key, and says where the link is', async () => {
    await page.goto(`${room.base}/`)
    await page.getByRole('heading', { name: 'Greenroom is locked' }).waitFor()
    expect(await page.locator('main code').allInnerTexts()).toEqual(['npm start'])
    await album.take(page, 'locked')
  })

  it('opens with the link, and keeps the key out of the address', async () => {
    await page.goto(`${room.base}/?key=${encodeURIComponent(key)}`)
    await page.getByRole('heading', { name: 'Friday 20 November', level: 1 }).waitFor()
    expect(page.url()).toBe(`${room.base}/b/north-harbour-coffee`)
  })

  it('shows drafted cards by themselves, while they are drafted', async () => {
    await page
      .getByText('Nothing is on the desk yet')
      .or(page.getByText('Not drafted yet.').first())
      .waitFor()
    await album.take(page, 'today-before-drafting')
    await desk.draft()
    await (await card('x')).getByText('In review').waitFor()
    expect(await page.locator('article').count()).toBeGreaterThanOrEqual(3)
  })

  it('lets nobody decide before they have said who they are', async () => {
    await album.take(page, 'today-nobody')
    const approve = (await card('x')).getByRole('button', { name: 'Approve' })
    expect(await approve.isDisabled()).toBe(true)
    expect(await approve.getAttribute('title')).toBe('Choose who you are first')
    await page.getByRole('button', { name: /Ann Lee/ }).click()
    await page.getByRole('link', { name: /Ann Lee/ }).waitFor()
  })

  it('approves in place', async () => {
    await (await card('x')).getByRole('button', { name: 'Approve' }).click()
    await toast('Approved. It goes out')
    await (await card('x')).getByText('Approved by Ann Lee.').waitFor()
    await (await card('x')).getByRole('button', { name: 'Undo' }).waitFor()
  })

  it('edits in a dialog: counts as the network does, refuses inside, loses nothing, then shows the word diff', async () => {
    await (await card('facebook')).getByRole('link', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog')
    const field = dialog.getByLabel('Text of variant A')
    await field.waitFor()
    await album.take(page, 'dialog-edit')
    await field.fill('x'.repeat(3001))
    await dialog.getByText('3001/3000 characters: 1 too many').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').getByText('shorten it by 1').waitFor()
    expect(await field.inputValue()).toHaveLength(3001)
    await field.fill(
      'Fog this morning. The ferry was late, so there was time for a third cup, and somebody complained.\n\nHow was yours?',
    )
    await dialog.getByRole('button', { name: 'Save' }).click()
    await toast('Saved as version 2')
    const diff = (await card('facebook')).locator('.diff')
    await diff.waitFor()
    expect(await diff.locator('del').allInnerTexts()).toContain('second')
    expect(await diff.locator('ins').allInnerTexts()).toContain('third')
  })

  it('attaches an image in the dialog, and loses neither it nor the words when something is refused', async () => {
    await (await card('linkedin')).getByRole('link', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog')
    const variant = dialog.locator('.variant-field').first()
    await variant.getByText('Add an image').click()
    const row = variant.locator('.image-row').first()
    await row.getByLabel('Image 1').setInputFiles(pngFile('notes.png', Buffer.from('<svg/>')))
    await row.getByLabel('What can be seen on it?').fill('The quay, an hour before the ferry')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').getByText('notes.png is not a PNG, JPEG, GIF or WebP image').waitFor()
    await row.getByLabel('Image 1').setInputFiles(pngFile('quay.png', aPng('quay', 1200, 675)))
    await album.take(page, 'dialog-image')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await toast('Saved as version 2')
    const image = (await card('linkedin')).getByRole('img', { name: 'The quay, an hour before the ferry' })
    await image.waitFor()
    await image.scrollIntoViewIfNeeded()
    // As a function: the page lets no words be run, which shows when it has to be asked twice.
    await page.waitForFunction(() =>
      [...document.images].every((one) => one.complete && one.naturalWidth > 0),
    )
    await album.take(page, 'image')
  })

  it('attaches, describes and removes images without a script', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
    })
    const plain = await context.newPage()
    plain.setDefaultTimeout(patienceMs)
    const { id } = await desk.post('linkedin')
    await plain.goto(`${room.base}/posts/${id}/edit`)
    const variant = plain.locator('.variant-field').first()
    const words = await variant.getByLabel('Text of variant A').inputValue()
    await variant.getByLabel('Alternative text of quay.png').fill('The quay at six')
    await variant.getByText('Add another image').click()
    await variant.getByLabel('Image 1').setInputFiles(pngFile('loft.png', aPng('loft', 800, 800)))
    await variant.getByLabel('What can be seen on it?').first().fill('The net loft')
    await variant.getByLabel('Text of variant A').fill('x'.repeat(3001))
    await plain.getByRole('button', { name: 'Save' }).click()
    await plain.getByRole('alert').getByText('shorten it by 1').waitFor()
    expect(await variant.getByLabel('Alternative text of loft.png').inputValue()).toBe('The net loft')
    await album.take(plain, 'plain-image')
    await variant.getByLabel('Text of variant A').fill(words)
    await plain.getByRole('button', { name: 'Save' }).click()
    await plain.getByText('Saved as version 3').waitFor()
    expect(
      await plain
        .locator(`#post-${id} .draft img`)
        .evaluateAll((all) => all.map((one) => one.getAttribute('alt'))),
    ).toEqual(['The quay at six', 'The net loft'])
    await plain.goto(`${room.base}/posts/${id}/edit`)
    await variant.getByLabel('Remove quay.png').check()
    await plain.getByRole('button', { name: 'Save' }).click()
    await plain.getByText('Saved as version 4').waitFor()
    expect(await plain.locator(`#post-${id} .draft img`).count()).toBe(1)
    await context.close()
  })

  it('does not touch what is being typed when somebody else decides', async () => {
    await (await card('linkedin')).getByRole('link', { name: 'Edit' }).click()
    const field = page.getByRole('dialog').getByLabel('Text of variant A')
    await field.fill('Half a thought')
    desk.tick(1000)
    await room.ask(`/posts/${(await desk.post('facebook')).id}/hold`, {
      form: { version: '2', reason: 'Waiting for the photographer' },
      headers: { cookie: await cookies(page, 'Ben Okafor') },
    })
    await (await card('facebook')).getByText('On hold', { exact: true }).waitFor()
    expect(await field.inputValue()).toBe('Half a thought')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Edit')
  })

  it('tells whoever presses a card of another version which one stands', async () => {
    const late = await browser.newPage()
    await late.goto(`${room.base}/?key=${encodeURIComponent(key)}`)
    await late.getByRole('button', { name: /Ben Okafor/ }).click()
    const old = late.locator(`#post-${(await desk.post('linkedin')).id}`)
    const answer = await late.evaluate(
      async ({ url }) => {
        const body = new URLSearchParams({ version: '99' })
        return (await fetch(url, { method: 'POST', body, headers: { accept: 'application/json' } })).json()
      },
      { url: `/posts/${(await desk.post('linkedin')).id}/approve` },
    )
    expect(answer).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('There is no version 99'),
    })
    await old.waitFor()
    await late.close()
  })

  it('rejects with a reason and a note', async () => {
    await (await card('linkedin')).getByRole('link', { name: 'Reject' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Dull').check()
    await dialog.getByLabel('Anything to add?').fill('Begin with the ferry.')
    await album.take(page, 'dialog-reject')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await toast('Rejected')
    await (await card('linkedin')).getByText('“Begin with the ferry.”').first().waitFor()
    await album.take(page, 'today')
  })

  it('asks before a high risk is approved, and takes two people', async () => {
    desk.write('linkedin', ['The best coffee on the coast, and 40 % more of it.'])
    desk.write('x', ['Our miracle roast is back, and the ferry is late again this morning.'])
    desk.write('facebook', [
      'Come \u202eyad eno\u202c and see us on the quay. The kettle is on, the door is open.',
    ])
    const tomorrow = await draftTomorrow(desk)
    const box = page.locator(tomorrow('linkedin'))
    await box.getByText('High risk').first().waitFor()
    await box.getByRole('link', { name: 'Approve' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('No fact of the brand covers “40 %”').waitFor()
    await album.take(page, 'dialog-high-risk')
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await toast('it takes one more person')
    await box.getByText('1 of 2 approvals: Ann Lee').waitFor()
    const blocked = page.locator(tomorrow('x'))
    await blocked.getByText('It cannot be approved as it stands.').waitFor()
    expect(await blocked.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    await page.getByText('U+202E right-to-left override').first().waitFor()
    await album.take(page, 'today-risky')
  })

  it('shows the week, and from there the post with its versions and history', async () => {
    await page.getByRole('link', { name: 'Schedule' }).first().click()
    await page.getByRole('heading', { name: 'Schedule' }).waitFor()
    await page.getByRole('rowheader').nth(6).waitFor()
    expect(await page.getByRole('rowheader').count()).toBe(7)
    await album.take(page, 'schedule')
    await page.locator(`a[href="/posts/${(await desk.post('facebook')).id}"]`).click()
    await page.getByRole('heading', { name: '2 versions' }).waitFor()
    await page.getByText(/The chain of \d+ entries is whole/).waitFor()
    await album.take(page, 'post')
  })

  it('shows what went out as soon as it has', async () => {
    await page.goto(`${room.base}/b/north-harbour-coffee`)
    const post = await desk.post('x')
    await desk.goOut(post)
    await page.locator(`#post-${post.id}`).getByText('Published', { exact: true }).waitFor()
    await page.locator(`#post-${post.id}`).getByRole('link', { name: 'Open it' }).waitFor()
    await album.take(page, 'today-published')
  })

  it('asks a person where the network does not tell, and takes the answer', async () => {
    desk.answer({ kind: 'unknown', reason: 'The network did not answer in time.' })
    const post = await desk.post('facebook')
    const asBen = { cookie: await cookies(page, 'Ben Okafor') }
    await room.ask(`/posts/${post.id}/release`, { form: { version: '2' }, headers: asBen })
    await room.ask(`/posts/${post.id}/approve`, { form: { version: '2' }, headers: asBen })
    await desk.goOut(post)
    const box = page.locator(`#post-${post.id}`)
    await box.getByText('Outcome unknown').waitFor()
    await album.take(page, 'today-unknown')
    await box.getByRole('link', { name: 'It is live' }).click()
    await page.getByRole('dialog').getByLabel('Link to the live post').fill('https://example.com/live')
    await page.getByRole('dialog').getByRole('button', { name: 'It is live' }).click()
    await toast('Recorded as live')
    await box.getByText('Published', { exact: true }).waitFor()
  })

  it('freezes the desk with a reason and unfreezes it', async () => {
    await page.getByRole('link', { name: 'Freeze' }).click()
    await page.getByRole('dialog').getByLabel('Why?').fill('Storm on the coast')
    await page.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click()
    await page.getByText('Storm on the coast').waitFor()
    await album.take(page, 'today-frozen')
    await page.getByRole('button', { name: 'Unfreeze' }).click()
    await page.getByText('Storm on the coast').waitFor({ state: 'hidden' })
  })

  it('shows the weekly report with charts that have words', async () => {
    await page.getByRole('link', { name: 'Reports' }).click()
    await page.getByRole('heading', { name: 'There is no report yet' }).waitFor()
    await album.take(page, 'no-report')
    await desk.report()
    await page.getByRole('link', { name: 'Reports' }).click()
    await page.getByRole('heading', { name: 'Week 46' }).waitFor()
    const charts = page.locator('figure img')
    await charts.nth(1).waitFor({ state: 'attached' })
    expect(await charts.count()).toBe(2)
    for (const chart of await charts.all()) {
      await chart.scrollIntoViewIfNeeded()
      expect((await chart.getAttribute('alt'))?.length).toBeGreaterThan(40)
      await page.waitForFunction(() =>
        [...document.images].some((image) => image.complete && image.naturalWidth > 0),
      )
    }
    await album.take(page, 'report')
  })

  it('shows the brand file to people who never open it', async () => {
    await page.getByRole('link', { name: 'Brand', exact: true }).click()
    await page.getByText('Founded in 2011 in a former net loft.').waitFor()
    await album.take(page, 'brand')
  })

  it('needs no sideways scrolling on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of ['', '/schedule', '/brand', '/reports']) {
      await page.goto(`${room.base}/b/north-harbour-coffee${path}`)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect([path, wide]).toEqual([path, 390])
    }
  })

  it('made the browser complain about nothing', () => {
    expect(faults).toEqual([])
    expect(desk.errors).toEqual([])
  })
})

/** The page's own key, with another reviewer. */
async function cookies(page: Page, name: string): Promise<string> {
  const all = await page.context().cookies()
  return all
    .map(
      (one) => `${one.name}=${one.name.startsWith('greenroom_who') ? encodeURIComponent(name) : one.value}`,
    )
    .join('; ')
}

/** Drafts the day after through the real service; answers the LinkedIn post's id. */
async function draftTomorrow(desk: Desk): Promise<(network: NetworkName) => string> {
  const { drafted } = await draftDay(desk.deps, { brand: desk.brand.id, date: '2026-11-21' })
  return (network) => {
    const post = drafted.find(({ account }) => account.network === network)
    if (!post) throw new Error(`nothing was drafted for ${network}`)
    return `#post-${post.id}`
  }
}

function pngFile(name: string, buffer: Buffer) {
  return { name, mimeType: 'image/png', buffer }
}
