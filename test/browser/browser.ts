import { existsSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

const path = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** For what a page is to show: on a busy machine too; what is longer than this hangs. */
export const patienceMs = 120_000

/** Why there is no browser to test with, or null. On CI its absence is a failure, not a reason. */
export function noBrowser(): string | null {
  if (existsSync(path)) return null
  const reason = `no Chromium at ${path}: set CHROMIUM to run the browser story`
  if (process.env.CI) throw new Error(reason)
  return reason
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Takes a page in both widths and both schemes. `GREENROOM_SHOTS` names the folder; a temporary one unless given. */
export async function openAlbum(): Promise<{
  readonly folder: string
  take(page: Page, name: string): Promise<void>
}> {
  const folder = process.env.GREENROOM_SHOTS ?? (await mkdtemp(join(tmpdir(), 'greenroom-shots-')))
  await mkdir(folder, { recursive: true })
  return {
    folder,
    async take(page, name) {
      for (const width of [1280, 390]) {
        for (const scheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 })
          await page.evaluate('scrollTo(0, 0)')
          await page.emulateMedia({ colorScheme: scheme })
          await page.screenshot({
            path: join(folder, `${name}-${width}-${scheme}.png`),
            fullPage: !name.includes('dialog'),
          })
        }
      }
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.emulateMedia({ colorScheme: 'light' })
    },
  }
}
