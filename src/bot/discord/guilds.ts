import { Routes, type REST } from 'discord.js'
import { z } from 'zod'
import { minuteMs } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import { troubleOf } from './outcomes.ts'

/** Which guild a channel belongs to: as the gateway told, or as Discord answered when it was asked. It never changes. */
export type Guilds = {
  /** Null where it is not known (yet), and for direct messages. */
  readonly guildOf: (channel: string) => string | null
  /** Asks about those of the brands' rooms that are not known; what cannot be told now stays unknown. Never throws. */
  readonly lookUp: () => Promise<void>
  /** Whether a room of a brand is in it; null where that cannot be told now. Never throws. */
  readonly isOurs: (guild: string) => Promise<boolean | null>
  /** Takes what the gateway tells of a guild. */
  readonly hear: (body: unknown) => void
}

/** How long an answer counts that there is no such channel, or none that we may see. */
const nowhereMs = minuteMs

export function openGuilds(
  rest: REST,
  { brands, clock, log }: Pick<Deps, 'brands' | 'clock' | 'log'>,
): Guilds {
  const known = new Map<string, string>()
  const nowhere = new Map<string, Date>()
  const asking = new Map<string, Promise<void>>()

  const rooms = () =>
    brands.all().flatMap(({ rooms }) => rooms.filter(({ surface }) => surface === 'discord'))
  const has = (guild: string) => rooms().some(({ channel }) => known.get(channel) === guild)
  const isNowhere = (channel: string) => {
    const at = nowhere.get(channel)
    return at !== undefined && Math.abs(clock.now().getTime() - at.getTime()) < nowhereMs
  }
  const unknown = () =>
    rooms()
      .map(({ channel }) => channel)
      .filter((channel) => !known.has(channel) && !isNowhere(channel))

  async function ask(channel: string): Promise<void> {
    try {
      const { guild_id } = channelBody.parse(await rest.get(Routes.channel(channel)))
      if (guild_id) known.set(channel, guild_id)
      else nowhere.set(channel, clock.now())
    } catch (error) {
      const { kind, reason } = troubleOf(error)
      if (kind !== 'later' && kind !== 'unknown') nowhere.set(channel, clock.now())
      log.warn({ channel, reason }, 'Discord did not tell which server a room is in')
    } finally {
      asking.delete(channel)
    }
  }

  async function lookUp(): Promise<void> {
    const asked = unknown().map((channel) => {
      const answer = asking.get(channel) ?? ask(channel)
      asking.set(channel, answer)
      return answer
    })
    await Promise.all(asked)
  }

  return {
    guildOf: (channel) => known.get(channel) ?? null,
    lookUp,
    async isOurs(guild) {
      if (has(guild)) return true
      await lookUp()
      return has(guild) || (unknown().length > 0 ? null : false)
    },
    hear(body) {
      const { data } = guildBody.safeParse(body)
      for (const { id } of data?.channels ?? []) if (data) known.set(id, data.id)
    },
  }
}

const id = z.string().regex(/^\d{1,20}$/)
const channelBody = z.object({ guild_id: id.nullish() })
const guildBody = z.object({ id, channels: z.array(z.object({ id })).default([]) })
