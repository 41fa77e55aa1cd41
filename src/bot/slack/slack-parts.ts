import type { HomeView, ModalView } from '@slack/types'
import type { NetworkName } from '../../domain/brand.ts'
import type { NetworkLimits } from '../../ports.ts'
import type { Press } from '../action.ts'
import type { PostCard } from '../card.ts'
import type { Answer } from '../chat/answer.ts'
import type { Home } from '../chat/home.ts'
import type { Reply } from '../handle.ts'
import type { SlackMessage } from './slack-message.ts'

/** How Slack shows it. */
export type Views = {
  loadingView(title: string): ModalView
  formTitle(press: Press): string
  formView(card: PostCard, press: Press, place: Place, typed: Typed | null): ModalView
  readForm(view: unknown, limitsOf: (network: NetworkName) => NetworkLimits): FormRead
  savingView(view: Pick<ModalView, 'title'>): ModalView
  doneView(title: string, sentence: string): ModalView
  lookView(title: string, answer: Answer): ModalView
  replyMessage(reply: Reply): SlackMessage
  answerMessage(answer: Answer): readonly SlackMessage[]
  homeView(home: Home, user: string): HomeView
}

export type Place = { readonly channel: string | null; readonly responseUrl: string | null }
export type Typed = {
  readonly fields: Readonly<Record<string, string>>
  readonly problem: string | null
}
export type FormRead =
  | {
      readonly press: Press
      readonly place: Place
      readonly fields: Readonly<Record<string, string>>
      readonly input: Readonly<Record<string, unknown>>
    }
  | { readonly errors: Readonly<Record<string, string>> }
