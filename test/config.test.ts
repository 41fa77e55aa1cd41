import { describe, expect, it } from '@jest/globals'
import { defaultModel } from '../src/agents/copywriter.ts'
import { ConfigTrouble } from '../src/config/problem.ts'
import { loadConfig, shownUrl, variables } from '../src/config.ts'

function troubleOf(env: Record<string, string>): ConfigTrouble {
  try {
    loadConfig(env, '/desk')
  } catch (error) {
    if (error instanceof ConfigTrouble) return error
    throw error
  }
  throw new Error('the environment was taken')
}

describe('the environment', () => {
  it('may be empty: everything has a default, and folders are taken from where one stands', () => {
    expect(loadConfig({}, '/desk')).toEqual({
      home: '/desk/.greenroom',
      brandsFolder: '/desk/brands',
      host: '127.0.0.1',
      port: 3131,
      databaseUrl: null,
      anthropicApiKey: null,
      anthropicBaseUrl: null,
      model: 'claude-sonnet-5-5',
      slack: null,
      logLevel: 'info',
      secrets: [],
      warnings: [],
    })
  })

  it('names the same model as the copywriters do by themselves', () => {
    expect(loadConfig({}, '/desk').model).toBe(defaultModel)
  })

  it('counts an empty variable as one that is not set', () => {
    const empty = Object.fromEntries(variables.map(({ name }) => [name, ' ']))
    expect(loadConfig(empty, '/desk')).toEqual(loadConfig({}, '/desk'))
  })

  it('says every mistake at once, with name, expectation and example', () => {
    const { problems, message } = troubleOf({
      GREENROOM_PORT: '99999',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://root:hunter2@localhost/x',
      ANTHROPIC_API_KEY: 'two words',
      GREENROOM_HOST: 'example.org',
    })
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'ANTHROPIC_API_KEY',
      'DATABASE_URL',
      'GREENROOM_HOST',
      'GREENROOM_PORT',
      'LOG_LEVEL',
    ])
    expect(message).toContain('5 mistakes')
    expect(message).toContain('GREENROOM_PORT=3131')
  })

  it('never repeats a secret in a message about it', () => {
    const { message } = troubleOf({
      DATABASE_URL: 'mysql://root:hunter2@h/x',
      ANTHROPIC_API_KEY: 'sk-ant two',
    })
    expect(message).not.toMatch(/hunter2|sk-ant two/)
  })

  it('knows what must be kept out of logs: key, database address and the password in it', () => {
    const url = 'postgresql://me:p%40ss@db.example:5432/desk?sslmode=require'
    const { secrets } = loadConfig({ DATABASE_URL: url, ANTHROPIC_API_KEY: 'sk-ant-1' }, '/desk')
    expect(secrets).toEqual(['sk-ant-1', url, 'p%40ss', 'p@ss'])
    expect(shownUrl(url)).toBe('postgresql://db.example:5432/desk')
  })

  it('warns of a variable that nothing reads, and says which was probably meant', () => {
    expect(loadConfig({ GREENROOM_PROT: '1' }, '/desk').warnings).toEqual([
      'GREENROOM_PROT is set, but nothing reads it: did you mean GREENROOM_PORT?',
    ])
  })
})

describe('Slack in the environment', () => {
  const bot = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc' }

  it('is over sockets with an app-level token, and over requests with a signing secret', () => {
    expect(loadConfig({ ...bot, SLACK_APP_TOKEN: 'xapp-1-A' }, '/desk').slack).toEqual({
      botToken: 'xoxb-1-2-abc',
      transport: { kind: 'socket', appToken: 'xapp-1-A' },
      apiUrl: null,
    })
    const http = { ...bot, SLACK_SIGNING_SECRET: 'f'.repeat(32), SLACK_PORT: '4000' }
    expect(loadConfig(http, '/desk').slack?.transport).toEqual({
      kind: 'http',
      signingSecret: 'f'.repeat(32),
      port: 4000,
    })
    const both = { ...http, SLACK_APP_TOKEN: 'xapp-1-A' }
    expect(loadConfig(both, '/desk').slack?.transport.kind).toBe('socket')
  })

  it('takes two values, and says which one is missing', () => {
    expect(troubleOf(bot).message).toMatch(/SLACK_APP_TOKEN[^]*SLACK_SIGNING_SECRET/)
    expect(troubleOf({ SLACK_APP_TOKEN: 'xapp-1-A' }).message).toContain('SLACK_BOT_TOKEN')
    expect(troubleOf({ ...bot, SLACK_APP_TOKEN: 'xoxp-secret-one' }).message).toMatch(
      /xapp-(?![^]*secret-one)/,
    )
  })

  it('is reached at no address with a password in it, which every call would refuse and name', () => {
    const { message } = troubleOf({ SLACK_API_URL: 'https://me:hush-hush@proxy.example/api/' })
    expect(message).toMatch(/SLACK_API_URL[^]*without a user name/)
    expect(message).not.toContain('hush-hush')
    expect(
      loadConfig(
        { ...bot, SLACK_APP_TOKEN: 'xapp-1-A', SLACK_API_URL: 'https://proxy.example/api/' },
        '/desk',
      ).slack,
    ).toMatchObject({ apiUrl: 'https://proxy.example/api/' })
  })

  it('keeps its tokens out of logs, and leaves the variables of other programs alone', () => {
    const env = { ...bot, SLACK_APP_TOKEN: 'xapp-1-A', SLACK_SIGNING_SECRET: 'f'.repeat(32) }
    expect(loadConfig(env, '/desk').secrets).toEqual(['xoxb-1-2-abc', 'xapp-1-A', 'f'.repeat(32)])
    const { warnings } = loadConfig({ SLACK_WEBHOOK_URL: 'https://x', SLACK_APPTOKEN: 'x' }, '/desk')
    expect(warnings).toEqual(['SLACK_APPTOKEN is set, but nothing reads it: did you mean SLACK_APP_TOKEN?'])
  })
})

describe('passwords in addresses', () => {
  it('are mistakes where they are not percent-encoded, and are not shown', () => {
    const { message } = troubleOf({ DATABASE_URL: 'postgresql://u:pa%zz@h/db' })
    expect(message).toContain('percent-encoded')
    expect(message).not.toContain('pa%zz')
  })

  it('are secrets, as they stand and as they are meant, also among the options and of the proxy', () => {
    const { secrets } = loadConfig(
      {
        DATABASE_URL: 'postgresql://u:p%21ss%2fword@h/db?password=other-one',
        ANTHROPIC_BASE_URL: 'https://u:proxy-word@h',
      },
      '/desk',
    )
    expect(secrets).toEqual(expect.arrayContaining(['p%21ss%2fword', 'p!ss/word', 'other-one', 'proxy-word']))
  })
})
