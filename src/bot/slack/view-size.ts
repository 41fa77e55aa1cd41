import type { KnownBlock } from '@slack/types'
import { slackLimits } from './limits.ts'

/** How many blocks there are or may be, and how many bytes of JSON. */
export type Size = { readonly blocks: number; readonly bytes: number }

/** What a view holds for its blocks: views.open answers `view_too_large` above 250 kB, of which 10 are kept for what stands around them. */
export const viewRoom: Size = { blocks: slackLimits.viewBlocks.max, bytes: 240_000 }

export function sizeOf(blocks: readonly KnownBlock[]): Size {
  return { blocks: blocks.length, bytes: Buffer.byteLength(JSON.stringify(blocks)) }
}

export function minus(room: Size, size: Size): Size {
  return { blocks: room.blocks - size.blocks, bytes: room.bytes - size.bytes }
}

/** The first of `units` that fit into `room` together, each of them whole. */
export function fitting<T>(
  units: Iterable<T>,
  room: Size,
  blocksOf: (unit: T) => readonly KnownBlock[],
): readonly T[] {
  const taken: T[] = []
  let left = room
  for (const unit of units) {
    left = minus(left, sizeOf(blocksOf(unit)))
    if (left.blocks < 0 || left.bytes < 0) break
    taken.push(unit)
  }
  return taken
}
