import { describe, expect, it } from '@jest/globals'
import { toldEntries } from '../../../src/bot/chat/told-entries.ts'
import type { PostEvent } from '../../../src/domain/events.ts'
import type { HistoryEntry } from '../../../src/ports.ts'
import { by, now } from '../../given.ts'

const copywriter = { kind: 'agent', id: 'copywriter' } as const

function entry(revision: number, event: PostEvent, actor: HistoryEntry['actor'] = by('ann', 'approver')) {
  return { event, actor, at: now, revision }
}

describe('a thread', () => {
  it('has a line of its own for each of several things that happened at once', () => {
    const history = [
      entry(1, { type: 'person_needed', reason: 'No answer.' }),
      entry(1, { type: 'left' }),
      entry(2, { type: 'settled_absent' }),
      entry(2, { type: 'readied', id: 'p.1', version: 1, hash: 'h' }),
      entry(2, { type: 'retried' }),
    ]
    expect(toldEntries('p', history).map(({ key, index }) => [key, index])).toEqual([
      ['line p 1 0', 0],
      ['line p 1 1', 1],
      ['line p 2 0', 2],
      ['line p 2 2', 4],
    ])
  })

  it('tells of drafting only where a person asked for it', () => {
    const began = { type: 'drafting_started', at: now, note: null } as const
    expect(toldEntries('p', [entry(1, began, copywriter)])).toEqual([])
    expect(toldEntries('p', [entry(1, began)])).toHaveLength(1)
  })
})
