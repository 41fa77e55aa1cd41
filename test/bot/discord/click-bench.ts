import { REST } from 'discord.js'
import { cardComponents } from '../../../src/bot/discord/components/post-card.ts'
import { formPress, type DiscordPress } from '../../../src/bot/discord/custom-id.ts'
import { nobody } from '../../../src/bot/discord/discord-message.ts'
import { loadCard } from '../../../src/bot/load.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import type { Heard, Json } from '../../fakes/discord/call.ts'
import type { Interaction, Message } from '../../fakes/discord/state.ts'
import { personNames, type PersonName } from '../../fakes/discord/world.ts'
import type { Asked } from '../chat/situations.ts'
import { carried, openRig, people, wordsOf, type Opening, type Rig } from './rig.ts'

/** Where something can be pressed, chosen, handed in, or typed. `answer`: on what only they see, among other things to press; `question`: by itself. */
export const kinds = ['button', 'select', 'answer', 'question', 'form', 'command'] as const
export type Kind = (typeof kinds)[number]

/** Forms reject, everything else approves. */
export const asks: Readonly<Record<Kind, Asked>> = {
  button: 'approve',
  select: 'approve',
  answer: 'approve',
  question: 'approve',
  form: 'reject',
  command: 'approve',
}

/** One answer that somebody got: `beside` the click, where only they see it, or by direct message. */
export type Told = {
  readonly to: PersonName | 'room'
  readonly where: 'beside' | 'direct'
  /** Its first line; beneath it stands what is shown with it. */
  readonly words: string
}

export type Clicking = {
  readonly who: PersonName
  /** Of another server; null of a direct message. */
  readonly guild: string | null
  /** What it is about. */
  readonly post: Pick<Post, 'id' | 'version'>
  /** What the button, the option or the form carries instead; of a command the post that it names. */
  readonly value: string
}

/** A card that somebody has seen, in one of the ways in which it can be seen, and what comes of clicking on it. */
export type Bench = {
  readonly rig: Rig
  readonly post: Post
  /** Somebody clicks; nobody has been told yet. */
  readonly click: (clicking?: Partial<Clicking>) => Promise<Interaction>
  readonly send: (interaction: Interaction) => Promise<Interaction>
  /** Once so many answers have reached somebody since the bench was opened. */
  readonly heard: (count: number) => Promise<void>
  /** In order. */
  readonly told: () => readonly Told[]
  /** All that stands in the last answer. */
  readonly shown: () => string
  /** Types of the events of the post since then. */
  readonly decided: () => Promise<readonly string[]>
}

export async function openBench(kind: Kind, options: Partial<Opening> = {}): Promise<Bench> {
  const rig = await openRig(options)
  const { discord, desk } = rig
  rig.save(withEverybody)
  await rig.register()
  const post = await desk.post('x')
  const seen = await cardOf(rig, post)
  const form = kind === 'form' ? await openForm(rig, seen, post) : null
  const { length } = await desk.deps.store.history(post.id)
  const before = discord.calls().length
  const names = new Map<string, PersonName>()
  const answers = () =>
    discord
      .calls()
      .slice(before)
      .filter(({ status, agent }) => status === 200 && agent.includes('Greenroom'))
      .flatMap((call) => toldBy(call, names))
  async function clicked({ who = 'ann', guild, post: about = post, value }: Partial<Clicking>) {
    const actor = { who: people[who], ...(guild === undefined ? {} : { guild }) }
    const press = {
      verb: kind === 'form' ? 'reject' : 'approve',
      postId: about.id,
      version: about.version,
      arg: null,
    } as const
    const wish: DiscordPress = kind === 'form' ? formPress(press) : { kind: 'post', press }
    const carries = value ?? carried(wish)
    const pressed = (message: string) => discord.press({ ...actor, message, button: carries, isForged: true })
    switch (kind) {
      case 'button':
        return pressed(seen)
      case 'answer':
        return pressed(await privateMessage(rig, who, [carries, 'other']))
      case 'question':
        return pressed(await privateMessage(rig, who, [carries]))
      case 'select': {
        const select = carried({ kind: 'menu', name: 'more', of: post.id })
        return discord.choose({ ...actor, message: seen, select, values: [carries], isForged: true })
      }
      case 'form': {
        if (!form) throw new Error('no form is open')
        const handedIn = await discord.submit({
          guild: discord.ids.guild,
          ...actor,
          of: form,
          values: { reason: 'Dull' },
        })
        return withData(handedIn, { custom_id: carries })
      }
      case 'command':
        return discord.run({
          ...actor,
          words: 'approve',
          options: { post: value ?? `${about.id}@${about.version}` },
        })
    }
  }
  return {
    rig,
    post,
    async click(clicking = {}) {
      const click = await clicked(clicking)
      names.set(click.token, clicking.who ?? 'ann')
      return click
    },
    send: rig.bring,
    heard: (count) => discord.until(() => answers().length >= count),
    told: () => answers().map(({ all, ...told }) => ({ ...told, words: all.split('\n')[0] ?? '' })),
    shown: () => answers().at(-1)?.all ?? '',
    decided: async () =>
      (await desk.deps.store.history(post.id)).slice(length).map(({ event }) => event.type),
  }
}

/** The same with other data, as a forger would have it. */
export function withData(interaction: Interaction, data: Json): Interaction {
  Object.assign(interaction.raw.data as Json, data)
  return interaction
}

/** Everybody is in the brand file, those who must not review with the most powerful role; but Uma, Sam and Eve. */
function withEverybody(brand: Brand): Brand {
  const admins = (['gus', 'stella', 'robin'] as const).map((name) => {
    return { name, roles: ['admin'] as const, ids: { discord: people[name] } }
  })
  const vic = { name: 'Vic', roles: ['viewer'] as const, ids: { discord: people.vic } }
  return { ...brand, reviewers: [...brand.reviewers, ...admins, vic] }
}

async function cardOf({ desk, show }: Rig, post: Post): Promise<string> {
  const components = cardComponents(await loadCard(desk.deps, desk.brand, post), [])
  return show({ components, files: [], thread: null, calls: nobody })
}

async function openForm(
  { discord, bring }: Rig,
  message: string,
  { id, version }: Post,
): Promise<Interaction> {
  const button = carried({ kind: 'post', press: { verb: 'reject', postId: id, version, arg: null } })
  const form = await bring(await discord.press({ who: people.ann, message, button }))
  await discord.answered(form)
  return form
}

/** What somebody was shown by an earlier answer, with these buttons. */
async function privateMessage(
  { discord, card }: Rig,
  who: PersonName,
  values: readonly string[],
): Promise<string> {
  const earlier = await discord.press({ who: people[who], message: await card('x'), button: 'x' })
  const rest = new REST({ api: discord.url, retries: 0 })
  const buttons = values.map((custom_id, at) => ({ type: 2, style: 2, label: `Button ${at}`, custom_id }))
  const data = {
    flags: 64 | 32_768,
    components: [{ type: 1, components: buttons }],
    allowed_mentions: { parse: [] },
  }
  await rest.post(`/interactions/${earlier.id}/${earlier.token}/callback`, {
    body: { type: 4, data },
    auth: false,
  })
  const [message] = await discord.told(earlier)
  return message?.id ?? ''
}

type Answered = Omit<Told, 'words'> & { readonly all: string }

const ephemeral = 64

/** What a call told somebody. `names`: by the tokens of their clicks. */
function toldBy({ route, path, answer }: Heard, names: ReadonlyMap<string, PersonName>): readonly Answered[] {
  const message = answer as Pick<Message, 'components' | 'flags'>
  const [, , channel = '', token = ''] = path.split('/')
  if (route.includes(' /webhooks/')) {
    const isPrivate = ((message.flags ?? 0) & ephemeral) !== 0
    return [{ to: (isPrivate && names.get(token)) || 'room', where: 'beside', all: wordsOf(message) }]
  }
  if (route !== 'POST /channels/:id/messages') return []
  const person = personNames.find((name) => channel === directRoomOf(people[name]))
  return [{ to: person ?? 'room', where: 'direct', all: wordsOf(message) }]
}

/** As the stand-in calls it. */
function directRoomOf(user: string): string {
  return `75${user.slice(2)}`
}
