import { surfaceLabels, type Brand } from '../../domain/brand.ts'
import { chatNames } from '../../domain/chats.ts'
import type { Place } from '../../domain/reminders.ts'
import type { ChatName, Deps } from '../../ports.ts'
import type { SendingTrouble } from './lane.ts'
import { isAddressOf } from './rooms.ts'
import { giveUpTelling, takeBack, tellElsewhere } from './tell-elsewhere.ts'

type Needs = Pick<Deps, 'store' | 'clock' | 'brands'>

/** Tells a brand's people, elsewhere, that one of its rooms cannot be written to or that somebody deleted messages there. */
export async function tellTrouble(deps: Needs, surface: ChatName, trouble: SendingTrouble): Promise<void> {
  const where = surfaceLabels[surface]
  if (trouble.kind === 'deleted') {
    const { brand: id, channel } = trouble.message
    const brand = deps.brands.get(id)
    // Once for all of a room: who empties one has deleted hundreds.
    const key = noticeKey('deleted', { surface, channel })
    const text = `Messages of Greenroom were deleted on ${where}, and stay deleted. What still waits is on the web page and in /greenroom queue, and comes up again tomorrow.`
    if (brand) await tellElsewhere(deps, brand, { key, text, surface })
    return
  }
  const key = noticeKey('room', { surface, channel: trouble.channel })
  if (trouble.kind === 'back') return takeBack(deps, trouble.brand, key)
  const brand = deps.brands.get(trouble.brand)
  if (!brand) return
  if (trouble.channel.startsWith('@')) return noteUnreachable(deps, brand, surface, { ...trouble, key })
  const text = `Nothing can be shown in the room ${trouble.channel} on ${where}. ${trouble.reason}`
  await tellElsewhere(deps, brand, { key, text, surface })
}

/** Only by a notice, and not even that where one gives the same reason for a room. */
async function noteUnreachable(
  { store, clock }: Needs,
  brand: Brand,
  surface: ChatName,
  { channel, reason, key }: { readonly channel: string; readonly reason: string; readonly key: string },
): Promise<void> {
  await giveUpTelling({ store }, { surface, channel })
  if ((await store.notices(brand.id)).some(({ text }) => text.endsWith(reason))) return
  const who = brand.reviewers.find(({ ids }) => channel === `@${ids[surface]}`)?.name ?? channel
  const text = `${who} cannot be told anything alone on ${surfaceLabels[surface]}. ${reason}`
  await store.putNotice({ brand: brand.id, key, text, at: clock.now() })
}

/**
 * Nothing more is sent to a room that a brand has left, so that nobody else would take back what was told of it. And with the morning, what
 * waits has come up again: that messages were deleted is no longer news.
 */
export async function forgetOver(
  { store }: Pick<Deps, 'store'>,
  brand: Brand,
  isMorning: boolean,
): Promise<void> {
  for (const { key } of await store.notices(brand.id)) {
    const place = placeIn(key)
    if (place && ((isMorning && place.about === 'deleted') || !isAddressOf(brand, place)))
      await takeBack({ store }, brand.id, key)
  }
}

type About = 'deleted' | 'room'

function noticeKey(about: About, { surface, channel }: Place): string {
  return `${about} ${surface} ${channel}`
}

/** Null for the key of a notice about something else. */
function placeIn(key: string): (Place & { readonly about: About }) | null {
  const [about, name, channel] = key.split(' ')
  const surface = chatNames.find((one) => one === name)
  if (!surface || !channel || (about !== 'deleted' && about !== 'room')) return null
  return { about, surface, channel }
}
