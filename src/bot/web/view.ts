import type { Brand, Reviewer } from '../../domain/brand.ts'
import { mayDo } from '../../domain/roles.ts'
import type { Verb } from '../action.ts'
import type { Button } from '../card.ts'

/** What every page knows: whose it is, who looks at it, and when. */
export type View = {
  readonly brand: Brand
  readonly brands: readonly Brand[]
  /** Who they said they are; null until they have. */
  readonly viewer: Reviewer | null
  readonly now: Date
  /** Of this page: where a form without a script comes back to. */
  readonly path: string
  /** What the last press was answered, once. */
  readonly flash: Flash | null
  readonly assets: Assets
  may(verb: Verb | 'freeze'): boolean
  /** Why a button is dead. */
  whyNot(verb: Verb | 'freeze'): string
}

export type Flash = {
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly sentence: string
  readonly offer: Button | null
}

/** Where the style sheet and the script are. */
export type Assets = { readonly css: string; readonly script: string }

export function viewOf(facts: Omit<View, 'may' | 'whyNot'>): View {
  const { viewer } = facts
  const may: View['may'] = (verb) =>
    viewer !== null && mayDo({ kind: 'person', id: viewer.name, roles: viewer.roles, surface: 'web' }, verb)
  const whyNot: View['whyNot'] = () =>
    viewer === null
      ? 'Choose who you are first'
      : `Your role (${viewer.roles.join(', ')}) does not include this`
  return { ...facts, may, whyNot }
}
