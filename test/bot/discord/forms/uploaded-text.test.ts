import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from '@jest/globals'
import { decodeText, uploadReader } from '../../../../src/bot/discord/forms/uploaded-text.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** Where Discord keeps uploads, on loopback. */
async function cdn(
  listener: RequestListener,
): Promise<{ readonly origin: string; readonly asked: () => number }> {
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked }
}

const bytes = (text: string) => new TextEncoder().encode(text)

describe('an uploaded text', () => {
  it('is read to the letter', async () => {
    const text = `Fog\n\n\t👩🏽‍🍳  ${'é'.repeat(60_000)}\u2028`
    const { origin } = await cdn((_, response) => response.end(text))
    const read = uploadReader(origin, 60_000)
    expect(await read({ name: 'a.txt', size: 9, url: `${origin}/a.txt?ex=1` })).toBe(text)
  })

  it('is asked for nowhere but where Discord keeps uploads', async () => {
    const elsewhere = await cdn((_, response) => response.end('x'))
    const read = uploadReader('https://cdn.discordapp.com', 2000)
    for (const url of [
      `${elsewhere.origin}/a.txt`,
      'https://cdn.discordapp.com.evil.example/a.txt',
      'https://cdn.discordapp.com@evil.example/',
      'file:///etc/passwd',
      'nonsense',
    ])
      await expect(read({ name: 'a.txt', size: 1, url })).rejects.toMatchObject({ code: 'invalid' })
    expect(elsewhere.asked()).toBe(0)
  })

  it('is not followed elsewhere', async () => {
    const elsewhere = await cdn((_, response) => response.end('x'))
    const { origin } = await cdn((_, response) =>
      response.writeHead(302, { location: elsewhere.origin }).end(),
    )
    await expect(uploadReader(origin, 60_000)({ name: 'a', size: 1, url: origin })).rejects.toMatchObject({
      code: 'busy',
    })
    expect(elsewhere.asked()).toBe(0)
  })

  it.each<[string, RequestListener]>([
    ['is gone', (_, response) => response.writeHead(404).end()],
    ['never comes', () => undefined],
    ['breaks off', (_, response) => void response.write('x', () => response.destroy())],
  ])('that %s is asked for again, in words', async (_, listener) => {
    const { origin } = await cdn(listener)
    await expect(uploadReader(origin, 100)({ name: 'a', size: 1, url: origin })).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('upload it again'),
    })
  })

  it('that is too large is not even asked for, whatever came instead is measured', async () => {
    const { origin, asked } = await cdn((_, response) => response.end('x'.repeat(300_001)))
    const read = uploadReader(origin, 60_000)
    const refusal = { code: 'invalid', message: expect.stringContaining('under 65,000 characters') }
    await expect(read({ name: 'a', size: 300_001, url: origin })).rejects.toMatchObject(refusal)
    expect(asked()).toBe(0)
    await expect(read({ name: 'a', size: 5, url: origin })).rejects.toMatchObject(refusal)
  })

  it('that never ends is left off where it gets too long', async () => {
    const { origin } = await cdn((_, response) => {
      new Readable({
        read() {
          this.push('x'.repeat(50_000))
        },
      }).pipe(response)
    })
    const endless = uploadReader(origin, 60_000)({ name: 'a', size: 5, url: origin })
    await expect(endless).rejects.toMatchObject({ code: 'invalid' })
  })

  it('may begin with a byte order mark', () => {
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes('Fog')]))).toBe('Fog')
  })

  it.each([
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x46, 0x00])],
    ['Latin 1', new Uint8Array([0x46, 0xf6, 0x67])],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47])],
    ['something with zeros', bytes('Fog\0')],
  ])('that is %s is refused with its mend', (_, wrong) => {
    expect(() => decodeText(wrong)).toThrow('Save it as a text file in UTF-8')
  })
})
