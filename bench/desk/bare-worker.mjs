// A worker without a desk, as anybody would write it first: as many loops as Greenroom has places, each on a connection of its own. In one
// transaction a loop takes a row by SKIP LOCKED, sends it, and marks it as done.
// arguments: database, network, places
import { Pool } from 'pg'
import { obey } from './orders.mjs'
import { send } from './posts.mjs'

const [databaseUrl, network, given] = process.argv.slice(2)
const places = Number(given)
const next = `select id, text from bare_posts where state = 'due' order by due_at limit 1 for update skip locked`
const done = `update bare_posts set state = 'done', remote_id = $2 where id = $1`
let pool = null

async function loop() {
  const client = await pool.connect()
  for (;;) {
    await client.query('begin')
    const { rows } = await client.query(next)
    if (rows.length === 0) break
    const [{ id, text }] = rows
    await client.query(done, [id, await send(network, id, text)])
    await client.query('commit')
    process.send({ done: id })
  }
  await client.query('rollback')
  client.release()
}

obey({
  prepare: async () => {
    pool = new Pool({ connectionString: databaseUrl, max: places })
    const clients = await Promise.all(Array.from({ length: places }, () => pool.connect()))
    for (const client of clients) client.release()
  },
  go: () => void Promise.all(Array.from({ length: places }, loop)),
  end: () => pool.end(),
})
process.send({ ready: true })
