import { Refusal } from '../../domain/errors.ts'
import type { Identity } from '../identity.ts'
import type { Sender } from './envelope.ts'
import type { Guilds } from './guilds.ts'

/** Who a sender is, or a `Refusal` with the reason why such a person does not review. */
export type WhoIs = (sender: Sender) => Promise<Identity>

/**
 * People review who are members of a guild that a brand has a room in: there Discord vouches for their roles. Where it cannot be told whether
 * a guild is one of those, nothing is decided.
 */
export function openWhoIs(guilds: Pick<Guilds, 'isOurs'>): WhoIs {
  return async ({ user, name, isBot, isPending, guild, roles }) => {
    if (isBot) throw no('Bots do not review: a person has to press.')
    if (guild === null)
      throw no(
        'In a direct message Discord does not say what you may do: decide in the channel of the brand.',
      )
    if (isPending)
      throw no('You have not accepted the rules of this server yet. Accept them, then press again.')
    const isOurs = await guilds.isOurs(guild)
    if (isOurs === null)
      throw new Refusal(
        'busy',
        'Discord could not tell just now whether this server is one of ours, so nothing was decided. Please try again.',
      )
    // Whoever looks after the brands may be the one who asks: a file that is gone or broken has no room either.
    if (!isOurs)
      throw no(
        'No brand has a room in this server, and only members of a server with one review. Is its channel in the brand file, and the file without mistakes?',
      )
    return { surface: 'discord', id: user, name, groups: roles }
  }
}

function no(sentence: string): Refusal {
  return new Refusal('unknown_person', sentence)
}
