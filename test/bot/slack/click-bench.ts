import type { ModalView } from '@slack/types'
import { encodePress, type Press } from '../../../src/bot/action.ts'
import { loadCard } from '../../../src/bot/load.ts'
import { formView, loadingView } from '../../../src/bot/slack/forms.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import { buttonPress, slashCommand, submission } from '../../fakes/slack/envelopes.ts'
import type { PersonName } from '../../fakes/slack/web-api.ts'
import type { Asked } from '../chat/situations.ts'
import { openRig, signed, type Opening, type Rig } from './rig.ts'

/** Where something can be pressed, handed in, or typed. */
export const kinds = ['card', 'ephemeral', 'home', 'modal', 'form', 'command'] as const
export type Kind = (typeof kinds)[number]

/** Forms reject, everything else approves. */
export const asks: Readonly<Record<Kind, Asked>> = {
  card: 'approve',
  ephemeral: 'approve',
  home: 'approve',
  modal: 'approve',
  form: 'reject',
  command: 'approve',
}
/** One sentence that reached somebody, and where they see it. */
export type Told = {
  readonly to: PersonName | 'room'
  readonly where: 'beside' | 'direct' | 'view'
  readonly words: string
}

/** Where an answer is seen: where the click was, if that is a place for words. */
export const places: Readonly<Record<Kind, Told['where']>> = {
  card: 'beside',
  ephemeral: 'beside',
  home: 'direct',
  modal: 'view',
  form: 'view',
  command: 'beside',
}

export type Clicking = {
  readonly who: PersonName
  /** The workspace that the envelope names; the person's own unless given. */
  readonly team: string
  readonly triggerId: string
  /** What the button, the form, or the line is about. */
  readonly post: Pick<Post, 'id' | 'version'>
  /** What the button carries instead; of a form what its metadata hold; of a command what is typed. */
  readonly value: string
}

/** A card that somebody has seen, in one of the ways in which it can be seen, and what comes of clicking on it. */
export type Bench = {
  readonly rig: Rig
  /** As it was seen. Approved by a press or a line; rejected by a form. */
  readonly post: Post
  /** What is sent for a click. */
  readonly payload: (clicking?: Partial<Clicking>) => object
  /** Sends it, and answers with what it was acknowledged with. */
  readonly send: (payload: object) => Promise<unknown>
  /** Once so many sentences have reached somebody since the bench was opened. */
  readonly heard: (count: number) => Promise<void>
  /** In order. */
  readonly told: () => readonly Told[]
  /** Types of the events of the post since then. */
  readonly decided: () => Promise<readonly string[]>
}

const teams: Readonly<Partial<Record<PersonName, string>>> = {
  stella: 'T0ELSEWHERE',
  gwen: 'T0SECOND',
  otto: 'T0THIRD',
}

export async function openBench(
  kind: Kind,
  who: PersonName = 'ann',
  options: Partial<Opening> = {},
): Promise<Bench> {
  const rig = await openRig(options)
  const { api, desk, slack } = rig
  rig.save((brand) => withEverybody(brand, api.people))
  const post = await desk.post('x')
  const form = await formOf(rig, post)
  const view = kind === 'form' || kind === 'modal' ? await openView(rig, who, form) : ''
  const seen = { said: slack.said.length, calls: api.calls().length }
  const { length } = await desk.deps.store.history(post.id)
  const names = new Map(Object.entries(api.people).map(([name, id]) => [id, name as PersonName]))
  const told = () => toldSince(rig, seen, names, who)
  return {
    rig,
    post,
    payload(clicking = {}) {
      const by = clicking.who ?? who
      const sender = { id: api.people[by], team: clicking.team ?? teams[by] ?? api.bot.teamId }
      return payloadOf(kind, { ...clicking, post: clicking.post ?? post }, { sender, rig, by, view, form })
    },
    async send(payload) {
      if (options.http !== true)
        return slack.send('command' in payload ? 'slash_commands' : 'interactive', payload).acked
      const response = await fetch(rig.address(), signed(rig, payload))
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
      const text = await response.text()
      return text === '' ? {} : JSON.parse(text)
    },
    heard: (count) => slack.until(() => told().length >= count),
    told,
    decided: async () =>
      (await desk.deps.store.history(post.id)).slice(length).map(({ event }) => event.type),
  }
}

/** Everybody is in the brand file, those who must not review with the most powerful role; but Uma. */
function withEverybody(brand: Brand, people: Rig['api']['people']): Brand {
  const admins = (['gus', 'stella', 'dora', 'gwen', 'otto', 'robin'] as const).map((name) => {
    return { name, roles: ['admin'] as const, ids: { slack: people[name] } }
  })
  const vic = { name: 'Vic', roles: ['viewer'] as const, ids: { slack: people.vic } }
  return { ...brand, reviewers: [...brand.reviewers, ...admins, vic] }
}

async function formOf({ desk }: Rig, post: Post): Promise<ModalView> {
  const press: Press = { verb: 'reject', postId: post.id, version: post.version, arg: null }
  const card = await loadCard(desk.deps, desk.brand, post)
  return formView(card, press, null, null)
}

async function openView({ api, desk }: Rig, who: PersonName, form: ModalView): Promise<string> {
  const client = slackClient(api.botToken, { apiUrl: api.url, log: desk.deps.log })
  const trigger = await api.triggerId(api.people[who])
  const { view } = await client.views.open({ trigger_id: trigger, view: form })
  return view?.id ?? ''
}

function payloadOf(
  kind: Kind,
  { post, value, triggerId }: Partial<Clicking> & Pick<Clicking, 'post'>,
  {
    sender,
    rig,
    by,
    view,
    form,
  }: { sender: { id: string; team: string }; rig: Rig; by: PersonName; view: string; form: ModalView },
): object {
  const responseUrl = rig.slack.responseUrl(by)
  const approve = encodePress({ verb: 'approve', postId: post.id, version: post.version, arg: null })
  const press = { who: sender, value: value ?? approve, ...(triggerId === undefined ? {} : { triggerId }) }
  switch (kind) {
    case 'card':
      return buttonPress({ ...press, responseUrl })
    case 'ephemeral':
      return buttonPress({ ...press, responseUrl, isEphemeral: true, thread: '1763600000.000001' })
    case 'home':
      return buttonPress({ ...press, view: { id: 'V0HOME', type: 'home' } })
    case 'modal':
      return buttonPress({ ...press, view: { id: view, type: 'modal' } })
    case 'form': {
      const reject = encodePress({ verb: 'reject', postId: post.id, version: post.version, arg: null })
      const metadata = { ...JSON.parse(form.private_metadata ?? ''), press: value ?? reject }
      return {
        ...submission({
          who: sender,
          view: { id: view, private_metadata: JSON.stringify(metadata) },
          values: { reason: { value: { type: 'radio_buttons', selected_option: { value: 'Dull' } } } },
        }),
        ...(triggerId === undefined ? {} : { trigger_id: triggerId }),
      }
    }
    case 'command': {
      const text = value ?? `approve ${post.id}@${post.version}`
      return slashCommand({
        who: sender,
        text,
        responseUrl,
        ...(triggerId === undefined ? {} : { triggerId }),
      })
    }
  }
}

function toldSince(
  { slack, api }: Rig,
  seen: { readonly said: number; readonly calls: number },
  names: ReadonlyMap<string, PersonName>,
  who: PersonName,
): readonly Told[] {
  const beside = slack.said.slice(seen.said).map(({ to, body }): Told => {
    const isPrivate = body.response_type === 'ephemeral' && body.replace_original === false
    return { to: isPrivate ? (to as PersonName) : 'room', where: 'beside', words: firstLine(body.text) }
  })
  const called = api
    .calls()
    .slice(seen.calls)
    .flatMap(({ method, args, answer }): Told[] => {
      if (answer?.ok !== true) return []
      if (method === 'views.publish' && names.get(String(args.user_id)) !== who)
        return [{ to: 'room', where: 'view', words: 'a page of somebody else' }]
      if (method === 'chat.postMessage' || method === 'chat.postEphemeral')
        return [
          { to: names.get(String(args.channel)) ?? 'room', where: 'direct', words: firstLine(args.text) },
        ]
      const words = method === 'views.update' ? wordsOfView(args.view) : loading
      return words === loading ? [] : [{ to: who, where: 'view', words }]
    })
  return [...beside, ...called]
}

/** A refused form comes again with the reason on top. */
function wordsOfView(view: unknown): string {
  const [block] = (view as ModalView).blocks
  const text = block && 'text' in block ? block.text : undefined
  return (typeof text === 'string' ? text : (text?.text ?? '')).replace(/^Not done: /, '')
}

const loading = wordsOfView(loadingView(''))

/** Behind it stands what an answer to a command has to show. */
function firstLine(text: unknown): string {
  return String(text).split(' ⏎ ')[0] ?? ''
}
