/** Somebody at the web page of one process. */
export type Visitor = {
  /** Presses a button of a post: what is answered, in a sentence. */
  press(verb: string, postId: string): Promise<Answer>
  /** The words of a brand's page, or of what is shown in its place. */
  look(brand: string): Promise<string>
}

export type Answer = { readonly outcome: string; readonly sentence: string }

/** Enters by the link that the start line prints, as a reviewer of that name. */
export async function visit(link: string, name: string): Promise<Visitor> {
  const { origin } = new URL(link)
  const entry = await fetch(link, { redirect: 'manual' })
  const key = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
  const cookie = (brand: string) => `${key}; greenroom_who_${brand}=${encodeURIComponent(name)}`
  return {
    async press(verb, postId) {
      const [brand = ''] = postId.split('_')
      const response = await fetch(`${origin}/posts/${postId}/${verb}`, {
        method: 'POST',
        headers: { origin, accept: 'application/json', cookie: cookie(brand) },
        body: new URLSearchParams({ version: '1' }),
      })
      const { outcome, sentence } = (await response.json()) as Answer
      return { outcome, sentence }
    },
    async look(brand) {
      const response = await fetch(`${origin}/b/${brand}`, { headers: { cookie: cookie(brand) } })
      return wordsIn(await response.text())
    },
  }
}

function wordsIn(page: string): string {
  return page
    .replaceAll(/<(?:script|style)[\s\S]*?<\/(?:script|style)>/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(?:#39|#x27|apos);/g, '’')
    .replaceAll(/\s+/g, ' ')
}
