import { z } from 'zod'
import type { Click } from './envelope.ts'

/** A click as it is kept until it is answered, with how it was acknowledged. */
export type AckedClick<C extends Click = Click> = {
  readonly click: C
  /** How it was acknowledged; as long as it has not been, how it is about to be. */
  readonly ack: Ack
}

/**
 * `reply`: whoever clicked sees that an answer is being made. `update`: what they clicked on makes way for the answer.
 * `redraw`: what they clicked on is drawn anew as it is, and the answer comes beneath it. `none`: not at all, because
 * Discord does not know it any more: it was brought too late.
 */
export type Ack = (typeof acks)[number]

const acks = ['reply', 'update', 'redraw', 'none'] as const

/** Reads what `JSON.stringify` made of one. */
export function parseAckedClick(json: unknown): AckedClick {
  return ackedClick.parse(json)
}

const snowflake = z.string().regex(/^\d{1,20}$/)
/** It becomes part of an address. */
const token = z.string().regex(/^[\w.~=-]{1,1000}$/)
const sender = z.object({
  user: snowflake,
  name: z.string(),
  isBot: z.boolean(),
  isPending: z.boolean(),
  guild: snowflake.nullable(),
  roles: z.array(snowflake),
})
const on = z.object({
  message: snowflake,
  flags: z.int(),
  hasMenu: z.boolean(),
  isPrivate: z.boolean(),
  others: z.int(),
})
const kept = {
  id: snowflake,
  token,
  sender,
  channel: snowflake.nullable(),
  room: snowflake.nullable(),
}
const click = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('press'),
    ...kept,
    value: z.string(),
    isChoice: z.boolean(),
    on,
  }),
  z.object({
    kind: z.literal('submission'),
    ...kept,
    value: z.string(),
    on: on.nullable(),
    inputs: z.array(
      z.object({
        id: z.string(),
        values: z.array(z.string()),
        files: z.array(z.object({ name: z.string(), size: z.number(), url: z.url() })),
      }),
    ),
  }),
  z.object({
    kind: z.literal('command'),
    ...kept,
    name: z.string(),
    options: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })),
  }),
])

const ackedClick = z.object({ click, ack: z.enum(acks) })
