import { Routes, type REST } from 'discord.js'
import { z } from 'zod'

/** `@` and a person's id stands for the direct channel of that person. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('@')
}

/** A person's direct channel has an id of its own, which never changes; every other channel is what it is. Throws as `rest` does. */
export function directChannels(rest: REST): (channel: string) => Promise<string> {
  const known = new Map<string, string>()
  return async (channel) => {
    if (!isDirect(channel)) return channel
    const before = known.get(channel)
    if (before !== undefined) return before
    const answer = await rest.post(Routes.userChannels(), { body: { recipient_id: channel.slice(1) } })
    const { id } = opened.parse(answer)
    known.set(channel, id)
    return id
  }
}

const opened = z.object({ id: z.string().min(1) })
