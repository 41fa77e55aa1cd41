// Builds the MongoDB that tests run on where there is no other, once, into ~/.cache/greenroom, and prints its path. Needs Go and its module proxy.
// usage: node scripts/mongo-server/build.mjs [--path: only say where it would be]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'greenroom')

const serverPath = join(cache, `mongo-server-${hashOfSources()}`)
const trouble = process.argv.includes('--path') || existsSync(serverPath) ? null : build()
if (trouble) console.error(trouble)
else console.log(serverPath)
process.exitCode = trouble ? 1 : 0

/** Answers what is wrong, or null. Others may build at the same time: whole files only appear under the final name. */
function build() {
  mkdirSync(cache, { recursive: true })
  const draft = `${serverPath}.${process.pid}`
  const env = { ...process.env, GOFLAGS: '-mod=readonly -trimpath -buildvcs=false', CGO_ENABLED: '0' }
  const { error, status } = spawnSync('go', ['build', '-o', draft, '.'], {
    cwd: folder,
    env,
    stdio: 'inherit',
  })
  if (error)
    return 'No Go here (https://go.dev/dl), so no MongoDB can be built for the tests: install it, put a mongod on the PATH, or set MONGODB_URI.'
  if (status !== 0)
    return 'The MongoDB for the tests could not be built; Go says why above. Does it reach its module proxy (go env GOPROXY)?'
  renameSync(draft, serverPath)
  return null
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}
