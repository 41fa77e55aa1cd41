import type { ChatName, Deps } from '../../ports.ts'
import type { SendingTrouble } from './lane.ts'
import { takeBack, tellElsewhere } from './tell-elsewhere.ts'

export const chatLabels: Readonly<Record<ChatName, string>> = { slack: 'Slack', discord: 'Discord' }

type Needs = Pick<Deps, 'store' | 'clock' | 'brands'>

/** Tells a brand's people, elsewhere, that one of its rooms cannot be written to or that somebody deleted a message there. */
export async function tellTrouble(deps: Needs, surface: ChatName, trouble: SendingTrouble): Promise<void> {
  const where = chatLabels[surface]
  if (trouble.kind === 'deleted') {
    const { brand: id, channel, key } = trouble.message
    const brand = deps.brands.get(id)
    const text = `A message of Greenroom was deleted on ${where}, and stays deleted. What still waits is on the web page and in /greenroom queue, and comes up again tomorrow.`
    if (brand)
      await tellElsewhere(deps, brand, { key: `${deletedKey(surface)} ${channel} ${key}`, text, surface })
    return
  }
  const key = `room ${surface} ${trouble.channel}`
  if (trouble.kind === 'back') return takeBack(deps, trouble.brand, key)
  const brand = deps.brands.get(trouble.brand)
  const text = `Nothing can be shown in the room ${trouble.channel} on ${where}. ${trouble.reason}`
  if (brand) await tellElsewhere(deps, brand, { key, text, surface })
}

/** With the morning, what waits has come up again: that messages were deleted is no longer news. */
export async function forgetDeleted({ store }: Pick<Deps, 'store'>, brandId: string): Promise<void> {
  const keys = (await store.notices(brandId)).map(({ key }) => key)
  for (const key of keys)
    if (key.startsWith(deletedKey('slack')) || key.startsWith(deletedKey('discord')))
      await takeBack({ store }, brandId, key)
}

function deletedKey(surface: ChatName): string {
  return `deleted ${surface}`
}
