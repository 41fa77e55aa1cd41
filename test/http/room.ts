import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from '@swc/core'
import { openHttp, type Http } from '../../src/http/server.tsx'
import type { Vitals } from '../../src/http/vitals.ts'
import type { Deps } from '../../src/ports.ts'

export type Room = Http & {
  readonly base: string
  readonly assets: URL
  /** Asks as the room's own page would: with the key's cookie, and with `form` as a POST. */
  ask(path: string, options?: Ask): Promise<Response>
  /** Says who is at the browser. */
  be(brand: string, name: string): void
}

export type Ask = {
  readonly form?: Readonly<Record<string, string>>
  /** A form with files. */
  readonly data?: FormData
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: boolean
}

export const key = 'a key that only the start line knows'

/** Of a process that is well and counts nothing. */
export const wellVitals: Vitals = {
  health: async () => ({ ready: true, reasons: [] }),
  metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: 'of_a_test 1\n' }),
}

/** The web room on a free port, with the client as the build would emit it. */
export async function openRoom(deps: Deps, vitals: Vitals = wellVitals): Promise<Room> {
  const folder = await emitAssets()
  const assets = pathToFileURL(`${folder}/`)
  const http = await openHttp({ deps, vitals, port: 0, key, assets })
  const base = `http://127.0.0.1:${http.port}`
  const entry = await fetch(`${base}/?key=${encodeURIComponent(key)}`, { redirect: 'manual' })
  const cookies = new Map<string, string>()
  keep(cookies, entry)
  return {
    ...http,
    base,
    assets,
    async ask(path, { form, data, headers = {}, json = false } = {}) {
      const body = data ?? (form && new URLSearchParams(form))
      const response = await fetch(`${base}${path}`, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          accept: json ? 'application/json' : 'text/html',
          ...(body ? { origin: base } : {}),
          ...headers,
        },
        ...(body ? { body } : {}),
      })
      keep(cookies, response)
      return response
    },
    be: (brand, name) => void cookies.set(`greenroom_who_${brand}`, encodeURIComponent(name)),
    async stop() {
      await http.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function emitAssets(): Promise<string> {
  const web = new URL('../../src/bot/web/', import.meta.url)
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-room-'))
  await mkdir(join(folder, 'client'))
  await writeFile(join(folder, 'room.css'), await readFile(new URL('room.css', web)))
  for (const name of await readdir(new URL('client/', web))) {
    if (!name.endsWith('.ts')) continue
    const { code } = await transform(await readFile(new URL(`client/${name}`, web), 'utf8'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    })
    await writeFile(
      join(folder, 'client', name.replace(/\.ts$/, '.js')),
      code.replaceAll(/(from '.*)\.ts'/g, "$1.js'"),
    )
  }
  return folder
}

function keep(cookies: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
}
