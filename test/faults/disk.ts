import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '../../src/store/embedded-home.ts'

/** A small disk of its own. */
export type Disk = {
  readonly folder: string
  /** Takes all that is left of it. */
  fill(): void
  empty(): void
  stop(): void
}

const bytes = 160 * 1024 * 1024

/** Throws where this user may not mount one. */
export function mountDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=755`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
  chmodSync(folder, 0o755)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'w')
      for (const size of [1024 * 1024, 4096]) writeUntilFull(file, Buffer.alloc(size))
      closeSync(file)
    },
    empty: () => rmSync(ballast),
    stop: () => {
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true })
    },
  }
}

/** A sentence where no disk can be had here; else null. */
export function lacksDisk(): string | null {
  try {
    mountDisk().stop()
    return null
  } catch (error) {
    return `A disk of its own needs the right to mount one (${String(error).split('\n')[0]}).`
  }
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    for (;;) writeSync(file, block)
  } catch (error) {
    if (codeOf(error) !== 'ENOSPC') throw error
  }
}
