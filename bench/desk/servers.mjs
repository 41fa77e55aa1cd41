// What benches need from outside: real servers and workers, each in a process of its own.
import { execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** MONGODB_URI, or a mongod on the PATH, or the server that was built for the tests; null where there is none of them. */
export async function openMongo(folder) {
  if (process.env.MONGODB_URI) return { name: 'MongoDB', uri: process.env.MONGODB_URI, stop: () => {} }
  const mongod = (process.env.PATH ?? '')
    .split(delimiter)
    .map((one) => join(one, 'mongod'))
    .find(existsSync)
  if (mongod) {
    const port = 20_000 + (process.pid % 10_000)
    const args = ['--dbpath', folder, '--port', `${port}`, '--bind_ip', '127.0.0.1']
    const { stop } = await saying(mongod, args, /Waiting for connections/i)
    return { name: 'MongoDB', uri: `mongodb://127.0.0.1:${port}/bench`, stop }
  }
  const script = fileURLToPath(new URL('../../scripts/mongo-server/build.mjs', import.meta.url))
  const program = execFileSync(process.execPath, [script, '--path'], { encoding: 'utf8' }).trim()
  if (!existsSync(program)) return null
  const { line, stop } = await saying(program, [folder, '0'], /listening/)
  return { name: 'FerretDB', uri: `mongodb://${line.trim().split(' ').at(-1)}/bench`, stop }
}

/** A program of this folder, once it has said its first word. */
export async function openProcess(file, args = []) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args)
  const ended = once(child, 'exit')
  const failed = ended.then(([code]) => {
    throw new Error(`${file} ended with ${code}`)
  })
  failed.catch(() => {})
  const said = (key) =>
    Promise.race([
      failed,
      new Promise((resolve) => {
        child.on('message', function hear(message) {
          if (!(key in message)) return
          child.off('message', hear)
          resolve(message[key])
        })
      }),
    ])
  return {
    ready: await said('ready'),
    child,
    failed,
    /** Sends an order, and waits for the answer by the same name. */
    order: (name, value = true) => {
      const answer = said(name)
      child.send({ [name]: value })
      return answer
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function saying(program, args, sign) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: child.stdout })) {
    if (!sign.test(line)) continue
    child.stdout.resume()
    return { line, stop: () => child.kill('SIGKILL') }
  }
  throw new Error(`${program} ended before it listened`)
}
