// Time from the start of the process to "Greenroom is open", first and again, against starting the embedded database alone.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEmbedded } from '../dist/store/embedded-postgres.js'

const pairs = 5
const stops = []
const root = fileURLToPath(new URL('..', import.meta.url))
const quiet = { info() {}, warn() {}, error: console.error }
const scratch = await mkdtemp(join(tmpdir(), 'greenroom-bench-'))

try {
  await cp(join(root, 'brands'), join(scratch, 'brands'), { recursive: true })
  const first = await openOnce(join(scratch, 'desk'))
  const bareHome = join(scratch, 'bare')
  await databaseOnce(bareHome)
  const again = []
  const bare = []
  for (let pair = 0; pair < pairs; pair++) {
    bare.push(await databaseOnce(bareHome))
    again.push(await openOnce(join(scratch, 'desk')))
  }
  console.log(`first start: ${Math.round(first)} ms`)
  console.log(
    `again: ${Math.round(median(again))} ms; the database alone: ${Math.round(median(bare))} ms (medians of ${pairs} pairs)`,
  )
  console.log(`stop: ${Math.round(median(stops))} ms`)
  console.log(`again / database alone: ${median(again.map((ms, index) => ms / bare[index])).toFixed(1)}`)
} finally {
  await rm(scratch, { recursive: true, force: true })
}

async function openOnce(home) {
  const env = {
    ...process.env,
    GREENROOM_HOME: home,
    GREENROOM_BRANDS: join(scratch, 'brands'),
    GREENROOM_PORT: String(await freePort()),
  }
  const start = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let said = ''
  const ms = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('Greenroom is open')) resolve(performance.now() - start)
    })
    void ended.then((code) => reject(new Error(`start ended with ${code}: ${said}`)))
  })
  const stopStart = performance.now()
  child.kill('SIGINT')
  await ended
  stops.push(performance.now() - stopStart)
  return ms
}

async function databaseOnce(home) {
  const start = performance.now()
  const database = await openEmbedded({ home, log: quiet })
  const ms = performance.now() - start
  await database.stop()
  return ms
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
