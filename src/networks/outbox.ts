import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Lookup, Outcome } from '../domain/command.ts'
import { extensions, imageTypes } from '../domain/image.ts'
import type { Remote } from '../domain/post.ts'
import type { Network, NetworkLimits, Parcel, Sending } from '../ports.ts'

/**
 * A network for rehearsals: one JSON file for each post in `folder`, named by our key, with its images beside it. A file is there whole
 * or not at all, and is written once, the JSON last: publishing the same key again adopts what is there.
 */
export function outbox(folder: string, limits: NetworkLimits): Network {
  return {
    limits,
    preflight: () => preflight(folder),
    publish: (parcel, timeoutMs) => within(timeoutMs, publish(folder, parcel)),
    find: (sending) => find(folder, sending.key),
  }
}

async function preflight(folder: string): Promise<readonly string[]> {
  const probe = join(folder, `.probe-${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeDurably(probe, 'probe')
    return []
  } catch (error) {
    return [`The outbox folder ${folder} cannot be written: ${reasonOf(error)}. ${mendOf(error)}`]
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}

async function publish(folder: string, parcel: Parcel): Promise<Outcome> {
  const { images } = parcel
  const files = filesOf(parcel)
  const path = join(folder, fileName(parcel.key))
  const draft = join(folder, `.${randomUUID()}.tmp`)
  if (images.length < files.length)
    return {
      kind: 'refused',
      reason: `Of ${files.length} images only ${images.length} came along.`,
      retryAt: null,
    }
  try {
    await mkdir(folder, { recursive: true })
    // Without their JSON images are nothing: what goes wrong until then is a definite no.
    for (const [index, name] of files.entries()) await writeImage(folder, name, images[index])
    await writeDurably(draft, `${JSON.stringify(contentOf(parcel, files), null, 2)}\n`)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    const reason = `The outbox folder ${folder} cannot be written: ${reasonOf(error)}. ${mendOf(error)}`
    return { kind: 'refused', reason, retryAt: null }
  }
  try {
    await putInPlace(draft, path)
    await syncFolder(folder)
    return { kind: 'published', remote: remoteOf(parcel.key, path) }
  } catch (error) {
    // From here on the file may be there.
    return { kind: 'unknown', reason: `Writing to the outbox was interrupted: ${reasonOf(error)}.` }
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

async function find(folder: string, key: string): Promise<Lookup> {
  const path = join(folder, fileName(key))
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'))
    const isOurs = typeof found === 'object' && found !== null && 'key' in found && found.key === key
    return isOurs
      ? { kind: 'live', remote: remoteOf(key, path) }
      : { kind: 'unclear', reason: `${path} is not a post of this outbox.` }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      return { kind: 'unclear', reason: `${path} cannot be read: ${reasonOf(error)}.` }
    }
    // Without its folder nothing can be told: a disk may be missing.
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    )
    return isFolder
      ? { kind: 'absent' }
      : { kind: 'unclear', reason: `The outbox folder ${folder} is not there.` }
  }
}

function contentOf({ key, brand, content }: Sending, files: readonly string[]): object {
  const { account, slot, text } = content
  const media = content.media.map((one, index) => ({ ...one, file: files[index] }))
  return { key, brand, account: { network: account.network, handle: account.handle }, slot, text, media }
}

/** Beside `pub-1.json`: `pub-1.1.png`, `pub-1.2.jpg`. */
function filesOf({ key, content }: Sending): readonly string[] {
  const stem = fileName(key).replace(/\.json$/, '')
  return content.media.map(({ mimeType }, index) => `${stem}.${index + 1}.${endingOf(mimeType)}`)
}

function endingOf(mimeType: string): string {
  const type = imageTypes.find((one) => one === mimeType)
  return type ? extensions[type] : 'bin'
}

async function writeImage(folder: string, name: string, bytes: Uint8Array = new Uint8Array()): Promise<void> {
  const draft = join(folder, `.${randomUUID()}.tmp`)
  try {
    await writeDurably(draft, bytes)
    await putInPlace(draft, join(folder, name))
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

function remoteOf(key: string, path: string): Remote {
  return { id: key, permalink: pathToFileURL(path).href }
}

/** The key itself where it is a safe file name everywhere, else its letters and a hash, so that no two keys share a name. */
function fileName(key: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,99}$/.test(key) && !/^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(key))
    return `${key}.json`
  const letters = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return `${letters || 'post'}.${createHash('sha256').update(key).digest('hex').slice(0, 24)}.json`
}

async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives a finished file its name, unless the name is taken: then what is there stands. */
async function putInPlace(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return
    // A file system without hard links; the ledger sees to it that nobody else is sending this key.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error
    const isTaken = await stat(path).then(
      () => true,
      () => false,
    )
    if (!isTaken) await rename(draft, path)
  }
}

/** Makes the new name last through a power cut; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function within(timeoutMs: number, attempt: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<Outcome>((resolve) => {
    const reason = `The outbox did not answer within ${timeoutMs} ms.`
    timer = setTimeout(() => resolve({ kind: 'unknown', reason }), timeoutMs)
  })
  try {
    return await Promise.race([attempt, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function codeOf(error: unknown): string {
  const has = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
  return has ? String(error.code) : ''
}

function reasonOf(error: unknown): string {
  return reasons[codeOf(error)] ?? String(error)
}

function mendOf(error: unknown): string {
  return mends[codeOf(error)] ?? 'Check the folder, then retry the post.'
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is in the way',
}

const mends: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, then retry the post.',
  EDQUOT: 'Free some space, then retry the post.',
  EACCES: 'Let the user that runs Greenroom write there, or set GREENROOM_HOME to another place.',
  EPERM: 'Let the user that runs Greenroom write there, or set GREENROOM_HOME to another place.',
  EROFS: 'Set GREENROOM_HOME to a place that can be written.',
  ENOTDIR: 'Move that file away, or set GREENROOM_HOME to another place.',
  EEXIST: 'Move that file away, or set GREENROOM_HOME to another place.',
}
