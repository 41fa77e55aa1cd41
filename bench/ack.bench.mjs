// How long Slack waits until a click is acknowledged: by our door, which writes the click down first and has it decided by the real services
// on the embedded database right after, against Bolt with an empty handler. Both in one process, click by click in turn; by signed
// requests and over a socket; one click at a time, and 20 at once. The p99 of one process is mostly a collection of garbage that meets the one
// or the other, so it is the median of several processes that is judged.
// usage: node bench/ack.bench.mjs [processes for each transport, 5] [clicks, 2000]
import { verdict } from './desk/pairs.mjs'
import { openProcess } from './desk/servers.mjs'

const processes = Number(process.argv[2] ?? 5)
/** So many that the worst of a hundred is told by 20 of them: one collection of garbage more or less weighs little. */
const clicks = Number(process.argv[3] ?? 2000)
const against = 'plain Bolt'
const goal = { atMost: 2 }

for (const transport of ['request', 'socket']) {
  const ratios = new Map([
    [1, []],
    [20, []],
  ])
  for (let run = 1; run <= processes; run++) {
    // What one transport leaves on the heap is not to be collected while the other is timed.
    const doors = await openProcess('ack-doors.mjs', [transport, `${clicks}`])
    for (const [atOnce, found] of ratios) {
      const { ours, plain } = await doors.order('time', atOnce)
      found.push(ours.p99 / plain.p99)
      console.log(
        `${whatOf(transport, atOnce)}, process ${run}: ours ${shown(ours)}; ${against} ${shown(plain)}; p99 ratio ${found.at(-1).toFixed(2)}`,
      )
    }
    await doors.order('stop')
    await doors.kill()
  }
  for (const [atOnce, found] of ratios)
    verdict(`p99 to the acknowledgement, ${whatOf(transport, atOnce)}`, { ratios: found, against, goal })
}

function whatOf(transport, atOnce) {
  return `${transport}, ${atOnce} at a time`
}

function shown({ p50, p99 }) {
  return `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
}
