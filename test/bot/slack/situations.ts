import type { PersonName } from '../../fakes/slack/web-api.ts'
import { both, done, situations as everywhere, type Situation as Everywhere } from '../chat/situations.ts'
import { asks, type Bench, type Clicking, type Kind } from './click-bench.ts'
import type { Opening } from './rig.ts'

/** What has happened by the time of a click on Slack. */
export type Situation = Omit<Everywhere, 'who' | 'before' | 'clicking' | 'except'> & {
  readonly who?: PersonName
  readonly opening?: Partial<Opening>
  readonly before?: (bench: Bench) => unknown
  readonly clicking?: (bench: Bench) => Partial<Clicking>
  /** Where a kind of click has words of its own. */
  readonly except?: Readonly<Partial<Record<Kind, string>>>
}

const notHere = 'You belong to another workspace, and only members of this one review here.'
const organisation = { workspace: { enterprise: 'E0HARBOUR' } }

export const situations: readonly Situation[] = [
  ...everywhere,
  {
    name: 'by a guest',
    givesBack: true,
    who: 'gus',
    says: 'Guests of a workspace do not review. Ask a full member to decide.',
  },
  { name: 'by a stranger of a shared channel', who: 'stella', givesBack: true, says: notHere },
  {
    name: 'by a stranger whose envelope names our workspace',
    givesBack: true,
    who: 'stella',
    clicking: ({ rig }) => ({ team: rig.api.bot.teamId }),
    says: notHere,
  },
  {
    name: 'with the id of a reviewer, from another workspace',
    givesBack: true,
    clicking: () => ({ team: 'T0ELSEWHERE' }),
    says: notHere,
  },
  {
    name: 'by somebody from another workspace of the organisation',
    who: 'gwen',
    opening: organisation,
    decides: both,
    says: done,
  },
  {
    name: 'by somebody from another organisation',
    who: 'otto',
    givesBack: true,
    opening: organisation,
    says: notHere,
  },
  { name: 'by somebody from an organisation that is not ours', who: 'gwen', givesBack: true, says: notHere },
  {
    name: 'by an app',
    who: 'robin',
    givesBack: true,
    says: 'Apps and workflows do not review: a person has to press.',
  },
  {
    name: 'by somebody who has left',
    givesBack: true,
    who: 'dora',
    says: 'This account is deactivated, so it does not review.',
  },
]

/** What whoever clicked is told in words. */
export function wordsFor({ rig }: Bench, { says, except }: Situation, kind: Kind): string {
  const words = except?.[kind] ?? (typeof says === 'string' ? says : says[asks[kind]])
  return words.replace(/<(\w+)>/, (_, name: PersonName) => rig.api.people[name])
}
