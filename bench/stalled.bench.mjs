// How long a click waits for its acknowledgement while PostgreSQL stands still for five seconds: 50 clicks at once on Slack, by requests and over
// sockets, and 25 on Discord, by requests and over the gateway, against the stand-ins of the tests. Nothing may be decided meanwhile, and
// everything once when the database goes on. Discord's figures hold the stand-in's own work: each call is checked against Discord's description.
// usage: node bench/stalled.bench.mjs [rounds, 4]
import { setTimeout as sleep } from 'node:timers/promises'
import '../test/typescript.mjs'

const { encodePress } = await import('../dist/bot/action.js')
const { openPrismaStore } = await import('../dist/store/prisma-store.js')
const { harbour } = await import('../test/bot/desk.ts')
const discordRig = await import('../test/bot/discord/rig.ts')
const slackRig = await import('../test/bot/slack/rig.ts')
const { buttonPress } = await import('../test/fakes/slack/envelopes.ts')
const { freshDatabase, quiet } = await import('../test/store/database.ts')
const { inReview } = await import('../test/store/posts.ts')
const { stallDatabase } = await import('../test/store/stall-database.ts')

const rounds = Number(process.argv[2] ?? 4)
const stallMs = 5000
/** Slack waits three seconds; a person notices a third of one. Discord says by itself that something is being done. */
const ways = [
  { name: 'Slack, request', open: () => openSlack(true), clicks: 50, goalMs: 300 },
  { name: 'Slack, socket', open: () => openSlack(false), clicks: 50, goalMs: 300 },
  { name: 'Discord, request', open: () => openDiscord(true), clicks: 25, goalMs: 1000 },
  { name: 'Discord, gateway', open: () => openDiscord(false), clicks: 25, goalMs: 1000 },
]

for (const { name, open, clicks, goalMs } of ways) {
  const tookMs = []
  const door = await open()
  // Everything has to be compiled, and connections made.
  await whileStalled(door, 0, clicks)
  for (let round = 1; round <= rounds; round++) tookMs.push(...(await whileStalled(door, round, clicks)))
  await door.stop()
  const sorted = tookMs.toSorted((a, b) => a - b)
  const [p50, p99] = [0.5, 0.99].map((part) => sorted[Math.ceil(sorted.length * part) - 1])
  const isReached = p99 <= goalMs
  console.log(
    `${name}, ${clicks} at once, PostgreSQL stalled for ${stallMs} ms: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (${sorted.length} clicks, goal <= ${goalMs}: ${isReached ? 'reached' : 'NOT REACHED'})`,
  )
  if (!isReached) process.exitCode = 1
}
// Libraries leave timers behind.
process.exit()

async function whileStalled(door, round, clicks) {
  const posts = []
  for (let index = 0; index < clicks; index++) posts.push(await freshPost(door, `${round}-${index}`))
  const presses = await door.presses(posts)
  const stall = await stallDatabase(door.url)
  const isOver = sleep(stallMs)
  const from = performance.now()
  const tookMs = await Promise.all(
    presses.map(async (press) => {
      await press.acked()
      return performance.now() - from
    }),
  )
  await isOver
  if (await anybodyTold(presses)) throw new Error('somebody was told while the database stood still')
  await stall.goOn()
  for (const press of presses) await press.told()
  for (const { id } of posts) {
    const decided = (await door.store.history(id)).filter(({ event }) => event.type === 'approved')
    if (decided.length !== 1) throw new Error(`${id} was approved ${decided.length} times`)
  }
  return tookMs
}

async function anybodyTold(presses) {
  for (const press of presses) if (await press.isTold()) return true
  return false
}

function freshPost(door, name) {
  const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
  const account = { network: 'x', handle: 'northharbour' }
  return inReview(door.store, `stalled-${name}`, { brand: harbour.id, account, slot })
}

async function openSlack(http) {
  const database = await openDatabase()
  const rig = await slackRig.openRig({ http, storeOf: database.storeOf })
  const { slack, api } = rig
  const pressOn = ({ id, version }) => {
    const value = encodePress({ verb: 'approve', postId: id, version, arg: null })
    const payload = buttonPress({ who: { id: api.people.ann }, value, responseUrl: slack.responseUrl(id) })
    const request = slackRig.signed(rig, payload)
    const isTold = () => slack.said.some(({ to }) => to === id)
    return {
      acked: () => (http ? fetch(rig.address(), request) : slack.send('interactive', payload).acked),
      isTold,
      told: () => slack.until(isTold),
    }
  }
  return { ...database.door(rig), presses: async (posts) => posts.map(pressOn) }
}

async function openDiscord(http) {
  const database = await openDatabase()
  const rig = await discordRig.openRig({ http, storeOf: database.storeOf })
  const { discord } = rig
  return {
    ...database.door(rig),
    async presses(posts) {
      const message = await rig.card(...posts.map((post) => discordRig.valueOf('approve', post)))
      const presses = []
      for (const post of posts) {
        const button = discordRig.valueOf('approve', post)
        const press = await discord.press({ who: discordRig.people.ann, message, button })
        const isTold = async () => (await discord.told(press)).length > 0
        presses.push({
          async acked() {
            await rig.bring(press)
            await discord.answered(press)
          },
          isTold,
          told: () => discord.until(isTold),
        })
      }
      return presses
    },
  }
}

async function openDatabase() {
  const database = await freshDatabase()
  let opened = null
  return {
    storeOf: async (ids) => {
      opened = await openPrismaStore({ url: database.url, ids, log: quiet })
      return opened.store
    },
    door: (rig) => ({
      url: database.url,
      store: rig.desk.deps.store,
      async stop() {
        await rig.stop()
        await opened.stop()
        await database.stop()
      },
    }),
  }
}
