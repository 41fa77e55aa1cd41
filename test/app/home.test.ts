import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { accessKey, folderTrouble, homeId, makeHome } from '../../src/app/home.ts'
import { Trouble } from '../../src/domain/errors.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenroom-home-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the home folder', () => {
  it('is made so that nobody else can look into it, and may be there already', async () => {
    const home = join(folder, 'a', 'b')
    await makeHome(home)
    await makeHome(home)
    expect((await stat(home)).mode & 0o066).toBe(0)
  })

  it('that is a file, or below one, is trouble that names the way out', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(makeHome(file)).rejects.toThrow(/is a file.*GREENROOM_HOME/)
    await expect(makeHome(join(file, 'home'))).rejects.toThrow(/GREENROOM_HOME/)
  })

  it('where nothing can be made is trouble, and not an endless try', async () => {
    await expect(makeHome('/proc/greenroom/home')).rejects.toThrow(
      /cannot be made|may not write|GREENROOM_HOME/,
    )
  })

  it.each([
    ['ENOSPC', 'is full'],
    ['EACCES', 'may not write'],
    ['EROFS', 'read-only'],
  ])('that answers %s is trouble, in words', (code, words) => {
    const trouble = folderTrouble('/desk', Object.assign(new Error('x'), { code }))
    expect(trouble).toBeInstanceOf(Trouble)
    expect(String(trouble)).toContain(words)
  })

  it('that answers something unknown is a bug, not trouble', () => {
    const error = new Error('x')
    expect(folderTrouble('/desk', error)).toBe(error)
  })
})

describe('the name of a home', () => {
  it('is one, whoever asks first, and another for another home', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => homeId(folder)))
    expect(new Set(others)).toEqual(new Set([first]))
    expect(await homeId(folder)).toBe(first)
    const elsewhere = join(folder, 'elsewhere')
    await makeHome(elsewhere)
    expect(await homeId(elsewhere)).not.toBe(first)
    expect((await readdir(folder)).toSorted()).toEqual(['elsewhere', 'home-id'])
  })
})

describe('the access key', () => {
  it('is made once, long, and readable by its owner only', async () => {
    const key = await accessKey(folder)
    expect(key).toMatch(/^[\w-]{32}$/)
    expect(await accessKey(folder)).toBe(key)
    expect((await stat(join(folder, 'access-key'))).mode & 0o077).toBe(0)
  })

  it('that was emptied or cut is made anew, again for its owner only', async () => {
    await writeFile(join(folder, 'access-key'), 'short', { mode: 0o666 })
    expect(await accessKey(folder)).toMatch(/^[\w-]{32}$/)
    expect((await stat(join(folder, 'access-key'))).mode & 0o077).toBe(0)
  })
})
