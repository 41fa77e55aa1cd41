import { isThread } from './access.ts'
import { isJson, itemsOf, wordOf, type Answer, type Call, type Json } from './call.ts'
import { refusals, type State } from './state.ts'
import { ids } from './world.ts'

export async function guildsOf({ twin: { rows } }: State): Promise<readonly Json[]> {
  const memberships = await rows.guildMember.findMany({
    where: { userId: ids.application },
    include: { guild: { include: { roles: true } } },
  })
  return memberships.map(({ guild, roles }) => {
    const held = [guild.id, ...(JSON.parse(roles) as readonly string[])]
    const permissions = guild.roles
      .filter(({ id }) => held.includes(id))
      .reduce((sum, role) => sum | BigInt(role.permissions), 0n)
    const { id, name, icon } = guild
    return { id, name, icon, banner: null, owner: false, features: [], permissions: String(permissions) }
  })
}

export async function inGuild(state: State, { path, query }: Call, id: string): Promise<Answer> {
  const { rows } = state.twin
  if (!(await rows.guild.findUnique({ where: { id } }))) return refusals.unknownGuild
  const membership = { guildId_userId: { guildId: id, userId: ids.application } }
  if (!(await rows.guildMember.findUnique({ where: membership }))) return refusals.missingAccess
  return state.twin.ask('GET', `${path}?${new URLSearchParams(query).toString()}`)
}

export async function application(state: State): Promise<Answer> {
  const answer = await state.twin.ask('GET', '/applications/@me')
  const { body: bot } = await state.twin.ask('GET', '/users/@me')
  const own = {
    name: 'Greenroom',
    verify_key: state.publicKey,
    flags: 0,
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { 0: {} },
    interactions_endpoint_url: null,
    owner: { id: ids.people.uma, username: 'uma', discriminator: '0', global_name: 'uma', avatar: null },
    bot,
  }
  return withTold(state, ids.application, { ...answer, body: { ...(answer.body as Json), ...own } })
}

export async function setCommands(
  state: State,
  { path, body }: Call,
  _: string,
  guild: string,
): Promise<Answer> {
  const answer = await state.twin.ask('PUT', path, body)
  const asked = itemsOf(body)
  const made = itemsOf(answer.body).map((one, at) => ({ ...one, ...asked[at] }))
  if (answer.status === 200) state.commands.set(guild, made)
  return { ...answer, body: made }
}

export async function listCommands(state: State, _: Call, __: string, guild: string): Promise<Answer> {
  return { status: 200, body: state.commands.get(guild) ?? [] }
}

export function withTold(state: State, id: string, { status, body }: Answer): Answer {
  if (status !== 200 || !isJson(body)) return { status, body }
  return { status, body: { ...body, ...toldOfRoom(state, body), ...state.told.get(id) } }
}

export function toldOfRoom({ overwrites }: State, { id, guild_id: guild, type }: Json): Json {
  if (guild === undefined || typeof type !== 'number' || isThread({ type })) return {}
  const list = overwrites.get(wordOf(id)) ?? []
  return {
    permission_overwrites: list.map(({ allow, deny, ...rest }) => ({
      ...rest,
      allow: String(allow),
      deny: String(deny),
    })),
    nsfw: false,
  }
}
