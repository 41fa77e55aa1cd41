/** A link as the web writes it; null for what is no http or https, has a name before its host that may pass for one, or is too long to be one. */
export function webUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.href.length > 1000)
    return null
  return url.href
}
