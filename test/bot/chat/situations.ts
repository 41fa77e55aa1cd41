import { handle } from '../../../src/bot/handle.ts'
import { handleDesk } from '../../../src/bot/handle-desk.ts'
import type { Brand, Reviewer } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import { dayMs, hourMs } from '../../../src/domain/slot.ts'
import type { Desk } from '../desk.ts'

/** What a click asks for. */
export type Asked = 'approve' | 'reject'
export const eventsOf: Readonly<Record<Asked, readonly string[]>> = {
  approve: ['approval_given', 'approved'],
  reject: ['rejected'],
}

/** As much of a surface as it takes for something to happen behind it. */
export type ClickBench = {
  readonly rig: {
    readonly desk: Desk
    /** The brand's file is saved anew; null: it is gone. */
    readonly save: (change: (brand: Brand) => Brand | null) => void
    readonly open: () => Promise<unknown>
    readonly close: () => Promise<void>
  }
  /** As it was seen. */
  readonly post: Post
}

/** What has happened by the time of a click, and what comes of it, wherever it is made. */
export type Situation = {
  /** To be read after "a click". */
  readonly name: string
  /** Ann unless given. */
  readonly who?: 'uma' | 'vic'
  /** What happens after the card was seen. */
  readonly before?: (bench: ClickBench) => unknown
  /** In what it is not like everybody's click. */
  readonly clicking?: () => { readonly post: Pick<Post, 'id' | 'version'> }
  /** What is decided where it was not refused: by default, nothing is. */
  readonly decides?: readonly Asked[]
  /** The words for whoever clicked; `<ann>` stands for her id. */
  readonly says: string | Readonly<Record<Asked, string>>
  /** A form that is refused like this is not offered again: there is nothing left to hand in, or nobody who may. */
  readonly givesBack?: true
  /** Words of its own where a command is typed. */
  readonly except?: { readonly command: string }
}

export const done: Readonly<Record<Asked, string>> = {
  approve: 'Approved. It goes out Fri 20 Nov, 12:00.',
  reject: 'Rejected. The next drafts learn from it.',
}
/** What whoever comes second is told. */
export const already = (surface: string): Readonly<Record<Asked, string>> => ({
  approve: `This post has been approved already. Latest: Ann Lee approved version 1 on ${surface}.`,
  reject: 'This post has been rejected already. Latest: Ann Lee rejected it (Dull).',
})
export const both: readonly Asked[] = ['approve', 'reject']
export const lacksRole: Readonly<Record<Asked, string>> = {
  approve: 'Your role does not include this: it takes an approver or an admin.',
  reject: 'Your role does not include this: it takes an approver or an admin.',
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
  { name: 'by a viewer', who: 'vic', says: lacksRole },
  {
    name: 'by somebody whose role was taken away meanwhile',
    before: (bench) => changeAnn(bench, (ann) => [{ ...ann, roles: ['viewer'] }]),
    says: lacksRole,
  },
  {
    name: 'by somebody who was taken out of the brand file meanwhile',
    givesBack: true,
    before: (bench) => changeAnn(bench, () => []),
    says: 'You are not a reviewer of North Harbour Coffee here. Ask for your id (<ann>) to be added to the brand file.',
  },
]

/** What stands in place of the form where it is over, or above it where the card has moved on. */
export const formState: Readonly<Record<string, string>> = {
  'on a version that an edit has replaced':
    'You saw version 1; version 2 has replaced it. Close this and look at that one first.',
  'after somebody approved on the web': 'Approved by Ben Okafor.',
  'after somebody rejected on the web': 'Rejected: Dull.',
  'after somebody put it on hold': 'On hold: The photo is missing.',
  'while new variants are being written': 'Drafting: Variants are being written.',
}

const ben = { surface: 'web', id: 'Ben Okafor' } as const

function onTheWeb({ rig, post: { id, version } }: ClickBench, asked: object) {
  return handle(rig.desk.deps, ben, { postId: id, version, ...asked })
}

function changeAnn({ rig }: ClickBench, change: (ann: Reviewer) => readonly Reviewer[]): void {
  rig.save((brand) => ({
    ...brand,
    reviewers: brand.reviewers.flatMap((one) => (one.name === 'Ann Lee' ? change(one) : [one])),
  }))
}
