import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { parseBrands, readBrandTexts } from '../../src/config/brand-folder.ts'
import { watchBrands } from '../../src/config/watch-brands.ts'
import type { Brand } from '../../src/domain/brand.ts'
import { Trouble } from '../../src/domain/errors.ts'
import { until } from '../until.ts'

const example = await readFile('brands/north-harbour-coffee.yaml', 'utf8')
const other = example.replace('name: North Harbour Coffee', 'name: South Harbour Tea')

type Told =
  | { kind: 'reload'; tones: string[] }
  | { kind: 'refused'; file: string; reason: string; brand: string | null }
  | { kind: 'mended'; file: string }

let folder = ''
let stop = () => {}
let told: Told[] = []
let wake = () => {}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenroom-brands-'))
  told = []
})

afterEach(async () => {
  stop()
  jest.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

function put(file: string, text: string): Promise<void> {
  return writeFile(join(folder, file), text)
}

async function inForce() {
  return parseBrands(folder, await readBrandTexts(folder), {})
}

function tell(one: Told): void {
  told.push(one)
  wake()
}

/** Follows the folder; `next` waits for what is told next. */
async function follow(): Promise<() => Promise<Told>> {
  stop = watchBrands({
    folder,
    env: {},
    brands: (await inForce()).brands,
    onReload: (brands: ReadonlyMap<string, Brand>) =>
      tell({
        kind: 'reload',
        tones: [...brands.values()].map(({ name, voice }) => `${name}: ${voice.tone}`),
      }),
    onRefused: (file, reason, brand) => tell({ kind: 'refused', file, reason, brand: brand?.id ?? null }),
    onMended: (file) => tell({ kind: 'mended', file }),
  })
  return async () => {
    while (told.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const [first] = told.splice(0, 1)
    if (!first) throw new Error('nothing was told')
    return first
  }
}

const withTone = (text: string, tone: string) => text.replace(/tone: .*/, `tone: ${tone}`)

describe('a brand folder', () => {
  it('that is missing or empty is trouble that says how to make a brand', async () => {
    await expect(readBrandTexts(join(folder, 'none'))).rejects.toThrow(Trouble)
    await expect(readBrandTexts(folder)).rejects.toThrow('greenroom init')
  })

  it('holds the brands of its YAML files and of nothing else', async () => {
    await Promise.all([
      put('a.yaml', example),
      put('b.yml', other),
      put('.c.yaml', 'x'),
      put('d.yaml~', 'x'),
      put('schema.json', '{}'),
    ])
    expect([...(await inForce()).brands.keys()]).toEqual(['a.yaml', 'b.yml'])
  })

  it('with two brands of one name has a mistake in both files, each naming the other', async () => {
    await Promise.all([
      put('a.yaml', example),
      put('b.yaml', example.replace('North Harbour Coffee', 'north harbour coffee')),
    ])
    const { brands, problems } = await inForce()
    expect(brands.size).toBe(0)
    expect(problems.get('a.yaml')?.[0]?.found).toContain('b.yaml')
    expect(problems.get('b.yaml')?.[0]?.found).toContain('a.yaml')
  })

  it('with a file that is not UTF-8 names that file', async () => {
    await writeFile(join(folder, 'a.yaml'), Buffer.from([0x6e, 0xff, 0xfe]))
    expect((await inForce()).problems.get('a.yaml')?.[0]?.expected).toContain('UTF-8')
  })
})

describe('a brand file that is changed while the desk runs', () => {
  it('is in force as soon as it is saved', async () => {
    await put('a.yaml', example)
    const next = await follow()
    await put('a.yaml', withTone(example, 'brisk'))
    expect(await next()).toEqual({ kind: 'reload', tones: ['North Harbour Coffee: brisk'] })
  })

  it('is followed through an editor that writes another file and renames it', async () => {
    await put('a.yaml', example)
    const next = await follow()
    await put('.a.yaml.swp', withTone(example, 'calm'))
    await rename(join(folder, '.a.yaml.swp'), join(folder, 'a.yaml'))
    expect(await next()).toEqual({ kind: 'reload', tones: ['North Harbour Coffee: calm'] })
  })

  it('is refused with the reason while it is wrong, keeps its old version in force, and is told when mended', async () => {
    await Promise.all([put('a.yaml', example), put('b.yaml', other)])
    const next = await follow()
    await put('a.yaml', example.replace('Europe/Berlin', 'Berlin'))
    const refused = await next()
    expect(refused).toMatchObject({ kind: 'refused', file: 'a.yaml', brand: 'north-harbour-coffee' })
    expect(refused.kind === 'refused' && refused.reason).toContain('did you mean Europe/Berlin?')

    await put('b.yaml', withTone(other, 'brisk'))
    expect(await next()).toMatchObject({ kind: 'refused', file: 'a.yaml' })
    const reload = await next()
    expect(reload.kind === 'reload' && reload.tones).toHaveLength(2)

    await put('a.yaml', withTone(example, 'calm'))
    expect(await next()).toEqual({ kind: 'mended', file: 'a.yaml' })
    expect(await next()).toMatchObject({
      kind: 'reload',
      tones: ['North Harbour Coffee: calm', 'South Harbour Tea: brisk'],
    })
  })

  it('is not refused for what an editor has written of it so far', async () => {
    await put('a.yaml', example)
    // Its time is ours, so that it looks between the two however long they take.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] })
    await follow()
    const isAboutToLook = () => jest.getTimerCount() === 2
    await put('a.yaml', example.slice(0, 300))
    await until(isAboutToLook)
    jest.advanceTimersByTime(150)
    await until(() => {
      if (isAboutToLook() || told.length > 0) return true
      jest.advanceTimersToNextTimer()
      return false
    })
    await put('a.yaml', withTone(example, 'brisk'))
    await until(() => {
      jest.advanceTimersByTime(150)
      return told.length > 0
    })
    expect(told).toEqual([{ kind: 'reload', tones: ['North Harbour Coffee: brisk'] }])
  })

  it('brings its brand along when it is new, and takes it away when it is deleted', async () => {
    await put('a.yaml', example)
    const next = await follow()
    await put('b.yaml', other)
    expect(await next()).toMatchObject({ kind: 'reload', tones: { length: 2 } })
    await rm(join(folder, 'b.yaml'))
    expect(await next()).toMatchObject({ kind: 'reload', tones: { length: 1 } })
  })

  it('that is new and wrong is refused without a brand', async () => {
    await put('a.yaml', example)
    const next = await follow()
    await put('new.yaml', 'name: [')
    expect(await next()).toMatchObject({ kind: 'refused', file: 'new.yaml', brand: null })
  })
})

it('reads nothing that has no end', async () => {
  await put('a.yaml', example)
  await symlink('/dev/zero', join(folder, 'zero.yaml'))
  await put('long.yaml', 'a'.repeat(5_000_000))
  const { brands, problems } = await inForce()
  expect([...brands.keys()]).toEqual(['a.yaml'])
  expect([...problems.keys()]).toEqual(['long.yaml', 'zero.yaml'])
})
