import { request } from 'node:http'
import { encodeMasked, opcodes, takeFrames } from '../frames.ts'
import { isJson, type Json } from './call.ts'

export type Event = { readonly name: string; readonly data: Json }
export type Link = { readonly close: () => void }

/** A client of the twin's gateway: identifies, and hands on what is dispatched. */
export function linkTo(
  address: { readonly port: number },
  token: string,
  onEvent: (event: Event) => void,
): Promise<Link> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: address.port,
      path: '/gateway?v=10&encoding=json',
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      },
    })
    asked.on('error', reject)
    asked.on('upgrade', (_, socket, head) => {
      const send = (payload: object) => socket.write(encodeMasked(opcodes.text, JSON.stringify(payload)))
      let rest = Buffer.from(head)
      const take = () => {
        rest = Buffer.from(
          takeFrames(rest, ({ opcode, payload }) => {
            if (opcode !== opcodes.text) return
            const { op, t, d } = JSON.parse(payload.toString()) as Json
            if (op === 10) send({ op: 2, d: { token, intents: 0, properties: {} } })
            if (op === 0 && isJson(d)) onEvent({ name: String(t), data: d })
          }),
        )
      }
      socket.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk])
        take()
      })
      socket.on('error', () => socket.destroy())
      socket.on('end', () => socket.destroy())
      take()
      resolve({ close: () => void socket.destroy() })
    })
    asked.end()
  })
}
