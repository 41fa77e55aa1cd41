import { setTimeout as sleep } from 'node:timers/promises'
import { RESTJSONErrorCodes as Code, Routes, ThreadAutoArchiveDuration, type REST } from 'discord.js'
import { codeOf, waitMsOf } from './outcomes.ts'

export type Threads = {
  /** Opens the thread of a message, once it is there. Never throws: what fails here is made up for when something is to be said in it. */
  readonly open: (channel: string, message: string, name: string) => Promise<void>
  /** Does what has to be done before something can be said or changed in a thread, by the error that came of it. False if nothing can be done; throws as `rest` does. */
  readonly mend: (channel: string, thread: string, error: unknown) => Promise<boolean>
}

/** The thread of a message has the id of the message. */
export function messageThreads(rest: REST): Threads {
  /** Of those that could not be opened in time. */
  const names = new Map<string, string>()

  async function start(channel: string, message: string, name: string): Promise<void> {
    const body = { name: threadName(name), auto_archive_duration: ThreadAutoArchiveDuration.OneWeek }
    try {
      await rest.post(Routes.threads(channel, message), { body })
    } catch (error) {
      if (codeOf(error) !== Code.ThreadAlreadyCreatedForMessage) throw error
    }
    names.delete(message)
  }

  /** False for one that somebody has locked: it is to stay as it is. */
  async function reopen(thread: string): Promise<boolean> {
    try {
      await rest.patch(Routes.channel(thread), { body: { archived: false } })
      return true
    } catch (error) {
      if (codeOf(error) === Code.MissingPermissions) return false
      throw error
    }
  }

  return {
    async open(channel, message, name) {
      try {
        await soon(() => start(channel, message, name))
      } catch {
        names.set(message, name)
      }
    },
    async mend(channel, thread, error) {
      const code = codeOf(error)
      if (code === Code.InvalidActionOnArchivedThread) return reopen(thread)
      if (code !== Code.UnknownChannel) return false
      await start(channel, thread, names.get(thread) ?? 'Notes')
      return true
    },
  }
}

/** Calls of a second that is full belong into the next. */
const shortMs = 2000

/** Makes a call; if it meets a limit that is over in a moment, once more after that. */
async function soon(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    const waitMs = waitMsOf(error)
    if (waitMs === null || waitMs > shortMs) throw error
    await sleep(waitMs)
    await call()
  }
}

/** Discord takes 1 to 100 characters. */
function threadName(name: string): string {
  const bounded = name.trim().slice(0, 100)
  return bounded.replace(/[\uD800-\uDBFF]$/, '').trim() || 'Notes'
}
