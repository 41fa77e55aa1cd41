import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Assets } from '../bot/web/view.ts'

type Asset = { readonly type: string; readonly body: Buffer }

/** The style sheet and the scripts, read once, under a path that changes with their bytes. */
export type AssetShelf = { readonly links: Assets; get(version: string, name: string): Asset | null }

/** `folder` holds `room.css` and `client/*.js`. */
export async function readAssets(folder: URL): Promise<AssetShelf> {
  const scripts = (await readdir(new URL('client/', folder))).filter((name) => name.endsWith('.js'))
  const files = new Map<string, Asset>([
    ['room.css', { type: 'text/css; charset=utf-8', body: await readFile(new URL('room.css', folder)) }],
  ])
  for (const name of scripts) {
    const body = await readFile(new URL(`client/${name}`, folder))
    files.set(name, { type: 'text/javascript; charset=utf-8', body })
  }
  const hash = createHash('sha256')
  for (const [name, { body }] of files) hash.update(name).update(body)
  const version = hash.digest('hex').slice(0, 12)
  return {
    links: { css: `/assets/${version}/room.css`, script: `/assets/${version}/client.js` },
    get: (asked, name) => (asked === version ? (files.get(name) ?? null) : null),
  }
}

/** A door with a light over it. */
export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d6b4f"/><path d="M10 26V8.5A2.5 2.5 0 0 1 12.500 6h7A2.500 2.500 0 0 1 22 8.500V26z" fill="#f6f4ef"/><circle cx="18.800" cy="16.500" r="1.500" fill="#1d6b4f"/></svg>'
