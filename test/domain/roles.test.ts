import { describe, expect, it } from '@jest/globals'
import { assertMay, mayDo } from '../../src/domain/roles.ts'
import { by, desk } from '../given.ts'

const verbs = [
  'edit',
  'choose',
  'regenerate',
  'reslot',
  'hold',
  'release',
  'approve',
  'reject',
  'undo',
  'retry',
  'answer',
  'freeze',
] as const

function allowed(actor: Parameters<typeof mayDo>[0]): readonly string[] {
  return verbs.filter((verb) => mayDo(actor, verb))
}

describe('who may do what', () => {
  it('a viewer looks', () => expect(allowed(by('zoe', 'viewer'))).toEqual([]))

  it('an editor changes drafts and decides nothing', () => {
    expect(allowed(by('zoe', 'editor'))).toEqual(['edit', 'choose', 'regenerate', 'reslot', 'hold'])
  })

  it.each(['approver', 'admin'] as const)('an %s does everything', (role) => {
    expect(allowed(by('zoe', role))).toEqual(verbs)
  })

  it('a person with several roles has the rights of each', () => {
    expect(allowed(by('zoe', 'viewer', 'editor'))).toEqual(allowed(by('zoe', 'editor')))
  })

  it('a person without any role does nothing', () => {
    expect(allowed({ kind: 'person', id: 'zoe', roles: [], surface: 'web' })).toEqual([])
  })

  it('an agent decides nothing, whatever it calls itself', () => {
    expect(allowed({ kind: 'agent', id: 'admin' })).toEqual([])
  })

  it('the desk itself moves, retries and freezes, but judges no content', () => {
    expect(allowed(desk)).toEqual(['reslot', 'retry', 'freeze'])
  })

  it('a refusal says what it takes', () => {
    expect(() => assertMay(by('zoe', 'editor'), 'approve')).toThrow(
      'Your role does not include this: it takes an approver or an admin.',
    )
  })
})
