import { describe, expect, it } from '@jest/globals'
import { slackService } from '../../../src/bot/slack/slack-service.ts'
import { loadConfig } from '../../../src/config.ts'

type Env = Readonly<Record<string, string>>

const bot = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc' }
const read = (env: Env) => loadConfig(env, '/desk', [slackService])

function flawsOf(env: Env): string {
  try {
    read(env)
  } catch (error) {
    return String(error)
  }
  throw new Error('the environment was taken')
}

describe('Slack in the environment', () => {
  it('is set up with a bot token and either an app-level token or a signing secret', () => {
    const isSetUp = (env: Env) => slackService.connect(read(env).chat) !== null
    expect(isSetUp({})).toBe(false)
    expect(isSetUp({ ...bot, SLACK_APP_TOKEN: 'xapp-1-A' })).toBe(true)
    expect(isSetUp({ ...bot, SLACK_SIGNING_SECRET: 'f'.repeat(32) })).toBe(true)
  })

  it('takes two values, and says which one is missing', () => {
    expect(flawsOf(bot)).toMatch(/SLACK_APP_TOKEN[^]*SLACK_SIGNING_SECRET/)
    expect(flawsOf({ SLACK_APP_TOKEN: 'xapp-1-A' })).toContain('SLACK_BOT_TOKEN')
    expect(flawsOf({ ...bot, SLACK_APP_TOKEN: 'xoxp-secret-one' })).toMatch(/xapp-(?![^]*secret-one)/)
  })

  it('is reached at no address with a password in it, which every call would refuse and name', () => {
    const flaws = flawsOf({ SLACK_API_URL: 'https://me:hush-hush@proxy.example/api/' })
    expect(flaws).toMatch(/SLACK_API_URL[^]*without a user name/)
    expect(flaws).not.toContain('hush-hush')
    const env = { ...bot, SLACK_APP_TOKEN: 'xapp-1-A', SLACK_API_URL: 'https://proxy.example/api/' }
    expect(read(env).chat).toMatchObject({ SLACK_API_URL: 'https://proxy.example/api/' })
  })

  it('keeps its tokens out of logs, and leaves the variables of other programs alone', () => {
    const env = { ...bot, SLACK_APP_TOKEN: 'xapp-1-A', SLACK_SIGNING_SECRET: 'f'.repeat(32) }
    expect(read(env).secrets).toEqual(['xoxb-1-2-abc', 'xapp-1-A', 'f'.repeat(32)])
    const { warnings } = read({ SLACK_WEBHOOK_URL: 'https://x', SLACK_APPTOKEN: 'x' })
    expect(warnings).toEqual(['SLACK_APPTOKEN is set, but nothing reads it: did you mean SLACK_APP_TOKEN?'])
  })
})
