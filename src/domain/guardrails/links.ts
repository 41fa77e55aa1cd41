/** A link as it stands in a text, and the host it leads to (null where it cannot be told). */
export type Link = { readonly text: string; readonly index: number; readonly host: string | null }

/** Links with a scheme, with `www.`, and bare hosts that networks turn into links. */
export function linksIn(text: string): readonly Link[] {
  return [...text.matchAll(linkPattern)].map((match) => {
    const link = match[0].replace(/[.,;:!?'’"”»)\]}]+$/u, '')
    return { text: link, index: match.index, host: hostOf(link) }
  })
}

/** The host as browsers would resolve it: lower case, punycode, without port or user name. */
export function hostOf(link: string): string | null {
  try {
    const { hostname } = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(link) ? link : `https://${link}`)
    return hostname.replace(/\.$/, '') || null
  } catch {
    return null
  }
}

// A bare host counts when a path follows, or when its ending is one of these; "node.js" is no link.
const endings =
  'com|org|net|io|co|de|fr|es|uk|eu|ch|at|nl|it|pt|pl|se|dk|ca|au|mx|ar|cl|info|biz|shop|store|app|dev|ai|online|site|blog|coffee|cafe|xyz|link|click|top|ly|gl|example'
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?'
const linkPattern = new RegExp(
  `https?:\\/\\/[^\\s<>"]+|(?<![\\p{L}\\p{N}@._-])(?:www\\.[^\\s<>"]+|(?:${label}\\.){1,4}(?:(?:${endings})(?![\\p{L}\\p{N}_@-])(?:\\/[^\\s<>"]*)?|[a-z]{2,24}\\/[^\\s<>"]+))`,
  'giu',
)
