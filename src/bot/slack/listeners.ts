import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import { Refusal } from '../../domain/errors.ts'
import { hasForm } from '../action.ts'
import { decodeChatPress, type ChatPress } from '../chat/chat-press.ts'
import type { Say } from '../chat/clicks.ts'
import {
  readCommand,
  readHomeOpened,
  readPress,
  readSubmission,
  type Click,
  type Heard,
  type Press,
} from './envelope.ts'
import { doneView, savingView } from './forms.ts'
import { publishHome } from './home-page.ts'
import { openForm, openLook } from './open-view.ts'
import { readSubmitted } from './submission-click.ts'
import type { SlackClicks, SlackDesk } from './taken.ts'
import { sayPlainly, type Ear } from './tell.ts'

/**
 * What Bolt has verified is acknowledged and handed on. Before the acknowledgement nothing is waited for but the inbox: no database, no
 * network. Where even that fails nothing is acknowledged, and Slack tells whoever clicked. One step for every kind of click: a listener for
 * each would be asked about all of them, before and after the acknowledgement.
 */
export function listen(app: App, slack: SlackDesk, clicks: SlackClicks): void {
  const listeners = new Listeners(slack, clicks)
  app.use(async (args) => {
    if ('action' in args) return listeners.press(args.body, () => args.ack())
    if ('command' in args) return listeners.command(args.body, () => args.ack())
    if ('view' in args)
      return args.body.type === 'view_submission'
        ? listeners.submission(args.body, (answer) => args.ack(answer))
        : args.ack()
    // Menus that are filled as one types, and shortcuts: there are none of ours.
    if (!('event' in args)) return args.ack()
    if (args.event.type === 'app_home_opened') listeners.homeOpened(args.body)
  })
  app.error(async (error) => {
    throw error
  })
}

type Ack = () => Promise<void>
type ViewAnswer =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: types.ModalView }

class Listeners {
  readonly #slack: SlackDesk
  readonly #clicks: SlackClicks

  constructor(slack: SlackDesk, clicks: SlackClicks) {
    this.#slack = slack
    this.#clicks = clicks
  }

  async press(body: unknown, ack: Ack): Promise<void> {
    const heard = this.#read(body, readPress)
    // A button that only opens a link is told to us as well; there is nothing to do.
    if (!heard || heard.click.value === '') return this.#acknowledge(ack)
    const open = this.#opening(heard.click)
    if (!open) return this.#decide(heard, ack)
    await this.#acknowledge(ack)
    const { sender, responseUrl, thread } = heard.click
    const ear = { user: sender.user, responseUrl, thread }
    const say = this.#sayTo(ear)
    this.#clicks.run(say, async () => {
      if (!(await open())) await say(pressAgain)
    })
  }

  async submission(body: unknown, ack: (answer?: ViewAnswer) => Promise<void>): Promise<void> {
    const heard = this.#read(body, readSubmission)
    if (!heard) return this.#acknowledge(ack)
    const { title } = heard.click.view
    try {
      const form = readSubmitted(this.#slack, heard.click.view)
      if ('errors' in form)
        return await this.#acknowledge(() => ack({ response_action: 'errors', errors: { ...form.errors } }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const view = doneView('Not done', error.message)
      return this.#acknowledge(() => ack({ response_action: 'update', view }))
    }
    const view = savingView({ title: { type: 'plain_text', text: title.text } })
    return this.#decide(heard, () => ack({ response_action: 'update', view }))
  }

  async command(body: unknown, ack: Ack): Promise<void> {
    const heard = this.#read(body, readCommand)
    return heard ? this.#decide(heard, ack) : this.#acknowledge(ack)
  }

  /** Bolt has acknowledged it already; if it is lost, the page is as old as it was. */
  homeOpened(body: unknown): void {
    const sender = readHomeOpened(body)
    if (!sender) return
    const ear = { user: sender.user, responseUrl: null, thread: null }
    this.#clicks.run(this.#sayTo(ear), () => publishHome(this.#slack, sender))
  }

  async #decide(heard: Heard<Click>, ack: Ack): Promise<void> {
    const decide = await this.#clicks.keep(heard.id, heard.click)
    await this.#acknowledge(ack)
    decide()
  }

  #sayTo(ear: Ear): Say {
    return (sentence) => sayPlainly(this.#slack.mouth, ear, sentence)
  }

  /** Null for what cannot be read: the log has it, and whoever clicked is told so, if that much can be read. */
  #read<C extends Click>(body: unknown, read: (body: unknown) => Heard<C>): Heard<C> | null {
    try {
      return read(body)
    } catch (error) {
      const { deps } = this.#slack
      const errorId = deps.ids.next()
      deps.log.error({ err: error, errorId }, 'a click could not be read')
      const ear = earIn(body)
      const say = ear && this.#sayTo(ear)
      if (say)
        this.#clicks.run(say, () =>
          say(`This could not be read; the log has it as ${errorId}. Nothing was decided.`),
        )
      return null
    }
  }

  /** What opens a window instead of deciding something, and answers whether it did; null for what decides. */
  #opening(click: Press): (() => Promise<boolean>) | null {
    const wish = wishOf(click)
    switch (wish?.kind) {
      case 'look':
        return () => openLook(this.#slack, click, wish)
      case 'post':
        return hasForm(wish.press) ? () => openForm(this.#slack, click, wish.press) : null
      case 'desk':
      case undefined:
        return null
    }
  }

  /** Where it does not come through, Slack brings the same again or tells whoever clicked; what was kept is decided all the same. */
  async #acknowledge(ack: Ack): Promise<void> {
    try {
      await ack()
    } catch (error) {
      this.#slack.deps.log.warn({ err: error }, 'a click could not be acknowledged')
    }
  }
}

const pressAgain = 'Slack did not open the window in time. Please press again.'

/** Null for a value that is not ours: it is refused where it is decided. */
function wishOf({ value }: Press): ChatPress | null {
  try {
    return decodeChatPress(value)
  } catch {
    return null
  }
}

const earSchema = z.union([
  z.object({ user: z.object({ id: z.string() }), response_url: z.string().nullish() }),
  z.object({ user_id: z.string(), response_url: z.string().nullish() }),
])

function earIn(body: unknown): Ear | null {
  const { data } = earSchema.safeParse(body)
  if (!data) return null
  const user = 'user' in data ? data.user.id : data.user_id
  return { user, responseUrl: data.response_url ?? null, thread: null }
}
