import {
  carried,
  decodePress,
  encodePress,
  hasForm,
  isPostId,
  maxPressLength,
  noButtonOfOurs,
  type Press,
} from '../action.ts'
import { decodeChatPress, encodeChatPress, type ChatPress } from '../chat/chat-press.ts'

/** What a button, a menu, an option of a menu or a form of Discord carries as its `custom_id` or value. */
export type DiscordPress =
  | ChatPress
  /** Asks first, since Discord has no dialogs for that: the answer names what is risky, and has a button with the press itself. */
  | { readonly kind: 'sure'; readonly press: ChatPress }
  | FormPress
  /** A menu: nothing by itself. The option that was chosen carries a press. `of`: of what, so that no two of a message are alike. */
  | { readonly kind: 'menu'; readonly name: string; readonly of: string }
  /** What waits for whoever presses, and how the brand stands. */
  | { readonly kind: 'home'; readonly brand: string }

/**
 * A form: opened by a button that carries this, and handed in under it. `typed`: under which name what somebody typed before is kept;
 * null where nothing is.
 */
export type FormPress = {
  readonly kind: 'form'
  readonly press: Press
  readonly page: FormPage
  readonly typed: string | null
}

/** `whole`: all that the press asks for. The others are parts of an edit that no single form could hold. */
export type FormPage =
  | { readonly kind: 'whole' }
  /** One part of the text, counted from 0. */
  | { readonly kind: 'text'; readonly part: number }
  /** Some alternative texts, from this one on. */
  | { readonly kind: 'alts'; readonly from: number }
  | { readonly kind: 'slot' }
  /** The whole text as a file. */
  | { readonly kind: 'file' }

/** All of the form that a press of a card asks for. */
export function formPress(press: Press): FormPress {
  return { kind: 'form', press, page: { kind: 'whole' }, typed: null }
}

export function encodeDiscordPress(press: DiscordPress): string {
  switch (press.kind) {
    case 'sure':
      return carried(`sure|${encodeChatPress(press.press)}`)
    case 'form':
      return carried(`form|${pageText(press.page)}|${press.typed ?? '-'}|${encodePress(press.press)}`)
    case 'menu':
      return carried(`menu|${press.name}|${press.of}`)
    case 'home':
      return carried(`home|${press.brand}`)
    case 'post':
    case 'desk':
    case 'look':
      return encodeChatPress(press)
  }
}

/** Strict: an `invalid` refusal for anything that `encodeDiscordPress` would not have written. */
export function decodeDiscordPress(text: string): DiscordPress {
  if (text.length > maxPressLength) throw noButtonOfOurs()
  const press = pressIn(text)
  if (encodeDiscordPress(press) !== text) throw noButtonOfOurs()
  return press
}

function pressIn(text: string): DiscordPress {
  const [kind, first = '', second = '', ...rest] = text.split('|')
  switch (kind) {
    case 'sure':
      return { kind, press: decodeChatPress(text.slice('sure|'.length)) }
    case 'form':
      return formIn(pageOf(first), keyOf(second), decodePress(rest.join('|')))
    case 'menu':
      if (/^[a-z]{1,12}$/.test(first) && isPostId(second)) return { kind, name: first, of: second }
      throw noButtonOfOurs()
    case 'home':
      if (/^[a-z0-9-]{1,60}$/.test(first)) return { kind, brand: first }
      throw noButtonOfOurs()
    default:
      return decodeChatPress(text)
  }
}

function formIn(page: FormPage, typed: string | null, press: Press): FormPress {
  if (hasForm(press) && (page.kind === 'whole' || press.verb === 'edit'))
    return { kind: 'form', page, typed, press }
  throw noButtonOfOurs()
}

function keyOf(text: string): string | null {
  if (text === '-') return null
  if (!/^\w{1,16}$/.test(text)) throw noButtonOfOurs()
  return text
}

function pageText(page: FormPage): string {
  switch (page.kind) {
    case 'text':
      return `text${page.part}`
    case 'alts':
      return `alts${page.from}`
    case 'whole':
    case 'slot':
    case 'file':
      return page.kind
  }
}

function pageOf(text: string): FormPage {
  const [, kind, ordinal] = /^(whole|slot|file|text|alts)(\d{0,3})$/.exec(text) ?? []
  switch (kind) {
    case 'text':
      return { kind, part: Number(ordinal) }
    case 'alts':
      return { kind, from: Number(ordinal) }
    case 'whole':
    case 'slot':
    case 'file':
      return { kind }
    default:
      throw noButtonOfOurs()
  }
}
