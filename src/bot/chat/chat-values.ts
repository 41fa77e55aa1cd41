/** From 1 to 65535, or 0 for any free one. */
export function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
}

/** Node calls no address with a user name or a password in it, and names it in the error. */
export function isWebUrlWithoutPassword(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
