/** What an image may be. SVG is none of them: it is a document that can hold scripts and links. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const
export type ImageType = (typeof imageTypes)[number]

/** In pixels. */
export type ImageFacts = { readonly mimeType: ImageType; readonly width: number; readonly height: number }

/** What a network takes of one image. */
export type ImageLimits = {
  /** None where the network takes no still images. */
  readonly types: readonly ImageType[]
  readonly maxBytes: number
}

/** Greenroom's own: what every chat surface still takes with room to spare (Discord 10 MiB a file), and a page loads. */
export const maxImageBytes = 8_000_000
/** Greenroom's own: a longer side is a mistake, or made to exhaust whoever draws it. */
export const maxImageSide = 12_000
/** As LinkedIn's Images API, the tightest that names one. */
export const maxImagePixels = 36_152_320

/** What bytes are, by themselves, whatever they are called; null for anything but a PNG, JPEG, GIF or WebP. */
export function readImage(bytes: Uint8Array): ImageFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return readPng(view) ?? readGif(view) ?? readWebp(view) ?? readJpeg(view)
  } catch (error) {
    // It ends before its size is told.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Why an image would not be taken, as a sentence that says how to mend it; null where it is fine. `network`: by its label. */
export function imageMisfit(
  name: string,
  bytes: Uint8Array,
  { types, maxBytes }: ImageLimits,
  network: string,
): string | null {
  const facts = readImage(bytes)
  if (types.length === 0) return `${network} takes no images.`
  if (!facts)
    return `${name} is not a PNG, JPEG, GIF or WebP image. Save it as ${typesInWords(types)} and try again.`
  const { mimeType, width, height } = facts
  if (!types.includes(mimeType))
    return `${name} is ${typeNames[mimeType]}, but ${network} takes ${typesInWords(types)} only. Save it as that.`
  const most = Math.min(maxBytes, maxImageBytes)
  if (bytes.byteLength > most) return tooLarge(name, most, network)
  if (width === 0 || height === 0) return `${name} has no size. Save it anew and try again.`
  if (width > maxImageSide || height > maxImageSide || width * height > maxImagePixels)
    return `${name} is ${width} × ${height} pixels, which is too large. Scale it down to ${maxImageSide} on a side and 36 million in all, or less.`
  return null
}

/** For a file that need not be read to its end. */
export function tooLarge(name: string, maxBytes: number, network: string): string {
  return `${name} is larger than ${maxBytes / 1_000_000} MB, which is the most for ${network}. Make it smaller.`
}

/** A file name as it may stand in a card and in a folder: no path, no hidden characters, and the extension of what it is. */
export function imageName(given: string, type: ImageType): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const stem = last.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{M}\p{N} ._()-]+/gu, '-')
  const short = Array.from(stem)
    .slice(0, 60)
    .join('')
    .replace(/^[ .-]+|[ .-]+$/g, '')
  return `${short || 'image'}.${extensions[type]}`
}

export const extensions: Readonly<Record<ImageType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

const typeNames: Readonly<Record<ImageType, string>> = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/gif': 'GIF',
  'image/webp': 'WebP',
}

/** `PNG, JPEG or GIF`. */
export function typesInWords(types: readonly ImageType[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(types.map((type) => typeNames[type]))
}

/** https://www.w3.org/TR/png-3/#11IHDR: signature, then the header chunk. */
function readPng(view: DataView): ImageFacts | null {
  if (!begins(view, 0, '\x89PNG\r\n\x1a\n') || !begins(view, 12, 'IHDR')) return null
  return { mimeType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt, 17 and 18. */
function readGif(view: DataView): ImageFacts | null {
  if (!begins(view, 0, 'GIF87a') && !begins(view, 0, 'GIF89a')) return null
  return { mimeType: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

/** RFC 9649: an extended, a lossless or a lossy chunk comes first. */
function readWebp(view: DataView): ImageFacts | null {
  if (!begins(view, 0, 'RIFF') || !begins(view, 8, 'WEBP')) return null
  const is = (width: number, height: number): ImageFacts => ({ mimeType: 'image/webp', width, height })
  if (begins(view, 12, 'VP8X')) return is(1 + uint24(view, 24), 1 + uint24(view, 27))
  if (begins(view, 12, 'VP8L') && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true)
    return is(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff))
  }
  if (begins(view, 12, 'VP8 ') && begins(view, 23, '\x9d\x01\x2a'))
    return is(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  return null
}

/** ITU T.81, B.1 and B.2.2: segments, each with its length, up to the frame header that tells the size. */
function readJpeg(view: DataView): ImageFacts | null {
  if (!begins(view, 0, '\xff\xd8\xff')) return null
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (isFrame(marker))
      return { mimeType: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    // The data of a scan, or the end, before any frame.
    else if (marker === 0xda || marker === 0xd9) return null
    else at += 2 + Math.max(2, view.getUint16(at + 2))
  }
}

/** Any coding of a frame; the three in between are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function begins(view: DataView, at: number, text: string): boolean {
  return text.split('').every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0))
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
}
