import { describe, expect, it } from '@jest/globals'
import { isOnPage, isSaid, openEverywhere, type Everywhere } from './everywhere.ts'
import { names } from './stage-desk.ts'
import type { PersonName, Seen, Stage } from './stage.ts'

async function everywhere(work: (open: Everywhere) => Promise<void>): Promise<void> {
  const open = await openEverywhere()
  const { slack, discord, desk } = open
  const { id } = await desk.post('facebook')
  for (const stage of [slack, discord]) await stage.until(async () => (await stage.card(id)) !== null)
  try {
    await work(open)
    expect(desk.errors).toEqual([])
  } finally {
    await open.stop()
  }
}

async function cardOf(stage: Stage, postId: string): Promise<Seen> {
  const card = await stage.card(postId)
  if (!card) throw new Error(`${stage.surface} has no card of ${postId}`)
  return card
}

describe('every surface says by itself what was decided on another', () => {
  it('on the web page: the cards in both rooms', () =>
    everywhere(async ({ slack, discord, desk, page }) => {
      const { id, version } = await desk.post('x')
      await page.ask(`/posts/${id}/approve`, { form: { version: String(version) } })
      const words = 'Approved by Ben Okafor'
      await Promise.all([isSaid(slack, id, words), isSaid(discord, id, words)])
    }))

  it.each(['slack', 'discord'] as const)('on %s: the other room, and the web page', (surface) =>
    everywhere(async (open) => {
      const [stage, other] = surface === 'slack' ? [open.slack, open.discord] : [open.discord, open.slack]
      const { id } = await open.desk.post('x')
      const card = await cardOf(stage, id)
      const words = 'Approved by Ada Brook'
      const page = isOnPage(open, id, words)
      await stage.press('ada', card, 'Approve')
      await Promise.all([isSaid(stage, id, words), isSaid(other, id, words), page])
    }),
  )
})

const rounds = 4

/** Somebody at a surface, and the card as they saw it before anybody decided. */
type Mind = { readonly stage: Stage; readonly person: PersonName; readonly card: Seen }

/** One approves while the other hands in a rejection, each on a surface of their own. What each is told. */
async function atOnce(approver: Mind, rejecter: Mind): Promise<readonly [string, string]> {
  const form = await rejecter.stage.openForm(rejecter.person, rejecter.card, 'Reject')
  const [approved, rejected] = await Promise.all([
    approver.stage.press(approver.person, approver.card, 'Approve'),
    form.send({ reason: 'Dull' }),
  ])
  return [approved.seen.words, rejected.words]
}

describe('two people on two surfaces decide at the same moment, of two minds', () => {
  it(`makes one decision of it, and tells both the truth, ${rounds} times`, () =>
    everywhere(async ({ slack, discord, desk }) => {
      const { id } = await desk.post('x')
      const ada: Mind = { stage: slack, person: 'ada', card: await cardOf(slack, id) }
      const ben: Mind = { stage: discord, person: 'ben', card: await cardOf(discord, id) }
      for (let round = 1; round <= rounds; round++) {
        const [approver, rejecter] = round % 2 === 0 ? [ada, ben] : [ben, ada]
        const before = (await desk.post('x')).revision
        const [approved, rejected] = await atOnce(approver, rejecter)
        const { status, revision } = await desk.post('x')
        expect(revision).toBe(before + 1)
        const [winner, saidToWinner, saidToLoser] =
          status === 'approved' ? [approver, approved, rejected] : [rejecter, rejected, approved]
        expect(saidToWinner).toContain(status === 'approved' ? 'Approved. It goes out' : 'Rejected. The next')
        expect(saidToLoser).toContain(`This post has been ${status} already. Latest: ${names[winner.person]}`)
        if (round < rounds) await winner.stage.command(winner.person, `undo ${id}`)
        else await Promise.all([slack, discord].map((stage) => isSaid(stage, id, endOf(winner, status))))
      }
    }))
})

function endOf({ person }: Mind, status: string): string {
  return `Latest: ${names[person]} ${status === 'approved' ? 'approved version 1' : 'rejected it (Dull)'}`
}
