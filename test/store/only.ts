import process from 'node:process'
import { it } from '@jest/globals'

/** For what only root can show: the server runs as another user then. */
export const asRoot = onlyIf(process.getuid?.() === 0, 'root')
/** For what only Linux tells of its processes. */
export const onLinux = onlyIf(process.platform === 'linux', 'Linux')

function onlyIf(possible: boolean, what: string): (name: string, test: () => Promise<void> | void) => void {
  if (possible) return it
  return (name) => {
    process.stderr.write(`left out, since it takes ${what}: ${name}\n`)
    it.skip(name, () => undefined)
  }
}
