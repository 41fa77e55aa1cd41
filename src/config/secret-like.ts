/** What kind of secret `text` seems to contain, or null. Brand files are shared and committed: no secret belongs into one. */
export function secretIn(text: string): string | null {
  return kinds.find(({ pattern }) => pattern.test(text))?.kind ?? (isRandom(text) ? 'a key or token' : null)
}

/** Prefixes that the services themselves document, and two shapes that are secrets wherever they stand. */
const kinds: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'an Anthropic key', pattern: /\bsk-ant-[\w-]{8,}/ },
  { kind: 'a secret key', pattern: /\b[sr]k[-_][\w-]{20,}/ },
  { kind: 'a Slack token', pattern: /\bx(?:ox[a-z]|app)-[\w-]{8,}/ },
  // Whoever knows it writes into a room.
  { kind: 'an address for messages to Slack', pattern: /\bhooks\.slack(?:-gov)?\.com\/\w+\/\S/ },
  // Whoever knows it answers a click in our place, for a quarter of an hour, or writes into a room.
  {
    kind: 'an address for answers on Discord',
    pattern: /\/(?:webhooks|interactions)\/\d{15,21}\/[\w-]{20,}/,
  },
  { kind: 'what answers a click on Discord', pattern: /\baW50ZXJhY3Rpb246[\w-]{20,}/ },
  { kind: 'the address of a socket', pattern: /\bwss?:\/\/\S*\bticket=\S/ },
  { kind: 'a GitHub token', pattern: /\b(?:gh[a-z]_|github_pat_)\w{16,}/ },
  { kind: 'a Facebook or Instagram token', pattern: /\b(?:EAA|IGQ)[\w]{24,}/ },
  { kind: 'a Google key', pattern: /\bAIza[\w-]{30,}/ },
  { kind: 'an AWS key', pattern: /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/ },
  { kind: 'a Discord token', pattern: /\b[MNO][\w-]{22,40}\.[\w-]{6}\.[\w-]{27,}/ },
  { kind: 'a signed token', pattern: /\beyJ[\w-]{8,1000}\.[\w-]{8,4000}\.[\w-]+/ },
  { kind: 'a private key', pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/ },
  {
    kind: 'an address with a password in it',
    pattern: /\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s/:@]{0,200}:[^\s/@]{1,1000}@/i,
  },
]

/** One long word that mixes upper case, lower case and digits as no name, handle or web address does. */
function isRandom(text: string): boolean {
  return text
    .split(/\s+/)
    .some(
      (word) =>
        /^[\w+/=.-]{32,}$/.test(word) &&
        !word.includes('//') &&
        /[a-z]/.test(word) &&
        /[A-Z]/.test(word) &&
        (word.match(/\d/g)?.length ?? 0) >= 4,
    )
}
