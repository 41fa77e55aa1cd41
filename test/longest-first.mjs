// Jest knows from the run before how long each file takes. CI has no run before: there what takes longest, and waits for most of it, begins first
// all the same, so that no worker is left with it at the end.
import { statSync } from 'node:fs'

const longest = [
  'faults/faults',
  'crash/crash',
  'app/observed',
  'cli/desk',
  'app/slack',
  'app/discord',
  'conversations/surfaces-in-time',
  'jobs/agenda',
  'jobs/mongo-trouble',
  'conversations/conversations',
  'store/restart',
  'store/move-desk',
  'app/roles',
  'bot/discord/every-click',
  'bot/discord/check-discord',
  'simulator/simulate',
]

/** A sequencer of Jest. */
export default class LongestFirst {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((name) => path.endsWith(`/test/${name}.test.ts`))
      return at < 0 ? longest.length : at
    }
    return [...tests].sort((a, b) => rank(a) - rank(b) || statSync(b.path).size - statSync(a.path).size)
  }

  shard(tests) {
    return tests
  }

  allFailedTests(tests) {
    return tests
  }

  cacheResults() {}
}
