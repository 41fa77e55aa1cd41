import { describe, expect, it } from '@jest/globals'
import { defaultModel } from '../src/agents/copywriter.ts'
import { ConfigTrouble } from '../src/config/problem.ts'
import { loadConfig, shownUrl, variables } from '../src/config.ts'

function troubleOf(env: Record<string, string>): ConfigTrouble {
  try {
    loadConfig(env, '/desk', [])
  } catch (error) {
    if (error instanceof ConfigTrouble) return error
    throw error
  }
  throw new Error('the environment was taken')
}

describe('the environment', () => {
  it('may be empty: everything has a default, and folders are taken from where one stands', () => {
    expect(loadConfig({}, '/desk', [])).toEqual({
      home: '/desk/.greenroom',
      brandsFolder: '/desk/brands',
      host: '127.0.0.1',
      key: null,
      front: null,
      port: 3131,
      databaseUrl: null,
      mongodbUri: null,
      anthropicApiKey: null,
      anthropicBaseUrl: null,
      model: 'claude-sonnet-5-5',
      chat: {},
      logLevel: 'info',
      secrets: [],
      warnings: [],
    })
  })

  it('names the same model as the copywriters do by themselves', () => {
    expect(loadConfig({}, '/desk', []).model).toBe(defaultModel)
  })

  it('counts an empty variable as one that is not set', () => {
    const empty = Object.fromEntries(variables.map(({ name }) => [name, ' ']))
    expect(loadConfig(empty, '/desk', [])).toEqual(loadConfig({}, '/desk', []))
  })

  it('says every mistake at once, with name, expectation and example', () => {
    const { problems, message } = troubleOf({
      GREENROOM_PORT: '99999',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://root:hunter2@localhost/x',
      ANTHROPIC_API_KEY: 'two words',
      GREENROOM_HOST: 'example.org',
      GREENROOM_URL: 'https://desk.example.com/path',
    })
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'ANTHROPIC_API_KEY',
      'DATABASE_URL',
      'GREENROOM_HOST',
      'GREENROOM_PORT',
      'GREENROOM_URL',
      'LOG_LEVEL',
    ])
    expect(message).toContain('6 mistakes')
    expect(message).toContain('GREENROOM_PORT=3131')
  })

  it('never repeats a secret in a message about it', () => {
    const { message } = troubleOf({
      DATABASE_URL: 'mysql://root:hunter2@h/x',
      ANTHROPIC_API_KEY: 'sk-ant two',
      GREENROOM_KEY: 'too-short-a-key',
    })
    expect(message).toContain('3 mistakes')
    expect(message).not.toMatch(/hunter2|sk-ant two|too-short/)
  })

  it('knows what must be kept out of logs: key, database address and the password in it', () => {
    const url = 'postgresql://me:p%40ss@db.example:5432/desk?sslmode=require'
    const key = 'k'.repeat(32)
    const { secrets } = loadConfig(
      { DATABASE_URL: url, ANTHROPIC_API_KEY: 'sk-ant-1', GREENROOM_KEY: key },
      '/desk',
      [],
    )
    expect(secrets).toEqual([key, url, 'sk-ant-1', 'p%40ss', 'p@ss'])
    expect(shownUrl(url)).toBe('postgresql://db.example:5432/desk')
  })

  it('warns of a variable that nothing reads, and says which was probably meant', () => {
    expect(loadConfig({ GREENROOM_PROT: '1' }, '/desk', []).warnings).toEqual([
      'GREENROOM_PROT is set, but nothing reads it: did you mean GREENROOM_PORT?',
    ])
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
      [],
    )
    expect(secrets).toEqual(expect.arrayContaining(['p%21ss%2fword', 'p!ss/word', 'other-one', 'proxy-word']))
  })

  it('of MongoDB are secrets too, with that of the key file and the token of a session, whatever hosts stand there', () => {
    const uri =
      'mongodb://desk:p%40ss@a.example:27017,b.example:27018/clock?replicaSet=rs0&tlsCertificateKeyFilePassword=of%20file&authMechanismProperties=AWS_SESSION_TOKEN:tok3n'
    const { secrets, mongodbUri } = loadConfig({ MONGODB_URI: uri }, '/desk', [])
    expect(mongodbUri).toBe(uri)
    expect(secrets).toEqual(expect.arrayContaining([uri, 'p%40ss', 'p@ss', 'of%20file', 'of file', 'tok3n']))
    expect(shownUrl(uri)).toBe('mongodb://a.example:27017,b.example:27018/clock')
    expect(shownUrl('mongodb+srv://desk:x@cluster.example/?w=1')).toBe('mongodb+srv://cluster.example/')
  })

  it.each([
    'mongodb://desk:p@ss@host/db',
    'mongodb://desk:p/ss@host/db',
    'mongodb://desk:p%zz@host/db',
    'http://desk:p%40ss@host/db',
    'mongodb://',
  ])('of MongoDB are mistakes where the address is none, and are not shown: %s', (uri) => {
    const { message } = troubleOf({ MONGODB_URI: uri })
    expect(message).toContain('MONGODB_URI=mongodb://user:password@host:27017/greenroom')
    expect(message).not.toMatch(/p@ss|p\/ss|p%zz|p%40ss/)
  })
})
