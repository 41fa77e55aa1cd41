import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** As much of RFC 6455 as the sockets of chat services need: whole frames of up to 4 GB, text and control, no extensions. */
export type Frame = { readonly opcode: number; readonly payload: Buffer }

export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const

/** A server does not mask what it sends. */
export function encodeFrame(opcode: number, payload: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(payload)
  const head = Buffer.alloc(bytes.length < 126 ? 2 : bytes.length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (head.length === 2) head[1] = bytes.length
  else if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(bytes.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(bytes.length), 2)
  }
  return Buffer.concat([head, bytes])
}

/** A client masks what it sends; any key will do. */
export function encodeMasked(opcode: number, payload: Buffer | string = ''): Buffer {
  const plain = encodeFrame(opcode, payload)
  const size = Buffer.byteLength(payload)
  const head = Buffer.from(plain.subarray(0, plain.length - size))
  head[1] = (head[1] ?? 0) | 0x80
  return Buffer.concat([head, Buffer.alloc(4), plain.subarray(plain.length - size)])
}

/** What a server answers to a request for a socket. */
export function handshake({ headers }: IncomingMessage): string {
  const key = createHash('sha1')
    .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`
}

/** Takes frames off the front of what has come in; answers with what is left over. */
export function takeFrames(input: Buffer, onFrame: (frame: Frame) => void): Buffer {
  let rest = input
  for (;;) {
    const read = frameAt(rest)
    if (!read) return rest
    rest = rest.subarray(read.length)
    onFrame(read.frame)
  }
}

function frameAt(bytes: Buffer): { readonly frame: Frame; readonly length: number } | null {
  const [first = 0, second = 0] = bytes
  if (bytes.length < 2) return null
  const short = second & 0x7f
  const masked = (second & 0x80) !== 0
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const start = 2 + lengthBytes + (masked ? 4 : 0)
  if (bytes.length < start) return null
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + size) return null
  const payload = Buffer.from(bytes.subarray(start, start + size))
  if (masked) {
    const mask = bytes.subarray(start - 4, start)
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0)
  }
  return { frame: { opcode: first & 0x0f, payload }, length: start + size }
}
