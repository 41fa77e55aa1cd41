import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  imageMisfit,
  imageName,
  imageTypes,
  maxImageBytes,
  maxImageSide,
  readImage,
} from '../../src/domain/image.ts'
import { aPng } from '../images.ts'

const any = { types: imageTypes, maxBytes: 5_000_000 }
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** Real beginnings, of 3 × 2 pixels, with what comes before the size in each format. */
const images = {
  png: aPng('x', 3, 2),
  gif: bytes('474946383961 0300 0200 800000 ffffff000000 2c00000000030002000002'),
  'old gif': bytes('474946383761 0300 0200 800000'),
  jpeg: bytes(
    'ffd8 ffe0 0010 4a46494600010100000100010000 ffdb 0003 00 ffc0 000b 08 0002 0003 01 011100 ffda',
  ),
  'padded, progressive jpeg': bytes('ffd8 ffff ffe1 0004 0000 ffc4 0002 ffc2 000b 08 0002 0003 01 011100'),
  'lossy webp': bytes('52494646 1a000000 57454250 56503820 0e000000 300100 9d012a 0300 0200 0000'),
  'lossless webp': bytes('52494646 1a000000 57454250 5650384c 0d000000 2f 02400000 00'),
  'extended webp': bytes('52494646 1a000000 57454250 56503858 0a000000 10000000 020000 010000 00'),
} as const

describe('bytes tell what they are', () => {
  it.each(Object.entries(images))('by themselves: %s', (name, image) => {
    const type = imageTypes.find((one) => name.includes(one.slice(6)))
    expect(readImage(image)).toEqual({ mimeType: type, width: 3, height: 2 })
    // As part of something larger, where offsets begin elsewhere.
    const within = Buffer.concat([Buffer.alloc(7), image]).subarray(7)
    expect(readImage(within)).toEqual({ mimeType: type, width: 3, height: 2 })
  })

  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['a page', Buffer.from('<!doctype html><title>x</title>')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['a bitmap', bytes('424d 46000000')],
    ['an icon', bytes('00000100 01001010')],
    ['a HEIC', bytes('00000018 66747970 68656963')],
    ['a sound in the same container as WebP', bytes('52494646 1a000000 57415645 666d7420 10000000')],
    [
      'a WebP of an unknown kind',
      bytes('52494646 1a000000 57454250 58585858 0a000000 1000000002000001000000'),
    ],
    ['a PNG without its header', Buffer.concat([images.png.subarray(0, 8), Buffer.from('xxxxIDATxxxxxxxx')])],
    ['a JPEG whose data comes before its size', bytes('ffd8 ffda 0002 ffc0 000b 08 0002 0003')],
    ['a JPEG out of step', bytes('ffd8 ffe0 0002 00 ffc0 000b 08 0002 0003')],
  ])('%s is no image', (_name, other) => {
    expect(readImage(other)).toBeNull()
  })

  it('never fail to answer, wherever they end and whatever they hold', () => {
    for (const image of Object.values(images))
      for (let end = 0; end < image.length; end++) readImage(image.subarray(0, end))
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(images)),
        fc.uint8Array({ maxLength: 200 }),
        (image, rest) => {
          readImage(Buffer.concat([image.subarray(0, 12), rest]))
        },
      ),
    )
    expect(readImage(Buffer.alloc(8_000_000, 0xff))).toBeNull()
    expect(readImage(Buffer.concat([bytes('ffd8ff'), Buffer.alloc(8_000_000, 0xff)]))).toBeNull()
  })
})

describe('an image is not taken', () => {
  const why = (image: Uint8Array, limits: Parameters<typeof imageMisfit>[2] = any) =>
    imageMisfit('quay.png', image, limits, 'Instagram')

  it('unless its network takes its kind', () => {
    expect(why(images.png)).toBeNull()
    expect(why(images.png, { ...any, types: ['image/jpeg'] })).toBe(
      'quay.png is PNG, but Instagram takes JPEG only. Save it as that.',
    )
    expect(why(images.png, { types: [], maxBytes: 0 })).toBe('Instagram takes no images.')
  })

  it('where it is larger than its network, or the desk, takes', () => {
    const large = (length: number) => Buffer.concat([images.png, Buffer.alloc(length)]).subarray(0, length)
    expect(why(large(5_000_000))).toBeNull()
    expect(why(large(5_000_001))).toContain('larger than 5 MB')
    expect(why(large(maxImageBytes), { ...any, maxBytes: 20_000_000 })).toBeNull()
    expect(why(large(maxImageBytes + 1), { ...any, maxBytes: 20_000_000 })).toContain('larger than 8 MB')
  })

  it.each([
    [0, 5],
    [5, 0],
    [maxImageSide + 1, 5],
    [5, maxImageSide + 1],
    [6100, 6100],
    [0xffffffff, 0xffffffff],
  ])('where nobody could draw it: %i × %i', (width, height) => {
    const png = Buffer.from(images.png)
    png.writeUInt32BE(width, 16)
    png.writeUInt32BE(height, 20)
    expect(why(png)).toMatch(/has no size|too large/)
  })

  it('but up to those bounds it is', () => {
    const png = Buffer.from(images.png)
    png.writeUInt32BE(maxImageSide, 16)
    png.writeUInt32BE(3000, 20)
    expect(why(png)).toBeNull()
  })
})

describe('the name of a file', () => {
  it.each([
    ['quay.png', 'quay.jpg'],
    ['C:\\fotos\\Der Kai.JPEG', 'Der Kai.jpg'],
    ['/etc/passwd', 'passwd.jpg'],
    ['../../x', 'x.jpg'],
    ['evil\u202egnp.exe', 'evil-gnp.jpg'],
    ['<script>.svg', 'script.jpg'],
    ['.htaccess', 'image.jpg'],
    ['', 'image.jpg'],
    ['日本 の 港.webp', '日本 の 港.jpg'],
  ])('%j is kept as %j: no path, nothing hidden, and the ending of what it is', (given, kept) => {
    expect(imageName(given, 'image/jpeg')).toBe(kept)
  })

  it('is a short and harmless one whatever was given, and stays as it is when it comes back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom(...imageTypes),
        (given, type) => {
          const name = imageName(given, type)
          expect(name).toMatch(/^[\p{L}\p{M}\p{N} ._()-]{1,240}\.(?:png|jpg|gif|webp)$/u)
          expect(name).not.toMatch(/^[. -]/)
          expect(imageName(name, type)).toBe(name)
        },
      ),
    )
  })
})
