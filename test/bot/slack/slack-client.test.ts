import { describe, expect, it } from '@jest/globals'
import { slackLogger } from '../../../src/bot/slack/slack-client.ts'

describe('what Slack’s libraries log', () => {
  const lines: string[] = []
  const note = (_: object, message: string) => void lines.push(message)
  const logger = slackLogger({ info: note, warn: note, error: note })

  it('holds no address that lets whoever reads it act', () => {
    logger.error(
      'WebSocket error!',
      new Error('wss://wss-primary.slack.com/link/?ticket=abc&app_id=1 is gone'),
    )
    logger.warn('Failed: https://hooks.slack.com/actions/T1/2/secret')
    expect(lines).toEqual(['WebSocket error! [address] is gone', 'Failed: [address]'])
  })

  it('leaves out debug lines, which hold whole payloads', () => {
    lines.length = 0
    logger.debug('Received a message on the WebSocket: {"token":"x"}')
    expect(lines).toEqual([])
  })
})
