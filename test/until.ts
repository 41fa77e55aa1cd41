import { setTimeout as sleep } from 'node:timers/promises'

/** For what another process does and tells nobody: looks again twenty times a second, and leaves the machine to that process meanwhile. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}
