import type { WebClient } from '@slack/web-api'
import { minuteMs } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import type { Clicks } from '../chat/clicks.ts'
import type { Kept } from '../chat/inbox.ts'
import { isOlder } from '../chat/taken.ts'
import type { Click } from './envelope.ts'
import type { WhoIs } from './identity.ts'
import type { Ear, Mouth } from './tell.ts'

/** All that the handling of a click needs. */
export type SlackDesk = {
  readonly deps: Deps
  readonly client: WebClient
  readonly whoIs: WhoIs
  readonly mouth: Mouth
}

export type SlackClicks = Clicks<Click>

/** For so long Slack takes answers at a response address. */
const answerableMs = 30 * minuteMs

/** How to reach whoever clicked, as of now. */
export function earOf({ deps }: Pick<SlackDesk, 'deps'>, kept: Kept<Click>): Ear {
  const { click } = kept
  const { user } = click.sender
  if (click.kind === 'submission') return { user, responseUrl: null, thread: null }
  const thread = click.kind === 'press' ? click.thread : null
  return { user, responseUrl: isOlder(deps, kept, answerableMs) ? null : click.responseUrl, thread }
}
