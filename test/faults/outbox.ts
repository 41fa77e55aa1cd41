import { watch } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The network of rehearsals, as somebody sees it who stands beside it. */
export type Outbox = {
  /** Keys of what is live. */
  live(): Promise<readonly string[]>
  /** How many times anything was sent: each attempt writes a draft of its own, whether or not the post is there already. */
  sends(): number
  stop(): void
}

/** To be opened before anything is sent. */
export async function openOutbox(folder: string): Promise<Outbox> {
  await mkdir(folder, { recursive: true })
  const drafts = new Set<string>()
  const watcher = watch(folder, (_event, name) => {
    if (name?.endsWith('.tmp')) drafts.add(name)
  })
  return {
    live: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
      return Promise.all(
        names.map(async (name) => {
          const { key } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { readonly key: string }
          return key
        }),
      )
    },
    sends: () => drafts.size,
    stop: () => watcher.close(),
  }
}
