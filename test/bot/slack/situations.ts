import { handle } from '../../../src/bot/handle.ts'
import { handleDesk } from '../../../src/bot/handle-desk.ts'
import type { Reviewer } from '../../../src/domain/brand.ts'
import { dayMs, hourMs } from '../../../src/domain/slot.ts'
import type { PersonName } from '../../fakes/slack/web-api.ts'
import { asks, type Asked, type Bench, type Clicking, type Kind } from './click-bench.ts'
import type { Opening } from './rig.ts'

/** What has happened by the time of a click, and what comes of it. */
export type Situation = {
  /** To be read after "a click". */
  readonly name: string
  /** Ann unless given. */
  readonly who?: PersonName
  readonly opening?: Partial<Opening>
  /** What happens after the card was seen. */
  readonly before?: (bench: Bench) => unknown
  /** In what it is not like everybody's click. */
  readonly clicking?: (bench: Bench) => Partial<Clicking>
  /** What is decided where it was not refused: by default, nothing is. */
  readonly decides?: readonly Asked[]
  /** The words for whoever clicked. */
  readonly says: string | Readonly<Record<Asked, string>>
  /** The form has nowhere to come again, so what was typed comes by direct message. */
  readonly givesBack?: true
  /** Where a kind of click has words of its own. */
  readonly except?: Readonly<Partial<Record<Kind, string>>>
}

const done = {
  approve: 'Approved. It goes out Fri 20 Nov, 12:00.',
  reject: 'Rejected. The next drafts learn from it.',
}
const both: readonly Asked[] = ['approve', 'reject']
const notHere = 'You belong to another workspace, and only members of this one review here.'
const organisation = { workspace: { enterprise: 'E0HARBOUR' } }
const role = {
  approve: 'Your role does not include this: to approve takes approver or admin.',
  reject: 'Your role does not include this: to reject takes approver or admin.',
}

export const situations: readonly Situation[] = [
  { name: 'on a fresh card', decides: both, says: done },
  {
    name: 'on a card of the process before',
    before: async ({ rig }) => {
      await rig.close()
      await rig.open()
    },
    decides: both,
    says: done,
  },
  {
    name: 'on a version that an edit has replaced',
    before: (bench) => onTheWeb(bench, { verb: 'edit', variant: 'a', text: 'Every bag names its farm.' }),
    says: 'You saw version 1; version 2 has replaced it. Look at that one first. Latest: Ben Okafor edited variant A, which made version 2.',
  },
  {
    name: 'after somebody approved on the web',
    before: (bench) => onTheWeb(bench, { verb: 'approve' }),
    says: 'This post has been approved already. Latest: Ben Okafor approved version 1 on the web page.',
  },
  {
    name: 'after somebody rejected on the web',
    before: (bench) => onTheWeb(bench, { verb: 'reject', reason: 'Dull' }),
    says: 'This post has been rejected already. Latest: Ben Okafor rejected it (Dull).',
  },
  {
    name: 'after somebody put it on hold',
    before: (bench) => onTheWeb(bench, { verb: 'hold', reason: 'The photo is missing' }),
    says: 'This post is on hold; release it first. Latest: Ben Okafor put it on hold: The photo is missing.',
  },
  {
    name: 'while new variants are being written',
    before: (bench) => onTheWeb(bench, { verb: 'regenerate' }),
    says: 'New variants are being written; wait for them. Latest: Ben Okafor asked for new variants.',
  },
  {
    name: 'after the slot',
    before: ({ rig }) => rig.desk.tick(12 * hourMs),
    decides: ['reject'],
    says: { ...done, approve: 'Its slot has passed. The next free slot is Fri 20 Nov, 18:30.' },
  },
  {
    name: 'too late, in the minute before it is swept',
    before: ({ rig }) => rig.desk.tick(3 * dayMs),
    decides: ['reject'],
    says: {
      ...done,
      approve:
        'This post has expired; move it to a new slot to bring it back. The next free slot is Mon 23 Nov, 16:00.',
    },
  },
  {
    name: 'while the desk is frozen',
    before: ({ rig: { desk } }) =>
      handleDesk(desk.deps, ben, { brand: desk.brand.id, verb: 'freeze', reason: null }),
    decides: ['reject'],
    says: { ...done, approve: 'The desk is frozen: nothing can be approved until it is unfrozen.' },
  },
  {
    name: 'on a post that is gone',
    givesBack: true,
    clicking: () => ({ post: { id: 'gone', version: 1 } }),
    says: 'This post is no longer there.',
    except: { command: 'There is no post “gone”. “/greenroom plan” shows what each is called.' },
  },
  {
    name: 'after the brand file is gone',
    givesBack: true,
    before: ({ rig }) => rig.save(() => null),
    says: 'There is no brand north-harbour-coffee. Is its file in the brands folder, and without mistakes?',
  },
  {
    name: 'by somebody whom the brand file does not name',
    givesBack: true,
    who: 'uma',
    says: 'You are not a reviewer of North Harbour Coffee here. Ask for your id (<uma>) to be added to the brand file.',
  },
  { name: 'by a viewer', who: 'vic', says: role },
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
  {
    name: 'by somebody whose role was taken away meanwhile',
    before: (bench) => changeAnn(bench, (ann) => [{ ...ann, roles: ['viewer'] }]),
    says: role,
  },
  {
    name: 'by somebody who was taken out of the brand file meanwhile',
    givesBack: true,
    before: (bench) => changeAnn(bench, () => []),
    says: 'You are not a reviewer of North Harbour Coffee here. Ask for your id (<ann>) to be added to the brand file.',
  },
]

/** What whoever clicked is told in words. */
export function wordsFor({ rig }: Bench, { says, except }: Situation, kind: Kind): string {
  const words = except?.[kind] ?? (typeof says === 'string' ? says : says[asks[kind]])
  return words.replace(/<(\w+)>/, (_, name: PersonName) => rig.api.people[name])
}

const ben = { surface: 'web', id: 'Ben Okafor' } as const

function onTheWeb({ rig, post: { id, version } }: Bench, asked: object) {
  return handle(rig.desk.deps, ben, { postId: id, version, ...asked })
}

function changeAnn({ rig }: Bench, change: (ann: Reviewer) => readonly Reviewer[]): void {
  rig.save((brand) => ({
    ...brand,
    reviewers: brand.reviewers.flatMap((one) => (one.name === 'Ann Lee' ? change(one) : [one])),
  }))
}
