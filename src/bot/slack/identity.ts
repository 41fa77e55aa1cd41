import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { Refusal } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Identity } from '../identity.ts'
import type { Sender } from './envelope.ts'

/** The workspace that the app is installed in, as `auth.test` says. */
export type Workspace = {
  readonly team: string
  /** Set where the workspace is one of several of an organisation (Enterprise Grid). */
  readonly enterprise: string | null
  readonly botId: string
  readonly botUser: string
  /** Begins the addresses of messages. */
  readonly url: string
}

/** Who a sender is, or a `Refusal` with the reason why such a person does not review. */
export type WhoIs = (sender: Sender) => Promise<Identity>

/** How long an answer about somebody counts: for so long somebody who has just become a guest may still decide. */
const keptMs = 5 * minuteMs

/** Throws what the Web API throws. */
export async function askWorkspace(client: WebClient): Promise<Workspace> {
  return readWorkspace(await client.auth.test())
}

/** Reads what `auth.test` answered; a `ZodError` where the token is not that of a bot. */
export function readWorkspace(answer: unknown): Workspace {
  const { team_id, enterprise_id, bot_id, user_id, url } = authSchema.parse(answer)
  return { team: team_id, enterprise: enterprise_id ?? null, botId: bot_id, botUser: user_id, url }
}

/**
 * People review who are full members of the workspace, or of another one of the same organisation. Slack is asked about everybody, and
 * where it does not answer, nothing is decided.
 */
export function openWhoIs(options: {
  readonly client: WebClient
  readonly workspace: Workspace
  readonly clock: Clock
  readonly log: Log
}): WhoIs {
  const { client, workspace, clock, log } = options
  const known = new Map<string, { readonly at: Date; readonly member: Promise<Member> }>()
  const ask = async (user: string) => readMember((await client.users.info({ user })).user)
  return async ({ user, team }) => {
    // Ids of people are unique in an organisation only, so those of another workspace are not even looked up.
    if (team !== workspace.team && workspace.enterprise === null) throw no(refusals.stranger)
    const kept = known.get(user)
    const now = clock.now()
    const ageMs = kept ? now.getTime() - kept.at.getTime() : -1
    const entry = kept && ageMs >= 0 && ageMs < keptMs ? kept : { at: now, member: ask(user) }
    known.set(user, entry)
    const member = await entry.member.catch((error: unknown) => {
      if (known.get(user) === entry) known.delete(user)
      log.warn({ err: error, user }, 'Slack could not be asked who somebody is')
      throw new Refusal(
        'busy',
        'Slack could not tell just now who you are, so nothing was decided. Please try again.',
      )
    })
    const flaw = flawOf(member, workspace)
    if (flaw) throw no(refusals[flaw])
    return { surface: 'slack', id: user }
  }
}

/** Why somebody does not review. */
export type Flaw = 'stranger' | 'deactivated' | 'app' | 'guest'

const refusals: Readonly<Record<Flaw, string>> = {
  stranger: 'You belong to another workspace, and only members of this one review here.',
  deactivated: 'This account is deactivated, so it does not review.',
  app: 'Apps and workflows do not review: a person has to press.',
  guest: 'Guests of a workspace do not review. Ask a full member to decide.',
}

/** Null for a full member. */
export function flawOf(member: Member, { team, enterprise }: Workspace): Flaw | null {
  const isColleague =
    member.team_id === team ||
    (enterprise !== null && (member.enterprise_user?.enterprise_id ?? member.enterprise_id) === enterprise)
  if (member.is_stranger || !isColleague) return 'stranger'
  if (member.deleted) return 'deactivated'
  if (member.is_bot || member.is_workflow_bot || member.is_connector_bot || member.id === 'USLACKBOT')
    return 'app'
  return member.is_restricted || member.is_ultra_restricted ? 'guest' : null
}

/** Reads a user as `users.info` answers it. */
export function readMember(user: unknown): Member {
  return memberSchema.parse(user)
}

function no(sentence: string): Refusal {
  return new Refusal('unknown_person', sentence)
}

const id = z.string().min(1)
const authSchema = z.object({
  team_id: id,
  enterprise_id: id.nullish(),
  bot_id: id,
  user_id: id,
  url: z.string().default('https://slack.com/'),
})

const flag = z.boolean().default(false)
const memberSchema = z.object({
  id,
  team_id: id.nullish(),
  enterprise_id: id.nullish(),
  enterprise_user: z.object({ enterprise_id: id.nullish() }).nullish(),
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_connector_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
})
export type Member = z.infer<typeof memberSchema>
