import type { ChatName, Deps } from '../../src/ports.ts'
import type { Chat } from './chat.ts'
import type { StageDesk } from './stage-desk.ts'

/** Who talks: an approver, an administrator, somebody who may only look, a guest of the workspace, and somebody whom the brand does not know. */
export const people = ['ada', 'ben', 'eve', 'gil', 'stranger'] as const
export type PersonName = (typeof people)[number]

/** Something as a person sees it, on whatever surface. */
export type Seen = {
  /** All that can be read, line by line, without marks; a picture as `[picture: what it shows]`. */
  readonly words: string
  /** What can be pressed or chosen, by its label, in order. */
  readonly buttons: readonly string[]
  /** Under which the stage finds it again, as it was when it was seen. */
  readonly handle: string
}

/** A form that somebody has opened. */
export type OpenForm = {
  readonly seen: Seen
  /** Names of what can be filled in. */
  readonly fields: readonly string[]
  /** Hands it in as it was opened, but for these fields; answers what it says then. */
  send(fields: Fields): Promise<Seen>
}

/** Names: `variant`, `text-a` (and so on by variant), `alt-a-0`, `date`, `time`, `reason`, `note`, `permalink`; null empties a field. */
export type Fields = Readonly<Record<string, string | null>>

/** A chat surface on which conversations are played: the real thing, over stand-ins for what is outside of us. */
export type Stage = {
  readonly surface: ChatName
  /** The brand's room. */
  readonly channel: string
  /** Ids of the people on the surface. */
  readonly ids: Readonly<Record<PersonName, string>>
  /** How the surface refuses a guest who presses something, and what a guest sees on the page of the app. */
  readonly guest: { readonly told: string; readonly atHome: string }
  /** Opens the surface on a desk, as the application does. */
  open(desk: StageDesk, openChat: (deps: Deps, name: ChatName) => Chat): Promise<void>
  /** Looks again whenever something was called. */
  until(holds: () => Promise<boolean>): Promise<void>
  /** Until all that ought to be shown is shown. */
  settle(): Promise<void>
  /** The latest card of a post in the room; null where there is none. */
  card(postId: string): Promise<Seen | null>
  /** What stands under the latest card, oldest first. */
  thread(postId: string): Promise<readonly Seen[]>
  /** The latest head of a day, and what stands under it. */
  head(): Promise<Seen>
  /** The room's own messages, oldest first, those in threads left out. */
  top(): Promise<readonly Seen[]>
  /** What stands under one of them, pictures by their alternative texts. */
  under(seen: Seen): Promise<readonly Seen[]>
  direct(person: PersonName): Promise<readonly Seen[]>
  /** The person opens the page that the app has for them. */
  home(person: PersonName): Promise<Seen>
  /** Presses, says yes where that is asked first, and answers what the person was told in private, and asked. */
  press(
    person: PersonName,
    on: Seen,
    label: string,
  ): Promise<{ readonly seen: Seen; readonly asked: string | null }>
  openForm(person: PersonName, on: Seen, label: string): Promise<OpenForm>
  /** A typed line, without the word that calls us. `opens`: a form is expected. */
  command(person: PersonName, line: string): Promise<Seen>
  /** Somebody deletes a message. */
  remove(seen: Seen): Promise<void>
  /** What was called since this was last asked, in words that are the same on every run. */
  calls(): readonly string[]
  stop(): Promise<void>
}
