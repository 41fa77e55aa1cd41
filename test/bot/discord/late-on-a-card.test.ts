import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openDeliverer } from '../../../src/bot/chat/deliver.ts'
import { openRooms } from '../../../src/bot/chat/keep-rooms.ts'
import { contentOf } from '../../../src/bot/chat/room-content.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { discordRest } from '../../../src/bot/discord/discord-client.ts'
import { discordSurface } from '../../../src/bot/discord/discord-surface.ts'
import { drawDiscord } from '../../../src/bot/discord/draw.ts'
import { done } from '../chat/situations.ts'
import { channels, openRig, people, valueOf, wordsOf, type Rig } from './rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await openRig()
})
afterEach(() => rig.stop())

describe('a press on the card of a room that is brought more than three seconds late', () => {
  it('is decided, shown by the card, and told by direct message', async () => {
    const { discord, desk } = rig
    const room = openRoom(rig)
    const post = await desk.post('x')
    const button = valueOf('approve', post)
    const cardOf = async () =>
      (await discord.messages(channels.desk)).find((one) => JSON.stringify(one).includes(`|${post.id}|`))
    await discord.until(async () => JSON.stringify((await cardOf()) ?? '').includes(button))
    const press = await discord.press({ who: people.ann, message: (await cardOf())?.id ?? '', button })
    discord.gateway.hold()
    discord.gateway.cut()
    discord.deliver(press)
    desk.tick(4000)
    discord.gateway.release()
    await discord.until(async () => (await discord.dm(people.ann)).length > 0)
    await discord.until(async () => wordsOf((await cardOf()) ?? { components: [] }).includes('Ann Lee'))
    expect((await discord.dm(people.ann)).map(wordsOf)).toEqual([done.approve])
    expect(JSON.stringify(await cardOf())).not.toContain(button)
    await room.stop()
  })
})

/** Keeps the room of the desk and sends to it, by the clock on the wall. */
function openRoom({ discord, desk }: Rig): { readonly stop: () => Promise<void> } {
  const { deps } = desk
  const clock = { now: () => new Date() }
  const rooms = openRooms(deps, ['discord'])
  const rest = discordRest(discord.token, {
    apiUrl: discord.url,
    breaker: openBreaker({ clock, log: deps.log }),
  })
  const { application, guild } = discord.ids
  const surface = discordSurface({ rest, bot: application, draw: drawDiscord, guildOf: () => guild })
  const deliverer = openDeliverer({
    ...deps,
    clock,
    surface,
    contentOf: (message) => contentOf(deps, message),
    onTrouble: async () => undefined,
  })
  return {
    async stop() {
      await deliverer.stop()
      await rooms.stop()
    },
  }
}
