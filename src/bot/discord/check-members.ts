import { Routes } from 'discord.js'
import type { Brand } from '../../domain/brand.ts'
import { checkPeople } from '../chat/check-people.ts'
import { failed, ok, warning, type Check } from '../check.ts'
import type { Ask } from './ask.ts'
import { memberSchema } from './rest-answers.ts'
import { unlessUnknown, type Server } from './check-servers.ts'

/** Whether those who review would be let decide: in one of the servers at least that the brand has its rooms in. */
export async function checkMembers(
  ask: Ask,
  servers: readonly Server[],
  brand: Brand,
  now: Date,
): Promise<readonly Check[]> {
  const where = servers.map(({ name }) => name).join(', ')
  const flawOf = async (id: string) => {
    let flaw: string | null = `is not a member of ${where}`
    for (const server of servers) {
      const member = await unlessUnknown(ask(Routes.guildMember(server.id, id), memberSchema))
      if (member) flaw = flawOfMember(member, now)
      if (flaw === null) return null
    }
    return flaw
  }
  return [
    await checkPeople('discord', brand, {
      flawOf,
      mend: 'in Discord: right-click the person, Copy User ID (Settings, Advanced, Developer Mode has to be on); put it into the brand file under reviewers, ids, discord, in quotes',
      good: `every reviewer is a member of ${where}`,
    }),
  ]
}

function flawOfMember(
  { user, pending, communication_disabled_until: until }: ReturnType<(typeof memberSchema)['parse']>,
  now: Date,
): string | null {
  if (user.bot) return 'is a bot, and bots do not review'
  if (pending) return 'has not accepted the rules of the server yet, and can press nothing before'
  // Discord lets nobody press anything meanwhile.
  return until && Date.parse(until) > now.getTime() ? `is in timeout until ${until}` : null
}

/** Whether the roles that the brand file names are there, are roles of people, and can be called. */
export function checkGroups(servers: readonly Server[], brand: Brand): readonly Check[] {
  return brand.groups
    .filter(({ surface }) => surface === 'discord')
    .map((group) => checkGroup(servers, `${brand.name}: ${group.name}`, group.id))
}

function checkGroup(servers: readonly Server[], who: string, id: string): Check {
  const name = 'discord role'
  const mend =
    'in Discord: Server Settings, Roles, ⋯ beside the role, Copy Role ID (Settings, Advanced, Developer Mode has to be on); put it into the brand file under reviewers, discord_role, in quotes'
  const server = servers.find(({ roles }) => roles.some((one) => one.id === id))
  const role = server?.roles.find((one) => one.id === id)
  if (!server || !role) {
    const where = servers.map((one) => one.name).join(', ')
    return failed(name, `${who}: there is no role ${id} in ${where}`, mend)
  }
  if (role.id === server.id)
    return failed(name, `${who}: that is the role of everyone in ${server.name}`, mend)
  if (role.tags?.bot_id)
    return failed(name, `${who}: @${role.name} is the role of an app, which no person has`, mend)
  if (!role.mentionable) {
    const call = `in Discord: Server Settings, Roles, ${role.name}, switch on Allow anyone to @mention this role, Save Changes`
    return warning(name, `${who}: reminders name @${role.name}, and Discord calls nobody`, call)
  }
  return ok(name, `${who}: whoever has the role @${role.name} in ${server.name}`)
}
