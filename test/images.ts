import { crc32, deflateSync } from 'node:zlib'

/** A true PNG, different for each `word`: what any browser or network would take. */
export function aPng(word: string, width = 8, height = 6): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const tint = crc32(Buffer.from(word))
  const row = Buffer.concat([
    Buffer.of(0),
    ...Array.from({ length: width }, (_, x) =>
      Buffer.of((tint + x * 9) & 255, (tint >>> 8) & 255, (tint >>> 16) & 255),
    ),
  ])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Comment\0${word}`)),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
