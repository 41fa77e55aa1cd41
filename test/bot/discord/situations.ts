import type { Reviewer } from '../../../src/domain/brand.ts'
import type { PersonName } from '../../fakes/discord/world.ts'
import { ids } from '../../fakes/discord/world.ts'
import { both, done, situations as everywhere, type Situation as Everywhere } from '../chat/situations.ts'
import { asks, type Bench, type Clicking, type Kind } from './click-bench.ts'
import { people } from './rig.ts'

/** What has happened by the time of a click on Discord. */
export type Situation = Omit<Everywhere, 'who' | 'before' | 'clicking' | 'except'> & {
  readonly who?: PersonName
  readonly before?: (bench: Bench) => unknown
  readonly clicking?: (bench: Bench) => Partial<Clicking>
  readonly except?: Readonly<Partial<Record<Kind, string>>>
}

const noRoom =
  'No brand has a room in this server, and only members of a server with one review. Is its channel in the brand file, and the file without mistakes?'
const notListed =
  'You are not a reviewer of North Harbour Coffee here. Ask for your id (<sam>) to be added to the brand file, or for the role of Reviewers.'
const { reviewers } = ids.roles

/** Without the file of its brand a server is like any other. */
const ownWords: Readonly<Record<string, string>> = { 'after the brand file is gone': noRoom }

export const situations: readonly Situation[] = [
  ...everywhere.map((one) => ({ ...one, says: ownWords[one.name] ?? one.says })),
  {
    name: 'by a member who has not accepted the rules yet',
    givesBack: true,
    who: 'gus',
    says: 'You have not accepted the rules of this server yet. Accept them, then press again.',
  },
  {
    name: 'by a bot',
    givesBack: true,
    who: 'robin',
    says: 'Bots do not review: a person has to press.',
  },
  {
    name: 'by somebody from another server, whom the brand file names',
    givesBack: true,
    who: 'stella',
    clicking: () => ({ guild: ids.otherGuild }),
    says: noRoom,
  },
  {
    name: 'with the id of a reviewer, from another server',
    givesBack: true,
    clicking: () => ({ guild: ids.otherGuild }),
    says: noRoom,
  },
  {
    name: 'in a direct message',
    givesBack: true,
    clicking: () => ({ guild: null }),
    says: 'In a direct message Discord does not say what you may do: decide in the channel of the brand.',
  },
  {
    name: 'by somebody whose role the brand file names',
    who: 'sam',
    before: async (bench) => {
      namesRole(bench)
      await bench.rig.discord.giveRole(people.sam, reviewers)
    },
    decides: both,
    says: done,
  },
  {
    name: 'by somebody without the role that the brand file names',
    givesBack: true,
    who: 'sam',
    before: namesRole,
    says: notListed,
  },
  {
    name: 'by somebody from whom that role was taken meanwhile',
    givesBack: true,
    who: 'sam',
    before: async (bench) => {
      namesRole(bench)
      const { giveRole, takeRole } = bench.rig.discord
      await giveRole(people.sam, reviewers)
      await takeRole(people.sam, reviewers)
    },
    says: notListed,
  },
  {
    name: 'by somebody whose role the brand file names no longer',
    givesBack: true,
    who: 'sam',
    before: async (bench) => {
      namesRole(bench)
      await bench.rig.discord.giveRole(people.sam, reviewers)
      bench.rig.save((brand) => ({ ...brand, groups: [] }))
    },
    says: notListed.replace(', or for the role of Reviewers', ''),
  },
]

/** What whoever clicked is told in words. */
export function wordsFor({ says, except }: Situation, kind: Kind): string {
  const words = except?.[kind] ?? (typeof says === 'string' ? says : says[asks[kind]])
  return words.replace(/<(\w+)>/, (_, name: PersonName) => people[name])
}

function namesRole({ rig }: Bench): void {
  const roles: Reviewer['roles'] = ['approver']
  rig.save((brand) => ({
    ...brand,
    groups: [{ surface: 'discord', id: reviewers, name: 'Reviewers', roles }],
  }))
}
