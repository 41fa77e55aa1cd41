// How long it takes until every surface says what was decided on one of them: on the web page, in a room on Slack and in one on Discord, on
// PostgreSQL, against the stand-ins of the tests, which take their time as well.
// usage: node bench/surfaces.bench.mjs [rounds, 5]
import '../test/typescript.mjs'

const { isOnPage, isSaid, openEverywhere } = await import('../test/conversations/everywhere.ts')
const { names } = await import('../test/conversations/stage-desk.ts')

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
  const open = await openEverywhere()
  const { slack, discord, desk, page } = open
  const stages = [slack, discord]
  const posts = { 'the web page': 'x', Slack: 'facebook', Discord: 'linkedin' }
  for (const [surface, network] of Object.entries(posts)) {
    const { id, version } = await desk.post(network)
    for (const stage of stages) await stage.until(async () => (await stage.card(id)) !== null)
    const stage = { Slack: slack, Discord: discord }[surface]
    const card = await stage?.card(id)
    const words = `Approved by ${stage ? names.ada : names.ben}`
    const said = [...stages.map((one) => isSaid(one, id, words)), isOnPage(open, id, words)]
    const from = performance.now()
    if (stage) await stage.press('ada', card, 'Approve')
    else await page.ask(`/posts/${id}/approve`, { form: { version: `${version}` } })
    await Promise.all(said)
    found[surface].push(performance.now() - from)
  }
  await open.stop()
}
