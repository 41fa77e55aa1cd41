import { describe, expect, it } from '@jest/globals'
import type { MessageMark, Store } from '../../../src/ports.ts'
import { openDelivery, type Delivery } from './delivery.ts'

// Only one process sends. One that stood still while another came to lead wakes up in the middle of what it was about to do.

/** Loses the lead with the first mark for which `holds`: whatever it does after that, it does too late. */
function losingTheLead({ store }: Delivery, holds: (mark: MessageMark) => boolean) {
  let isLed = true
  const markMessage: Store['markMessage'] = async (id, mark) => {
    await store.markMessage(id, mark)
    if (holds(mark)) isLed = false
  }
  const late: Pick<Store, 'messages' | 'markMessage' | 'onChange'> = {
    messages: (query) => store.messages(query),
    onChange: (listener) => store.onChange(listener),
    markMessage,
  }
  return { store: late, mayCall: async () => isLed }
}

describe('a process that no longer leads', () => {
  it('does not send the new message that it has just written down; whoever leads looks, and sends it once', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const { stop } = delivery.open(losingTheLead(delivery, ({ attemptedAt }) => attemptedAt instanceof Date))
    await delivery.time.pass(1000)
    expect(delivery.service.calls).toEqual([])
    expect((await delivery.row('a')).attemptedAt).not.toBeNull()
    const next = delivery.open()
    await delivery.time.passAll()
    await stop()
    await next.stop()
    expect(delivery.texts()).toEqual(['first'])
    expect(delivery.service.calls.map(({ kind }) => kind)).toEqual(['find', 'create'])
  })

  it('does not cover what another has shown since by what it had drawn before', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const before = delivery.open()
    await delivery.time.passAll()
    await before.stop()
    await delivery.wish('a', 'older')
    const { stop } = delivery.open(losingTheLead(delivery, ({ shownHash }) => shownHash === null))
    await delivery.time.pass(2000)
    expect(delivery.texts()).toEqual(['first'])
    const next = delivery.open()
    await delivery.wish('a', 'newer')
    await delivery.time.passAll()
    await stop()
    await next.stop()
    expect(delivery.texts()).toEqual(['newer'])
    expect(delivery.service.calls.map(({ text }) => text)).not.toContain('older')
  })

  it('does not take back that another is sending, whatever it is told itself', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    let isLed = true
    delivery.service.misbehave = () => {
      isLed = false
      return { kind: 'later', afterMs: 60_000, reason: 'busy' }
    }
    const { stop } = delivery.open({ mayCall: async () => isLed })
    await delivery.time.pass(5000)
    expect((await delivery.row('a')).attemptedAt).not.toBeNull()
    await stop()
  })
})

describe('a stop that did not wait for the end of a step', () => {
  it('lets no call begin after it', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    let go = () => {}
    const { stop } = delivery.open({
      contentOf: async (message) => {
        await new Promise<void>((resolve) => (go = resolve))
        return delivery.options.contentOf(message)
      },
    })
    await delivery.time.pass(1500)
    const stopped = stop()
    await delivery.time.passAll()
    await stopped
    go()
    await delivery.time.passAll()
    expect(delivery.service.calls).toEqual([])
  })
})
