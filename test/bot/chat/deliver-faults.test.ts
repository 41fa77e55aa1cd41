import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Fault } from '../../fakes/chat-service.ts'
import { home, openDelivery, type Delivery } from './delivery.ts'
import { shortLived, type Death } from './short-lived.ts'

/** Sends until there is nothing left, in a process that ends where `deaths` says, and then in the next, which begins 2 s later. */
async function sendThrough(delivery: Delivery, deaths: readonly Death[]): Promise<() => Promise<void>> {
  let stop = async () => {}
  let left = deaths
  let lives = 0
  const live = () => {
    const [death = null, ...rest] = left
    left = rest
    lives += 1
    stop = delivery.open(shortLived(delivery.options, death, () => void delivery.time.after(2000, live))).stop
  }
  live()
  return async () => {
    await delivery.time.passAll(10 * 86_400_000)
    await stop()
    expect(lives).toBeLessThanOrEqual(deaths.length + 1)
  }
}

/** Every message is there once, in the order of the wishes, in its newest state; and the rows know it. */
async function expectAllThere(delivery: Delivery): Promise<void> {
  const rows = await delivery.store.messages({ channel: home })
  const room = delivery.service.room(home)
  expect(room.map(({ key }) => key)).toEqual(rows.map(({ key }) => key))
  expect(room.map(({ text }) => text)).toEqual(rows.map(({ key }) => delivery.truth.get(key)))
  expect(room.map(({ remoteId }) => remoteId)).toEqual(rows.map(({ remoteId }) => remoteId))
  expect(rows.filter(({ wanted, shown, attemptedAt }) => wanted > shown || attemptedAt !== null)).toEqual([])
}

describe('a process that ends at any moment', () => {
  const firsts: readonly (Fault | null)[] = [
    null,
    { kind: 'unanswered', arrivesMs: 0 },
    { kind: 'unanswered', arrivesMs: 5000 },
    { kind: 'unanswered', arrivesMs: null },
    { kind: 'slow', ms: 6000 },
  ]
  const whens = ['before', 'after'] as const
  const cases = firsts.flatMap((fault) => whens.map((when) => ({ fault, when })))

  it.each(cases)('neither loses a message nor sends it twice: $when, $fault', async ({ fault, when }) => {
    let reached = true
    for (let step = 1; reached; step++) {
      const delivery = openDelivery()
      let isFirst = true
      delivery.service.misbehave = ({ kind }) => {
        if (kind !== 'create' || !isFirst) return null
        isFirst = false
        return fault
      }
      await delivery.wish('head', 'today')
      await delivery.wish('card', 'in review')
      await delivery.wish('line', 'a line', { parent: 'card' })
      await delivery.wish('last', 'in review')
      let deaths = 0
      let stop = delivery.open(
        shortLived(delivery.options, { step, when }, () => {
          deaths += 1
          delivery.time.after(2000, () => void ({ stop } = delivery.open()))
        }),
      ).stop
      await delivery.time.pass(2700)
      await delivery.wish('head', 'today, one approved')
      await delivery.time.pass(300)
      await delivery.wish('head', 'today')
      await delivery.wish('card', 'approved')
      await delivery.time.passAll()
      await stop()
      await expectAllThere(delivery)
      reached = deaths > 0
      if (!reached) expect(step).toBeGreaterThan(30)
    }
  })
})

describe('500 messages', () => {
  it('arrive once each and in order through lost answers, limits, shut rooms and crashes', async () => {
    const delivery = openDelivery()
    const seed = 3
    misbehaveBy(delivery, fc.sample(fault, { seed, numRuns: 600 }), fc.sample(fault, { seed, numRuns: 200 }))
    for (let n = 0; n < 500; n++) await delivery.wish(`card ${n}`, 'in review')
    const finish = await sendThrough(delivery, fc.sample(death, { seed, numRuns: 25 }))
    for (let n = 0; n < 300; n++) {
      await delivery.time.pass(1500)
      await delivery.wish(`card ${(n * 7) % 500}`, n % 2 === 0 ? 'approved' : 'held')
    }
    await finish()
    await expectAllThere(delivery)
    const kinds = delivery.service.calls.map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'find').length).toBeGreaterThan(50)
  })
})

describe('whatever goes wrong for a while', () => {
  it('every message is there once, in order and in its newest state afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 1, maxLength: 40 }),
        fc.array(fault, { maxLength: 30 }),
        fc.array(fault, { maxLength: 15 }),
        fc.array(death, { maxLength: 4 }),
        async (moves, creating, updating, deaths) => {
          const delivery = openDelivery()
          misbehaveBy(delivery, creating, updating)
          const finish = await sendThrough(delivery, deaths)
          for (const { ms, card, text, line } of moves) {
            await delivery.wish(`card ${card}`, text)
            if (line !== null) await delivery.wish(`line ${card} ${line}`, text, { parent: `card ${card}` })
            await delivery.time.pass(ms)
          }
          await finish()
          await expectAllThere(delivery)
        },
      ),
      { numRuns: 100 },
    )
  })
})

/** Few texts, so that a card often goes back to what it said before. */
const move = fc.record({
  ms: fc.integer({ min: 0, max: 5000 }),
  card: fc.integer({ min: 0, max: 9 }),
  text: fc.constantFrom('in review', 'approved'),
  line: fc.option(fc.integer({ min: 0, max: 3 })),
})

const fault: fc.Arbitrary<Fault | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    kind: fc.constant('unanswered' as const),
    arrivesMs: fc.option(fc.integer({ min: 0, max: 9000 })),
  }),
  fc.record({ kind: fc.constant('slow' as const), ms: fc.integer({ min: 2, max: 7000 }) }),
  fc.record({
    kind: fc.constant('later' as const),
    afterMs: fc.integer({ min: 1, max: 30_000 }),
    reason: fc.constant('429'),
  }),
  fc.record({ kind: fc.constant('shut_out' as const), reason: fc.constant('archived') }),
  fc.constant<Fault>({ kind: 'throws' }),
  fc.constant<Fault>({ kind: 'unclear' }),
)

const death: fc.Arbitrary<Death> = fc.record({
  step: fc.integer({ min: 1, max: 60 }),
  when: fc.constantFrom('before' as const, 'after' as const),
})

/**
 * One fault for each call, of new messages and of changes apart. After four there are two that go well: trouble that holds up one
 * message for more than ten minutes lets the next ones pass it, and order is not to be expected then.
 */
function misbehaveBy(
  { service }: Delivery,
  creating: readonly (Fault | null)[],
  updating: readonly (Fault | null)[],
): void {
  const eased = (all: readonly (Fault | null)[]) =>
    all.flatMap((one, index) => (index % 4 === 3 ? [one, null, null] : [one]))
  const queues = { create: eased(creating), update: eased(updating) }
  service.misbehave = ({ kind }) => queues[kind === 'update' ? 'update' : 'create'].shift() ?? null
}
