import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TcpProxy } from '../fakes/tcp-proxy.ts'
import { isFull, type Fault } from './fault.ts'
import { until, type Stage, type Start } from './stage.ts'

/** What goes wrong with one of several processes: the others go on. */
export const processFaults: readonly Fault[] = [
  {
    title: 'clocks 11 minutes ahead and behind',
    lacks: lacksClocks,
    clock: 'MongoDB',
    server: 'shared',
    truth: 'open',
    says: /The clock of early-bird is 11 minutes ahead of that of the database\./,
    processes: async (stage) => [
      { role: 'all', ...(await atTime(stage, 'early-bird', '+11m')) },
      { role: 'worker', ...(await atTime(stage, 'sleepy-head', '-11m')) },
    ],
    lastsMs: 0,
    first: true,
    begin: async (stage) => async () => {
      // A clock that is set right in the middle of a sending makes that look as if it had stood still.
      await until(
        async () => (await stage.store.posts({ status: ['approved', 'publishing'] })).length === 1,
        60_000,
      )
      for (const machine of ['early-bird', 'sleepy-head']) await writeFile(offsetFile(stage, machine), '+0')
    },
  },
  stopped(),
]

/** One of two workers, whichever is about to write down first that it has sent. */
function stopped(): Fault {
  const doors: TcpProxy[] = []
  return {
    title: 'a process stopped past its lock, and continued',
    clock: 'MongoDB',
    server: 'shared',
    truth: 'open',
    processes: async ({ doorToDatabase }) => {
      const workers: Start[] = []
      for (const _ of [1, 2]) {
        const { door, env } = await doorToDatabase()
        doors.push(door)
        workers.push({ role: 'worker', env })
      }
      return [{ role: 'web' }, ...workers]
    },
    // A lock lives for 10 s, an open transaction for 30 s, an attempt for 90 s.
    lastsMs: isFull ? 120_000 : 13_000,
    begin: async (_stage, [, ...workers]) => {
      const outcomes = doors.map((door) => door.hold(/type\W{3,9}published\W/))
      const index = await Promise.race([
        ...outcomes.map(({ reached }, worker) => reached.then(() => worker)),
        sleep(120_000, -1, { ref: false }),
      ])
      if (index < 0) throw new Error('nothing was published')
      workers[index]?.signal('SIGSTOP')
      for (const outcome of outcomes) outcome.release()
      return async () => workers[index]?.signal('SIGCONT')
    },
  }
}

const library = (existsSync('/usr/lib') ? readdirSync('/usr/lib') : [])
  .map((name) => join('/usr/lib', name, 'faketime/libfaketime.so.1'))
  .find((path) => existsSync(path))

function lacksClocks(): string | null {
  const mend = 'apt-get install faketime, and run the tests as root, who may give a process a machine’s name'
  return library && process.getuid?.() === 0
    ? null
    : `A machine with another time takes libfaketime: ${mend}.`
}

/** libfaketime moves what a process takes for the time of day, not its timers; by how much stands in a file. A machine has one clock and one name. */
async function atTime(stage: Stage, machine: string, offset: string): Promise<Start> {
  const file = offsetFile(stage, machine)
  await writeFile(file, offset)
  return {
    env: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    under: ['unshare', '--uts', 'sh', '-c', `hostname ${machine} && exec "$@"`, 'sh'],
  }
}

function offsetFile({ place }: Stage, machine: string): string {
  return join(place.folder, `clock-of-${machine}`)
}
