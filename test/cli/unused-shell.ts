import type { Shell } from '../../src/cli/shell.ts'

/** A shell of which a test uses what it puts in the place of the rest. */
export const unusedShell: Shell = {
  out: unused,
  err: unused,
  progress: () => undefined,
  openDesk: unused,
  start: unused,
  check: unused,
  simulate: unused,
  move: unused,
  brandFiles: unused,
  logBug: unused,
}

function unused(): never {
  throw new Error('not asked for here')
}
