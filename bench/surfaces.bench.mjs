// How long it takes until every surface says what was decided on one of them: on the web page, in a room on Slack and in one on Discord, on
// PostgreSQL, against the stand-ins of the tests, which take their time as well.
// usage: node bench/surfaces.bench.mjs [rounds, 5]
import '../test/typescript.mjs'

const { openFreeChat } = await import('../test/conversations/chat.ts')
const { openDiscordStage } = await import('../test/conversations/discord/discord-stage.ts')
const { openSlackStage } = await import('../test/conversations/slack/slack-stage.ts')
const { names, openStageDesk } = await import('../test/conversations/stage-desk.ts')
const { openRoom } = await import('../test/http/room.ts')

const rounds = Number(process.argv[2] ?? 5)
const goalMs = 2000

const tookMs = { 'the web page': [], Slack: [], Discord: [] }
for (let round = 1; round <= rounds; round++) await decideEverywhere(tookMs)
for (const [surface, all] of Object.entries(tookMs)) {
  const most = Math.max(...all)
  const isReached = most <= goalMs
  console.log(
    `decided on ${surface}, until all three say so: ${all.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}; most ${most.toFixed(0)} ms (goal <= ${goalMs}: ${isReached ? 'reached' : 'NOT REACHED'})`,
  )
  if (!isReached) process.exitCode = 1
}
// Libraries leave timers behind.
process.exit()

/** One post of a day is approved on each surface. */
async function decideEverywhere(found) {
  const stages = [await openSlackStage(), await openDiscordStage()]
  const [slack, discord] = stages
  const desk = await openStageDesk(stages, { onPostgres: true })
  const chat = openFreeChat(
    desk.deps,
    stages.map(({ surface }) => surface),
  )
  for (const stage of stages) await stage.open(desk, () => chat)
  await desk.draftUpTo(null)
  const page = await openRoom(desk.deps)
  page.be(desk.brand.id, names.ben)
  const posts = { 'the web page': 'x', Slack: 'facebook', Discord: 'linkedin' }
  for (const [surface, network] of Object.entries(posts)) {
    const { id, version } = await desk.post(network)
    for (const stage of stages) await stage.until(async () => (await stage.card(id)) !== null)
    const stage = { Slack: slack, Discord: discord }[surface]
    const card = await stage?.card(id)
    const words = `Approved by ${stage ? names.ada : names.ben}`
    const said = [...stages.map((one) => isSaid(one, id, words)), isOnPage(page, desk.brand.id, id, words)]
    const from = performance.now()
    if (stage) await stage.press('ada', card, 'Approve')
    else await page.ask(`/posts/${id}/approve`, { form: { version: `${version}` } })
    await Promise.all(said)
    found[surface].push(performance.now() - from)
  }
  await page.stop()
  for (const stage of stages) await stage.stop()
  await desk.stop()
}

function isSaid(stage, postId, words) {
  return stage.until(async () => (await stage.card(postId))?.words.includes(words) ?? false)
}

/** Reads what the page is told as it happens, until it says this of a post. */
async function isOnPage(page, brand, postId, words) {
  const reader = (await page.ask(`/live?brand=${brand}`)).body.getReader()
  while (!(await (await page.ask(`/posts/${postId}`)).text()).includes(words)) await reader.read()
  await reader.cancel()
}
