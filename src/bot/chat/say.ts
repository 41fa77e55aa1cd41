/**
 * Words for a chat room, before any surface has written them in its own marks. Whatever comes from outside stays a plain string, which
 * every surface makes inert; marks, links, times and mentions exist only where this type says so.
 */
export type Span =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  | { readonly quote: string }
  /** A moment: every reader sees it in their own zone. `date`: with its day. */
  | { readonly at: Date; readonly show: 'time' | 'date' }
  /** `href` is http or https. */
  | { readonly href: string; readonly label: string }
  /** A message of the same room, by its key; the label alone where it is not there. */
  | { readonly messageKey: string; readonly label: string }
  /** A person to be called, by their id on the surface. Nothing but this and the next may ping anybody. */
  | { readonly call: string }
  /** Everybody who holds a role of the surface, by its id; on a surface without roles, or without this one, nobody. */
  | { readonly callGroup: string }
  | { readonly added: string }
  | { readonly removed: string }

export type Line = readonly Span[]
