/** The canonical BCP 47 tag (`de-CH` for `de-ch`), or null for anything that does not begin with a language that is known. */
export function canonicalLanguage(tag: string): string | null {
  try {
    const [canonical = ''] = Intl.getCanonicalLocales(tag)
    return nameOf(canonical.split('-')[0] ?? '') ? canonical : null
  } catch {
    return null
  }
}

/** The tag that was probably meant: `de-CH` for `de_CH`, `en` for `English`, `de` for `deutsch`. */
export function likelyLanguage(text: string): string | null {
  const withHyphens = canonicalLanguage(text.trim().replaceAll('_', '-'))
  if (withHyphens) return withHyphens
  const wanted = text.trim().toLowerCase()
  return common.find((code) => nameOf(code)?.toLowerCase() === wanted || ownNameOf(code) === wanted) ?? null
}

const common = 'en de fr es it pt nl pl sv da nb fi cs el tr ru uk ar he hi ja ko zh'.split(' ')

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

function nameOf(code: string): string | undefined {
  return code.length >= 2 && code.length <= 3 ? names.of(code) : undefined
}

function ownNameOf(code: string): string | undefined {
  return new Intl.DisplayNames([code], { type: 'language', fallback: 'none' }).of(code)?.toLowerCase()
}
