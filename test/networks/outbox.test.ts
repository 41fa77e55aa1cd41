import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../src/domain/hash.ts'
import { limitsOf } from '../../src/networks/limits.ts'
import { outbox } from '../../src/networks/outbox.ts'
import { networksOf } from '../../src/networks/registry.ts'
import type { Network } from '../../src/ports.ts'
import { aPng } from '../images.ts'
import { until } from '../until.ts'
import { networkContract, patienceMs, sending } from './contract.ts'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(async () => {
  await rm(home, { recursive: true, force: true, maxRetries: 3 })
})

const folder = () => join(home, 'a', 'outbox')
const make = (): Network => outbox(folder(), limitsOf('x'))

describe('the outbox', () => {
  networkContract(async () => make())

  it('writes one readable file named by the key, and leaves nothing else', async () => {
    await make().publish(sending(), patienceMs)
    await make().publish(sending(), patienceMs)
    await make().preflight(sending().account)
    expect(await readdir(folder())).toEqual(['pub-1.json'])
    expect(JSON.parse(await readFile(join(folder(), 'pub-1.json'), 'utf8'))).toEqual({
      key: 'pub-1',
      brand: 'north-mill',
      account: { network: 'x', handle: 'north-mill' },
      slot: { date: '2026-11-20', time: '09:00', zone: 'Europe/Berlin' },
      text: 'Fresh “bread”\n🍞',
      media: [],
    })
  })

  it('puts images beside their post, by number, with their bytes as they are', async () => {
    const [png, jpeg] = [aPng('one'), aPng('two')]
    const media = [
      { name: '../evil.png', sha256: sha256(png), mimeType: 'image/png', alt: 'One' },
      { name: 'two.jpg', sha256: sha256(jpeg), mimeType: 'image/jpeg', alt: '' },
    ]
    const parcel = { ...sending(), content: { ...sending().content, media }, images: [png, jpeg] }
    const both = await Promise.all([make().publish(parcel, patienceMs), make().publish(parcel, patienceMs)])
    expect(both.map(({ kind }) => kind)).toEqual(['published', 'published'])
    expect((await readdir(folder())).toSorted()).toEqual(['pub-1.1.png', 'pub-1.2.jpg', 'pub-1.json'])
    expect((await readFile(join(folder(), 'pub-1.1.png'))).equals(png)).toBe(true)
    expect((await readFile(join(folder(), 'pub-1.2.jpg'))).equals(jpeg)).toBe(true)
    expect(JSON.parse(await readFile(join(folder(), 'pub-1.json'), 'utf8'))).toMatchObject({
      media: [
        { ...media[0], file: 'pub-1.1.png' },
        { ...media[1], file: 'pub-1.2.jpg' },
      ],
    })
  })

  it('refuses a post whose images did not come along, and leaves nothing behind', async () => {
    const media = [{ name: 'one.png', sha256: 'a'.repeat(64), mimeType: 'image/png', alt: 'One' }]
    const parcel = { ...sending(), content: { ...sending().content, media } }
    expect(await make().publish(parcel, patienceMs)).toMatchObject({ kind: 'refused', retryAt: null })
    expect(await make().find(parcel, new Date(0))).toMatchObject({ kind: 'unclear' })
    await make().preflight(parcel.account)
    expect(await readdir(folder())).toEqual([])
  })

  it('never writes over a post that is there', async () => {
    await make().publish(sending(), patienceMs)
    const changed = { ...sending(), content: { ...sending().content, text: 'Something else' } }
    expect((await make().publish(changed, patienceMs)).kind).toBe('published')
    expect(await readFile(join(folder(), 'pub-1.json'), 'utf8')).toContain('Fresh')
  })

  it('writes no file outside of its folder', async () => {
    await make().publish(sending('../../../escaped'), patienceMs)
    expect(await readdir(home)).toEqual(['a'])
    expect(await readdir(join(home, 'a'))).toEqual(['outbox'])
  })

  it('refuses for certain, and says why, where a file is in the way of the folder', async () => {
    await mkdir(join(home, 'a'))
    await writeFile(folder(), 'a file')
    const outcome = await make().publish(sending(), patienceMs)
    expect(outcome).toMatchObject({ kind: 'refused', retryAt: null })
    expect(outcome.kind === 'refused' && outcome.reason).toMatch(/a file .*in the way\. Move that file away/)
    expect(await make().preflight(sending().account)).toHaveLength(1)
  })

  it('refuses for certain where its folder cannot be made', async () => {
    await writeFile(join(home, 'a'), 'a file')
    const outcome = await make().publish(sending(), patienceMs)
    expect(outcome.kind === 'refused' && outcome.reason).toContain('a part of the path is a file')
  })

  it('cannot tell without its folder, nor from a file that it did not write', async () => {
    expect((await make().find(sending(), new Date(0))).kind).toBe('unclear')
    await mkdir(folder(), { recursive: true })
    await writeFile(join(folder(), 'pub-1.json'), '{"key":')
    expect((await make().find(sending(), new Date(0))).kind).toBe('unclear')
    await writeFile(join(folder(), 'pub-1.json'), '{"key":"other"}')
    expect((await make().find(sending(), new Date(0))).kind).toBe('unclear')
  })

  it('answers unknown when the disk takes too long', async () => {
    jest.useFakeTimers()
    const asked = make().publish(sending(), 1000)
    jest.advanceTimersByTime(1000)
    jest.useRealTimers()
    expect(await asked).toMatchObject({ kind: 'unknown' })
    await until(async () => (await make().find(sending(), new Date(0))).kind === 'live')
  })
})

describe('the network of an account', () => {
  it('is the outbox with its own limits where the account rehearses', async () => {
    const network = networksOf({ outboxFolder: folder() })(sending().account)
    expect(network.limits).toBe(limitsOf('x'))
    expect((await network.publish(sending(), patienceMs)).kind).toBe('published')
  })

  it('refuses to publish where credentials are for a network that cannot be published to yet', async () => {
    const account = { ...sending().account, credentials: { env: 'X_TOKEN' } }
    const network = networksOf({ outboxFolder: folder() })(account)
    expect(await network.publish({ ...sending(), account }, patienceMs)).toMatchObject({ kind: 'refused' })
    expect(await network.preflight(account)).toEqual([
      'Greenroom cannot publish to x yet. Set the account\'s credentials to "outbox" to rehearse.',
    ])
    await expect(readdir(folder())).rejects.toThrow('ENOENT')
  })
})
