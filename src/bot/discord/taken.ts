import type { REST } from 'discord.js'
import type { Deps } from '../../ports.ts'
import type { Kept } from '../chat/inbox.ts'
import { isRoomOf } from '../chat/rooms.ts'
import type { Click } from './envelope.ts'
import type { KeptForms } from './forms/kept-forms.ts'
import type { ReadUpload } from './forms/uploaded-text.ts'
import type { WhoIs } from './identity.ts'
import type { Ear, Mouth } from './tell.ts'
import type { Ack, AckedClick } from './acked-click.ts'

/** All that the handling of a click needs. */
export type DiscordDesk = {
  readonly deps: Deps
  readonly rest: REST
  /** Id of the application. */
  readonly application: string
  readonly whoIs: WhoIs
  readonly mouth: Mouth
  readonly forms: KeptForms
  readonly readUpload: ReadUpload
  /** How long a form, which has to be the first answer, is waited for; in milliseconds. */
  readonly formMs: number
}

/** How to reach whoever clicked. */
export function earOf(desk: Pick<DiscordDesk, 'application' | 'deps'>, { at, click }: Kept<AckedClick>): Ear {
  return earFor(desk, click.click, click.ack, at)
}

export function earFor(
  { application, deps }: Pick<DiscordDesk, 'application' | 'deps'>,
  { sender, token, channel, room }: Pick<Click, 'sender' | 'token' | 'channel' | 'room'>,
  ack: Ack,
  at: Date,
): Ear {
  const isLate = ack === 'none'
  return {
    user: sender.user,
    application,
    token: isLate ? null : token,
    at,
    channel,
    isRoom: deps.brands.all().some((brand) => isRoomOf(brand, { surface: 'discord', channel: room })),
    deferred: ack === 'reply' || ack === 'update' ? ack : null,
  }
}
