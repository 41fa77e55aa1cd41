import { isThread, roomFor } from './access.ts'
import { itemsOf, type Answer, type Call, wordOf } from './call.ts'
import {
  application,
  guildsOf,
  inGuild,
  listCommands,
  setCommands,
  toldOfRoom,
  withTold,
} from './guild-routes.ts'
import {
  changeMessage,
  changeRoom,
  createMessage,
  listMessages,
  openDirect,
  openThread,
  readMessage,
} from './message-routes.ts'
import { refusals, type State } from './state.ts'

type Route = (state: State, call: Call, id: string, second: string) => Promise<Answer>

/** What the bot may ask of rooms, people and guilds, and of itself. Where nothing is to be added the twin answers alone. */
export const routes: Readonly<Record<string, Route>> = {
  'POST /channels/:id/messages': createMessage,
  'PATCH /channels/:id/messages/:id': changeMessage,
  'DELETE /channels/:id/messages/:id': async (state, call, id) => {
    const found = await roomFor(state, id)
    return 'refused' in found ? found.refused : state.twin.ask('DELETE', call.path)
  },
  'GET /channels/:id/messages/:id': readMessage,
  'GET /channels/:id/messages': listMessages,
  'POST /channels/:id/messages/:id/threads': openThread,
  'GET /channels/:id': async (state, _, id) => {
    const found = await roomFor(state, id)
    return 'refused' in found
      ? found.refused
      : withTold(state, id, await state.twin.ask('GET', `/channels/${id}`))
  },
  'PATCH /channels/:id': changeRoom,
  'POST /channels/:id/typing': async () => ({ status: 204 }),
  'POST /users/@me/channels': openDirect,
  'GET /users/@me': async ({ twin }) => twin.ask('GET', '/users/@me'),
  'GET /users/@me/guilds': async (state) => ({ status: 200, body: await guildsOf(state) }),
  'GET /users/:id': async (state, call, id) => withTold(state, id, await state.twin.ask('GET', call.path)),
  'GET /applications/@me': application,
  'GET /oauth2/applications/@me': application,
  'GET /guilds/:id': inGuild,
  'GET /guilds/:id/roles': async (state, call, id) => {
    const { status, body } = await inGuild(state, call, id)
    const roles = itemsOf(body).map((role) => ({ ...role, ...state.told.get(wordOf(role.id)) }))
    return { status, body: status === 200 ? roles : body }
  },
  'GET /guilds/:id/channels': async (state, call, id) => {
    const { status, body } = await inGuild(state, call, id)
    const rooms = itemsOf(body).filter((room) => !isThread({ type: Number(room.type) }))
    return {
      status,
      body: status === 200 ? rooms.map((room) => ({ ...room, ...toldOfRoom(state, room) })) : body,
    }
  },
  'GET /guilds/:id/members/:id': async (state, call, id, user) => {
    const answer = await inGuild(state, call, id)
    return withTold(state, user, answer)
  },
  'GET /guilds/:id/members/search': inGuild,
  // For those alone whom Discord trusts with the list of members.
  'GET /guilds/:id/members': async () => refusals.missingAccess,
  'PUT /applications/:id/commands': setCommands,
  'PUT /applications/:id/guilds/:id/commands': setCommands,
  'GET /applications/:id/commands': listCommands,
  'GET /applications/:id/guilds/:id/commands': listCommands,
}
