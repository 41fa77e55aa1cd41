import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Check } from '../bot/check.ts'
import type { BrandFolder } from '../config/brand-folder.ts'
import { parseBrands, readBrandTexts } from '../config/brand-folder.ts'
import type { Env } from '../config/brand-file.ts'
import { problemText } from '../config/problem.ts'
import type { Config } from '../config.ts'
import { Trouble } from '../domain/errors.ts'
import { checkChat } from './check-chat.ts'
import { checkServers } from './check-servers.ts'
import { chatServices } from './chat-services.ts'
import { folderTrouble, homePaths, makeHome } from './home.ts'
import { look } from './look.ts'
import { askModel } from './model-check.ts'

/** Looks at everything a desk needs. One failure does not hide the next. */
export async function checkAll(
  config: Config,
  env: Env,
  options: { readonly online: boolean },
): Promise<readonly Check[]> {
  const folder = await readFolder(config, env)
  return [
    checkBrands(config, folder),
    await look('folders', () => checkFolders(config)),
    ...(await checkServers(config, zonesIn(folder))),
    await look('model', () => checkModel(config, options.online)),
    await look('fonts', checkFonts),
    ...(await chatChecks(config, folder)),
  ]
}

async function chatChecks(config: Config, folder: BrandFolder | Trouble): Promise<readonly Check[]> {
  const isRead = !(folder instanceof Trouble) && folder.problems.size === 0
  const brands = folder instanceof Trouble ? [] : [...folder.brands.values()]
  const checks: Check[] = []
  for (const service of chatServices)
    checks.push(...(await checkChat(service, config.chat, { brands, areAll: isRead })))
  return checks
}

async function readFolder(config: Config, env: Env): Promise<BrandFolder | Trouble> {
  try {
    return parseBrands(config.brandsFolder, await readBrandTexts(config.brandsFolder), env)
  } catch (error) {
    if (error instanceof Trouble) return error
    throw error
  }
}

function checkBrands(config: Config, folder: BrandFolder | Trouble): Check {
  const name = 'configuration'
  if (folder instanceof Trouble)
    return { name, status: 'failed', found: 'no brand file', mend: folder.message }
  const problems = [...folder.problems.values()].flat()
  if (problems.length > 0) {
    const found = `${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'} in brand files\n${problems.map(problemText).join('\n')}`
    return { name, status: 'failed', found, mend: 'change these lines; the environment is all right' }
  }
  const found = `${[...folder.brands.values()].map((brand) => brand.name).join(', ')} in ${config.brandsFolder}`
  const warnings = [...config.warnings, ...folder.warnings]
  if (warnings.length === 0) return { name, status: 'ok', found, mend: null }
  return { name, status: 'warning', found, mend: warnings.join('\n         ') }
}

async function checkFolders(config: Config): Promise<Check> {
  await makeHome(config.home)
  const { outbox } = homePaths(config.home)
  const probe = join(outbox, `.check-${process.pid}`)
  try {
    await mkdir(outbox, { recursive: true })
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    throw folderTrouble(outbox, error)
  }
  return {
    name: 'folders',
    status: 'ok',
    found: `${config.home} and its outbox can be written to`,
    mend: null,
  }
}

async function checkModel(config: Config, online: boolean): Promise<Check> {
  const name = 'model'
  const { anthropicApiKey: key, model } = config
  if (key === null) {
    const found = 'no ANTHROPIC_API_KEY, so the offline twin writes'
    return { name, status: 'ok', found, mend: null }
  }
  if (!/^sk-ant-[\w-]{20,}$/.test(key) && config.anthropicBaseUrl === null) {
    const found = 'ANTHROPIC_API_KEY does not look like a key of Anthropic'
    return {
      name,
      status: 'failed',
      found,
      mend: 'copy it again from console.anthropic.com: it begins with sk-ant-',
    }
  }
  if (!online)
    return { name, status: 'ok', found: `${model}, key set (not tried; --online does)`, mend: null }
  return askModel(config, key)
}

async function checkFonts(): Promise<Check> {
  const name = 'fonts'
  const { resolve } = createRequire(import.meta.url)
  try {
    const path = resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
    await access(path, constants.R_OK)
    return { name, status: 'ok', found: 'DejaVu Sans, for charts', mend: null }
  } catch {
    const found = 'the fonts for charts are missing'
    return {
      name,
      status: 'failed',
      found,
      mend: 'run `npm ci` again: they come with the package dejavu-fonts-ttf',
    }
  }
}

function zonesIn(folder: BrandFolder | Trouble): readonly string[] {
  if (folder instanceof Trouble) return []
  return [...new Set([...folder.brands.values()].map(({ timeZone }) => timeZone))]
}
