import { stat } from 'node:fs/promises'
import type { ModalView } from '@slack/types'
import { handedIn, inputsOf } from '../../bot/slack/forms/handed-in.ts'
import { buttonPress, homeOpened, slashCommand, submission } from '../../fakes/slack/envelopes.ts'
import type { SocketServer } from '../../fakes/slack/socket-server.ts'
import type { SeenView, SlackApi } from '../../fakes/slack/web-api.ts'
import { isNode, nodesOf, stringOf } from '../nodes.ts'
import { patiently } from '../patiently.ts'
import type { Record } from '../record.ts'
import type { Fields, OpenForm, PersonName, Seen, Stage } from '../stage.ts'
import type { Digest } from './calls.ts'
import type { SlackSights } from './sights.ts'

type Place = {
  readonly api: SlackApi
  readonly socket: SocketServer
  readonly ids: Readonly<{ [name in PersonName]: string }>
  readonly channel: string
  readonly sights: SlackSights
  readonly digest: Digest
  readonly record: Record
  /** File of the clicks that are not handled yet. */
  readonly journal: string
}

export type Players = Pick<Stage, 'press' | 'openForm' | 'command' | 'home' | 'remove'>

/** What Slack sends when somebody does something, and what they are told then. */
export function playersOf(place: Place): Players {
  const { api, socket, ids, sights, digest, record } = place
  let serial = 0

  /** Sends an envelope, and waits for what whoever clicked sees then. */
  async function click(
    person: PersonName,
    type: string,
    payloadOf: (click: Clicked) => object,
    modal: string | null = null,
  ): Promise<Answered> {
    const to = `${person}/${(serial += 1)}`
    const clicked = { responseUrl: socket.responseUrl(to), triggerId: await api.triggerId(ids[person]) }
    const from = api.calls().length
    const { acked } = socket.send(type, payloadOf(clicked))
    const ack = await acked
    const calls = () => api.calls().slice(from)
    const viewId = () => {
      const opened = calls().find(
        ({ method, args }) => /^views\.(?:open|push)$/.test(method) && args.trigger_id === clicked.triggerId,
      )
      return isNode(opened?.answer?.view) ? stringOf(opened.answer.view.id) : modal
    }
    const isFilled = () =>
      calls().some(({ method, args }) => method === 'views.update' && args.view_id === viewId())
    const said = () => socket.said.filter((one) => one.to === to)
    const direct = () =>
      calls().filter(({ method, args }) => method === 'chat.postMessage' && args.channel === ids[person])
    await patiently(
      socket.until(() => isFilled() || said().length + direct().length > 0),
      `${person} was told nothing`,
    )
    await handled(place.journal)
    const blocks = [...said().map(({ body }) => body), ...direct().map(({ args }) => args)].flatMap((one) =>
      nodesOf(one.blocks),
    )
    return { ack, viewId: viewId(), blocks }
  }

  async function pressed(
    person: PersonName,
    on: Seen,
    label: string,
  ): Promise<Answered & { readonly asked: string | null }> {
    const { pressables, view } = sights.sightOf(on)
    const found = pressables.find((one) => one.label === label)
    if (!found) throw new Error(`${person} sees no “${label}” among ${on.buttons.join(', ')}:\n${on.words}`)
    const { value, actionId, isOption, confirm: asked } = found
    const answered = await click(
      person,
      'interactive',
      ({ responseUrl, triggerId }) =>
        buttonPress({
          who: { id: ids[person] },
          value,
          actionId,
          triggerId,
          overflow: isOption,
          ...(view ? { view } : { responseUrl }),
        }),
      view?.type === 'modal' ? view.id : null,
    )
    return { ...answered, asked }
  }

  const seeAnswer = ({ viewId, blocks }: Answered): Seen =>
    viewId === null ? sights.see({ blocks }) : seeView(viewId)

  function viewOf(id: string): SeenView {
    const view = api.views().find((one) => one.id === id)
    if (!view) throw new Error(`there is no view ${id}`)
    return view
  }

  const seeView = (id: string): Seen => sights.see({ blocks: viewOf(id).blocks, view: { id, type: 'modal' } })

  /** Hands a form in as it stands, but for what somebody typed. */
  async function submit(person: PersonName, id: string, fields: Fields): Promise<Seen> {
    const view: ModalView = JSON.parse(JSON.stringify(viewOf(id)))
    const missing = Object.keys(fields).filter(
      (name) => !inputsOf(view).some((one) => one.block_id?.startsWith(name)),
    )
    if (missing.length > 0) throw new Error(`the form has no field ${missing.join(', ')}`)
    const { private_metadata, state } = handedIn(view, fields)
    const payload = submission({
      who: { id: ids[person] },
      view: { id, title: view.title, private_metadata, callback_id: view.callback_id ?? '' },
      values: state.values,
    })
    const saidBefore = socket.said.length
    const ack = await socket.send('interactive', payload).acked
    const words = digest.ack(ack)
    if (words !== '') record.note(words)
    if (isNode(ack) && isNode(ack.errors))
      return sights.see({ blocks: [], text: Object.values(ack.errors).join('\n') })
    await handled(place.journal)
    const beside = socket.said.slice(saidBefore).filter(({ to }) => to.startsWith(`${person}/`))
    if (beside.length === 0) return seeView(id)
    return sights.see({ blocks: beside.flatMap(({ body }) => nodesOf(body.blocks)) })
  }

  return {
    async press(person, on, label) {
      const answered = await pressed(person, on, label)
      return { seen: seeAnswer(answered), asked: answered.asked }
    },
    async openForm(person, on, label): Promise<OpenForm> {
      const answered = await pressed(person, on, label)
      const { viewId } = answered
      return {
        seen: seeAnswer(answered),
        fields: viewId === null ? [] : fieldsOf(viewOf(viewId)),
        send(fields) {
          if (viewId === null) throw new Error(`“${label}” opened no form`)
          return submit(person, viewId, fields)
        },
      }
    },
    command: async (person, text) =>
      seeAnswer(
        await click(person, 'slash_commands', ({ responseUrl, triggerId }) => ({
          ...slashCommand({ who: { id: ids[person] }, text, responseUrl, triggerId }),
          channel_id: place.channel,
        })),
      ),
    async home(person) {
      const before = api.calls('views.publish').length
      socket.send('events_api', homeOpened({ id: ids[person] }))
      await patiently(
        socket.until(() => api.calls('views.publish').length > before),
        `${person} saw no page`,
      )
      const view = api.home(ids[person])
      if (!view) throw new Error(`${person} has no page`)
      return sights.see({ blocks: view.blocks, view: { id: view.id, type: 'home' } })
    },
    async remove(seen) {
      const { ts } = sights.sightOf(seen)
      if (ts === null) throw new Error('this is no message of the room')
      await api.remove(place.channel, ts)
    },
  }
}

/** As scripts call them. */
function fieldsOf(view: SeenView): readonly string[] {
  return nodesOf(view.blocks).flatMap(({ type, block_id: id }) =>
    type === 'input' ? [stringOf(id).replace(/(?:\.\d+)?(?:-[0-9a-f]{8})?$/, '')] : [],
  )
}

type Clicked = { readonly responseUrl: string; readonly triggerId: string }
type Answered = {
  readonly ack: unknown
  /** Of the form or the page that opened. */
  readonly viewId: string | null
  readonly blocks: readonly Readonly<{ [field: string]: unknown }>[]
}

/** Every click that was acknowledged is answered, and out of the journal. */
async function handled(journal: string): Promise<void> {
  while ((await stat(journal)).size > 0) await new Promise((resolve) => setImmediate(resolve))
}
