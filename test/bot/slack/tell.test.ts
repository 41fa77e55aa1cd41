import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { isSlacksOwn } from '../../../src/bot/slack/tell.ts'
import { buttonPress, slashCommand } from '../../fakes/slack/envelopes.ts'
import { openRig, type Rig } from './rig.ts'

/** Somebody's server inside the network, which counts who calls. */
async function openInside() {
  const calls: string[] = []
  const server = createServer((request, response) => {
    calls.push(request.url ?? '')
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { calls, url: `http://127.0.0.1:${port}/admin`, stop: () => server.close() }
}

describe('an answer', () => {
  let rig: Rig
  afterEach(() => rig.stop())

  it('goes to no address but those of Slack, whatever a payload names: the person is told directly', async () => {
    rig = await openRig()
    const inside = await openInside()
    const { ann } = rig.api.people
    const press = buttonPress({ who: { id: ann }, value: 'forged', responseUrl: inside.url })
    await rig.slack.send('interactive', press).acked
    const command = slashCommand({ who: { id: ann }, text: 'help hold', responseUrl: inside.url })
    await rig.slack.send('slash_commands', command).acked
    // What cannot be read is answered too.
    await rig.slack.send('interactive', { ...press, actions: [{ action_id: 'x'.repeat(300) }] }).acked
    await rig.slack.until(() => rig.api.calls('chat.postMessage').length === 3)
    inside.stop()
    expect(inside.calls).toEqual([])
    expect(await rig.api.dm(ann)).toHaveLength(3)
  })
})

describe('an address of Slack', () => {
  const slack = 'https://slack.com/api/'

  it.each([
    ['https://hooks.slack.com/actions/T0/1/a', slack, true],
    ['https://hooks.slack-gov.com/commands/T0/1/a', 'https://slack-gov.com/api/', true],
    ['http://127.0.0.1:4000/respond/a', 'http://127.0.0.1:4000/api/', true],
    ['http://hooks.slack.com/actions/T0/1/a', slack, false],
    ['http://127.0.0.1:4000/respond/a', slack, false],
    ['http://127.0.0.1:4001/respond/a', 'http://127.0.0.1:4000/api/', false],
    ['https://hooks.slack.com.evil.example/a', slack, false],
    ['https://hooks.slack.com@evil.example/a', slack, false],
    ['https://evil.example/hooks.slack.com', slack, false],
    ['https://hooks.slack.com:8443/a', slack, false],
    ['javascript:alert(1)', slack, false],
    ['nothing', slack, false],
  ])('%s, where the API is %s: %j', (address, apiUrl, isOwn) => {
    expect(isSlacksOwn(address, apiUrl)).toBe(isOwn)
  })
})
