import type { REST } from 'discord.js'
import type { Deps } from '../../ports.ts'
import type { Kept } from '../chat/inbox.ts'
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
export function earOf(desk: Pick<DiscordDesk, 'application'>, { at, click }: Kept<AckedClick>): Ear {
  return earFor(desk, click.click, click.ack, at)
}

export function earFor(
  { application }: Pick<DiscordDesk, 'application'>,
  { sender, token, channel }: Pick<Click, 'sender' | 'token' | 'channel'>,
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
    deferred: ack === 'reply' || ack === 'update' ? ack : null,
  }
}
