// Generates the database client where it is missing or stale, then compiles into dist/. `--generate-only` stops after
// the first. Both are skipped or incremental when nothing has changed: `npm start` runs this every time.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const root = join(import.meta.dirname ?? '', '..')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `Greenroom needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.`,
  )
}
if (!existsSync(join(root, 'node_modules/prisma'))) fail('Nothing is installed yet: run `npm ci` first.')

generate()
if (!process.argv.includes('--generate-only')) {
  compile('tsconfig.build.json')
  if (existsSync(join(root, 'src/bot/web/client/tsconfig.json'))) compile('src/bot/web/client')
  copyFileSync(join(root, 'src/bot/web/room.css'), join(root, 'dist/bot/web/room.css'))
  // What package.json names as the command has to be runnable.
  if (existsSync(join(root, 'dist/main.js'))) chmodSync(join(root, 'dist/main.js'), 0o755)
}

function generate() {
  const stamp = join(root, 'src/store/generated/.made-from')
  const wanted = hashOf('prisma/schema.prisma', 'node_modules/prisma/package.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  run(
    'The database client could not be generated.',
    'node_modules/prisma/build/index.js',
    'generate',
    '--no-hints',
  )
  writeFileSync(stamp, wanted)
}

/** @param {string} project */
function compile(project) {
  run('The program could not be compiled.', 'node_modules/typescript/bin/tsc', '-p', project)
}

/**
 * @param {string} complaint
 * @param {string[]} args
 */
function run(complaint, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (status === 0) return
  process.stderr.write(`${stdout}${stderr}`)
  fail(complaint)
}

/** @param {string[]} files */
function hashOf(...files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
