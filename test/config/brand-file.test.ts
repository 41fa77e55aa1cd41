import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { readBrand } from '../../src/config/brand-file.ts'
import { slugOf } from '../../src/config/brand-value.ts'
import { brandJsonSchema } from '../../src/config/json-schema.ts'
import { ConfigTrouble, problemSentence, type Problem } from '../../src/config/problem.ts'
import { networkDefaults } from '../../src/domain/network-defaults.ts'

const example = readFileSync('brands/north-harbour-coffee.yaml', 'utf8')

const small = `name: Fern & Fell
positioning: We mend outdoor clothing for people who would rather keep it.
audience: People who walk in all weathers.
value_propositions: [A mended jacket lasts for years.]
facts:
  - { text: We have mended jackets since 2014., source: commercial register }
language: en
time_zone: Europe/London
ctas: [Show us your oldest jacket.]
accounts:
  - network: linkedin
    handle: "@fern-and-fell"
    credentials: outbox
reviewers:
  - { name: Ann, roles: [approver] }
  - { name: Ben, roles: [approver, approver] }
`

function read(text: string, env: Record<string, string> = {}) {
  return readBrand('brands/fern.yaml', text, env)
}

function problemsOf(text: string, env: Record<string, string> = {}): readonly Problem[] {
  const reading = read(text, env)
  return reading.ok ? [] : reading.problems
}

/** The small file with one line changed. */
function changed(from: string, to: string): string {
  if (!small.includes(from)) throw new Error(`the file has no ${from}`)
  return small.replace(from, to)
}

describe('a brand file', () => {
  it('fills in what it leaves out', () => {
    const reading = read(small)
    if (!reading.ok) throw new ConfigTrouble(reading.problems)
    const { brand } = reading
    expect(brand).toMatchObject({
      id: 'fern-fell',
      timeZone: 'Europe/London',
      voice: { tone: 'plain and friendly', do: [], dont: [], bannedPhrases: [], disclosures: [] },
      rooms: [],
      policy: {
        approvals: { low: 1, medium: 1, high: 2 },
        expireAfterMs: 48 * 3_600_000,
        lateToleranceMs: 2 * 3_600_000,
        undoWindowMs: 60_000,
        draftAt: '06:00',
        linkHosts: [],
        dailyModelBudgetUsd: 2,
        reminders: { escalateTo: null },
      },
    })
    expect(brand.pillars.map(({ name, weight }) => `${name} ${weight}`)).toEqual([
      'Education 1',
      'Social proof 1',
      'Product 1',
      'Behind the scenes 1',
      'Thought leadership 1',
      'Community 1',
    ])
    expect(brand.accounts).toEqual([
      { network: 'linkedin', handle: 'fern-and-fell', credentials: 'outbox', ...networkDefaults.linkedin },
    ])
    expect(brand.reviewers[1]).toEqual({ name: 'Ben', roles: ['approver'], ids: {} })
  })

  it('says who is asked when time runs short, in which zone somebody lives, and whether anybody is reminded', () => {
    const policy = (words: string) => `policy: { ${words} }\nctas:`
    const mira = changed('{ name: Ben,', '{ name: Ben, time_zone: America/New_York,')
    const reading = read(mira.replace('ctas:', policy('escalate_to: Ben')))
    if (!reading.ok) throw new ConfigTrouble(reading.problems)
    expect(reading.brand.policy.reminders).toEqual({ escalateTo: 'Ben' })
    expect(reading.brand.reviewers.map(({ timeZone }) => timeZone)).toEqual([undefined, 'America/New_York'])
    const quiet = read(changed('ctas:', policy('reminders: off')))
    expect(quiet.ok && quiet.brand.policy.reminders).toBeUndefined()
  })

  it('may give reviewing to all who hold a role on Discord', () => {
    const role =
      "  - { name: Editors, roles: [editor, approver, editor], discord_role: '41771983423143936', time_zone: Europe/Oslo }\n"
    const reading = read(small.replace(/reviewers:\n[^]*$/, `reviewers:\n${role}`))
    if (!reading.ok) throw new ConfigTrouble(reading.problems)
    expect(reading.brand.reviewers).toEqual([])
    expect(reading.brand.groups).toEqual([
      {
        name: 'Editors',
        roles: ['editor', 'approver'],
        surface: 'discord',
        id: '41771983423143936',
        timeZone: 'Europe/Oslo',
      },
    ])
    // How many hold it, nobody here knows.
    expect(reading.warnings.join()).not.toContain('may approve')
  })

  it('warns of a person who could count twice, since they might hold a role and have no id on Discord', () => {
    const roles = `${small}  - { name: Team, roles: [approver], discord_role: '41771983423143936' }\n`
    const warned = read(roles)
    expect(warned.ok && warned.warnings.slice(0, 2).map((one) => one.split('.')[0])).toEqual([
      'Fern & Fell: Ann has no id on Discord',
      'Fern & Fell: Ben has no id on Discord',
    ])
    const known = roles
      .replace('{ name: Ann,', "{ name: Ann, ids: { discord: '80351110224678912' },")
      .replace('[approver, approver]', '[viewer]')
    const reading = read(known)
    expect(reading.ok && reading.warnings.join()).not.toContain('no id on Discord')
  })

  it('that ships as the example is complete and gives no cause for a warning', () => {
    const reading = readBrand('brands/north-harbour-coffee.yaml', example, {})
    if (!reading.ok) throw new ConfigTrouble(reading.problems)
    expect(reading.warnings).toEqual([])
    expect(reading.brand.facts.length).toBeGreaterThanOrEqual(10)
    expect(reading.brand.ctas.length).toBeGreaterThanOrEqual(5)
    expect(reading.brand.accounts.map(({ network, credentials }) => [network, credentials])).toEqual([
      ['x', 'outbox'],
      ['linkedin', 'outbox'],
      ['facebook', 'outbox'],
    ])
    expect(reading.brand.accounts[1]?.minSpacingHours).toBe(12)
    expect(reading.brand.pillars.at(-1)).toMatchObject({
      id: 'harbour_life',
      name: 'Harbour life',
      weight: 0.5,
    })
  })

  it.each<
    [rule: string, from: string, to: string, line: number, path: string, found: string, expected: string]
  >([
    [
      'a missing key',
      'audience: People who walk in all weathers.\n',
      '',
      1,
      'audience',
      'nothing',
      'who the posts are for',
    ],
    ['a misspelt key', 'audience:', 'audiance:', 3, 'audiance', 'unknown key', '`audience` (did you mean'],
    [
      'an unknown key in a block',
      'handle:',
      'hashtag: x\n    handle:',
      12,
      'accounts[0].hashtag',
      'unknown key',
      'one of network, handle',
    ],
    ['an empty text', 'name: Fern & Fell', 'name: " "', 1, 'name', 'an empty text', 'the name of the brand'],
    [
      'a number for a text',
      'name: Fern & Fell',
      'name: 1871',
      1,
      'name',
      'the number 1871',
      'put it in quotes',
    ],
    ['a wrong zone', 'Europe/London', 'Lodnon', 8, 'time_zone', 'Lodnon', 'did you mean Europe/London?'],
    ['an offset for a zone', 'Europe/London', '"+01:00"', 8, 'time_zone', '+01:00', 'IANA name'],
    [
      'a language by its name',
      'language: en',
      'language: German',
      7,
      'language',
      'German',
      'did you mean de?',
    ],
    [
      'a language with an underscore',
      'language: en',
      'language: de_CH',
      7,
      'language',
      'de_CH',
      'did you mean de-CH?',
    ],
    [
      'a language in the wrong case',
      'language: en',
      'language: de-ch',
      7,
      'language',
      'de-ch',
      'did you mean de-CH?',
    ],
    ['a language that does not exist', 'language: en', 'language: xq', 7, 'language', 'xq', 'BCP 47'],
    [
      'a network that does not exist',
      'network: linkedin',
      'network: linkdin',
      11,
      'accounts[0].network',
      'linkdin',
      'did you mean linkedin?',
    ],
    [
      'a time without leading zero',
      'handle:',
      'posting_time: 9:30\n    handle:',
      12,
      'accounts[0].posting_time',
      '9:30',
      'HH:MM',
    ],
    [
      'a time that does not exist',
      'handle:',
      'posting_time: "24:00"\n    handle:',
      12,
      'accounts[0].posting_time',
      '24:00',
      '00:00 to 23:59',
    ],
    [
      'a duration without unit',
      'handle:',
      'min_spacing: 12\n    handle:',
      12,
      'accounts[0].min_spacing',
      'the number 12',
      '48h',
    ],
    [
      'too many posts',
      'handle:',
      'posts_per_week: 71\n    handle:',
      12,
      'accounts[0].posts_per_week',
      '71',
      '1 to 70',
    ],
    [
      'a role that does not exist',
      'roles: [approver] }',
      'roles: [aprover] }',
      15,
      'reviewers[0].roles[0]',
      'aprover',
      'did you mean approver?',
    ],
    [
      'a reviewer without a role',
      'roles: [approver, approver]',
      'roles: []',
      16,
      'reviewers[1].roles',
      'an empty list',
      'at least one of viewer',
    ],
    [
      'two reviewers of one name',
      'name: Ben',
      'name: ann',
      16,
      'reviewers[1]',
      'ann again',
      'reviewers[0] already',
    ],
    [
      'a list where a block belongs',
      'ctas:',
      'policy: []\nctas:',
      9,
      'policy',
      'an empty list',
      'rules of review',
    ],
    [
      'one person for high risk',
      'ctas:',
      'policy: { approvals: { high: 1 } }\nctas:',
      9,
      'policy.approvals.high',
      '1',
      'from 2 to 5',
    ],
    [
      'an address for a host',
      'ctas:',
      'policy: { link_hosts: ["https://a.example"] }\nctas:',
      9,
      'policy.link_hosts[0]',
      'https://a.example',
      'without https://',
    ],
    [
      'an escalation to nobody',
      'ctas:',
      'policy: { escalate_to: Anne }\nctas:',
      9,
      'policy.escalate_to',
      'Anne',
      'one of the reviewers who are people: Ann, Ben',
    ],
    [
      'an escalation to a role, which nobody can speak to alone',
      'reviewers:',
      "policy: { escalate_to: Team }\nreviewers:\n  - { name: Team, roles: [approver], discord_role: '41771983423143936' }",
      14,
      'policy.escalate_to',
      'Team',
      'one of the reviewers who are people: Ann, Ben',
    ],
    [
      'a role that is also a person',
      '{ name: Ben,',
      "{ name: Ben, ids: { discord: '80351110224678912' }, discord_role: '41771983423143936',",
      16,
      'reviewers[1].ids',
      'ids beside discord_role',
      'give the person an entry of their own',
    ],
    [
      'a role twice',
      'reviewers:',
      "reviewers:\n  - { name: A, roles: [editor], discord_role: '41771983423143936' }\n  - { name: B, roles: [approver], discord_role: '41771983423143936' }",
      16,
      'reviewers[1]',
      '41771983423143936 again',
      'every role once',
    ],
    [
      'a role by its name',
      '{ name: Ben,',
      '{ name: Ben, discord_role: Editors,',
      16,
      'reviewers[1].discord_role',
      'Editors',
      'Copy Role ID',
    ],
    [
      'a role without quotes',
      '{ name: Ben,',
      '{ name: Ben, discord_role: 41771983423143936,',
      16,
      'reviewers[1].discord_role',
      'the number',
      'put it in quotes',
    ],
    [
      'reminders that are neither on nor off',
      'ctas:',
      'policy: { reminders: false }\nctas:',
      9,
      'policy.reminders',
      'false',
      'on or off',
    ],
    [
      "a person's zone misspelt",
      '{ name: Ann, roles',
      '{ name: Ann, time_zone: Lodnon, roles',
      15,
      'reviewers[0].time_zone',
      'Lodnon',
      'did you mean Europe/London?',
    ],
    [
      'a default pillar misspelt',
      'ctas:',
      'pillars: [comunity]\nctas:',
      9,
      'pillars[0]',
      'comunity',
      'did you mean community?',
    ],
    [
      'a pillar of its own without topics',
      'ctas:',
      'pillars: [{ id: moss, name: Moss }]\nctas:',
      9,
      'pillars[0].topics',
      'nothing',
      'at least one topic',
    ],
    [
      'a pillar twice',
      'ctas:',
      'pillars: [product, { id: product }]\nctas:',
      9,
      'pillars[1]',
      'product again',
      'pillars[0] already',
    ],
    [
      'a pillar without weight',
      'ctas:',
      'pillars: [{ id: product, weight: 0 }]\nctas:',
      9,
      'pillars[0].weight',
      '0',
      'above 0',
    ],
    [
      'a fact without source',
      ', source: commercial register',
      '',
      6,
      'facts[0].source',
      'nothing',
      'where the fact can be looked up',
    ],
    [
      'a Slack name for an id',
      'name: Ann,',
      'name: Ann, ids: { slack: ann },',
      15,
      'reviewers[0].ids.slack',
      'ann',
      'member id',
    ],
  ])(
    'is refused for %s, naming line, path, what was found and what is expected',
    (_rule, from, to, line, path, found, expected) => {
      const problems = problemsOf(changed(from, to))
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatchObject({ file: 'brands/fern.yaml', line, path })
      expect(problems[0]?.found).toContain(found)
      expect(problems[0]?.expected).toContain(expected)
    },
  )

  it.each([
    ['discord', "'155101607195836416'", '155101607195836416'],
    ['discord', 'https://discord.com/channels/111111111111111111/155101607195836416', '155101607195836416'],
    [
      'discord',
      'https://canary.discord.com/channels/111111111111111111/155101607195836416/',
      '155101607195836416',
    ],
    ['slack', 'C0123456789', 'C0123456789'],
    ['slack', 'https://north-harbour.slack.com/archives/C0123456789', 'C0123456789'],
  ])('takes a room on %s by id or by its link: %s', (surface, channel, id) => {
    const reading = read(`${small}rooms: [{ surface: ${surface}, channel: ${channel} }]\n`)
    expect(reading).toMatchObject({ ok: true, brand: { rooms: [{ surface, channel: id }] } })
  })

  it.each([
    ['discord', "'#desk'", '#desk'],
    ['discord', 'C0123456789', 'C0123456789'],
    ['discord', 'https://discord.gg/abcdef', 'https://discord.gg/abcdef'],
    ['discord', 'https://discord.com/channels/@me/155101607195836416', 'https://discord.com/channels/@me'],
    ['slack', "'155101607195836416'", '155101607195836416'],
    ['slack', "'#desk'", '#desk'],
  ])('says where the id of a room on %s is to be found, in place of %s', (surface, channel, found) => {
    const [problem, ...others] = problemsOf(`${small}rooms: [{ surface: ${surface}, channel: ${channel} }]\n`)
    expect(others).toEqual([])
    expect(problem?.path).toBe('rooms[0].channel')
    expect(problem?.found).toContain(found)
    expect(problem?.expected).toMatch(
      surface === 'slack' ? /id of a Slack channel.*About/ : /Copy Channel ID/,
    )
    expect(problem?.example).toBe(
      surface === 'slack' ? 'channel: C0123456789' : 'channel: "155101607195836416"',
    )
  })

  it('asks for quotes around the number of a channel, of which YAML would keep the first sixteen digits', () => {
    const problems = problemsOf(`${small}rooms: [{ surface: discord, channel: 155101607195836416 }]\n`)
    expect(problems).toMatchObject([
      { path: 'rooms[0].channel', expected: expect.stringContaining('quotes') },
    ])
  })

  it('is refused for a brand without accounts', () => {
    const without = small.replace(/accounts:[\s\S]*?reviewers:/, 'accounts: []\nreviewers:')
    expect(problemsOf(without)).toMatchObject([{ path: 'accounts', found: 'an empty list' }])
  })

  it('is refused for two accounts alike, however their handles are written', () => {
    const twice = changed(
      'reviewers:',
      '  - { network: linkedin, handle: Fern-And-Fell, credentials: outbox }\nreviewers:',
    )
    expect(problemsOf(twice)).toMatchObject([
      { line: 14, path: 'accounts[1]', found: 'linkedin Fern-And-Fell again' },
    ])
  })

  it('is refused when nobody may approve', () => {
    const nobody = small.replaceAll('approver', 'editor')
    expect(problemsOf(nobody)).toMatchObject([{ path: 'reviewers' }])
    expect(problemsOf(nobody)[0]?.expected).toContain('nothing could ever be approved')
  })

  it('names every mistake at once, in the order of the file', () => {
    const text = small
      .replace('language: en', 'language: English')
      .replace('Europe/London', 'Mars/Olympus')
      .replace('credentials: outbox', 'credentials: none')
      .replace('name: Ben', 'name: Ann')
    expect(problemsOf(text).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '7 language',
      '8 time_zone',
      '13 accounts[0].credentials',
      '16 reviewers[1]',
    ])
  })

  it('has its mistakes in the order of their lines, of whatever kind they are', () => {
    const text = small
      .replace('Show us your oldest jacket.', 'xoxb-17653672481-19874698323')
      .replace('name: Ben', 'name: Ann')
      .replace('roles: [approver] }', 'roles: [approver], color: red }')
      .replace('language: en', 'language: English')
    expect(problemsOf(text).map(({ line }) => line)).toEqual([7, 9, 15, 16])
  })

  it('with a secret in a wrong place does not repeat it as what was found', () => {
    const sentences = problemsOf(changed('language: en', 'language: xoxb-17653672481-19874698323')).map(
      problemSentence,
    )
    expect(sentences).toHaveLength(2)
    expect(sentences.join()).not.toContain('17653672481')
  })

  it('takes credentials for a network that cannot publish yet for a mistake, and says how to rehearse', () => {
    const text = changed('credentials: outbox', 'credentials: { env: LINKEDIN_TOKEN }')
    expect(problemsOf(text)[0]?.found).toBe('the variable LINKEDIN_TOKEN, which is not set')
    const [problem] = problemsOf(text, { LINKEDIN_TOKEN: 'abc' })
    expect(problem).toMatchObject({ path: 'accounts[0].credentials', example: 'credentials: outbox' })
    expect(problem?.expected).toContain('cannot publish to linkedin yet')
  })

  it.each([
    ['a Slack token', 'xoxb-17653672481-19874698323'],
    ['an Anthropic key', 'sk-ant-api03-abcdefghijklmnop'],
    ['a key or token', 'AAAA1111bbbb2222CCCC3333dddd4444eeee'],
    ['a signed token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def'],
    ['an address with a password', 'postgres://me:hunter2@db.example/x'],
  ])('is refused for %s inside it, without repeating it', (kind, secret) => {
    const text = changed('handle: "@fern-and-fell"', `handle: "${secret}"`)
    const sentences = problemsOf(text).map(problemSentence).join('\n')
    expect(sentences).toContain(kind)
    expect(sentences).toContain('line 12')
    expect(sentences).not.toContain(secret)
  })

  it.each([
    ['a tab', 'facts:\n  -', 'facts:\n\t-', 'spaces, not tabs'],
    ['a colon in a text', 'in all weathers.', 'in: all weathers.', 'quotes around text'],
    ['an open quote', '"@fern-and-fell"', '"@fern-and-fell', 'closing quote'],
    ['an @ without quotes', '"@fern-and-fell"', '@fern-and-fell', 'special character'],
    ['a key that stands twice', 'language: en', 'language: en\nlanguage: de', 'every key once'],
  ])('that is broken by %s is refused with line, column and a hint', (_what, from, to, hint) => {
    const [problem] = problemsOf(changed(from, to))
    expect(problem?.line).toBeGreaterThan(0)
    expect(problem?.found).toMatch(/^broken YAML at column \d+/)
    expect(problem?.expected).toContain(hint)
  })

  it.each([
    ['', 'an empty file'],
    ['# only a comment\n', 'an empty file'],
    ['- a\n- b\n', 'no keys'],
    [
      `a: &a [x, x, x, x, x, x, x, x]\nb: &b [${'*a,'.repeat(40)}]\nc: [${'*b,'.repeat(40)}]`,
      'too many aliases',
    ],
    [`name: ${'x'.repeat(600_000)}`, 'characters'],
  ])('that holds no brand is refused with one problem', (text, found) => {
    const problems = problemsOf(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.found).toContain(found)
  })

  it('warns, and is still read, when one approver cannot approve high risk alone', () => {
    const reading = read(changed('  - { name: Ben, roles: [approver, approver] }\n', ''))
    expect(reading.ok && reading.warnings[0]).toContain('nobody can approve those, nor their own edits')
  })

  it('warns of an account whose network takes no post without media', () => {
    const reading = read(small.replace('network: linkedin', 'network: instagram'))
    expect(reading.ok && reading.warnings.join()).toContain('takes no post without an image or a video')
  })

  it('never makes reading throw, whatever stands in it', () => {
    for (const key of Object.keys(brandJsonSchema())) expect(() => read(`${key}: {}`)).not.toThrow()
    const keys = small.split('\n').flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? [])
    for (const key of keys) {
      for (const value of ['~', '[]', '{}', '[[]]', '3', 'true', '""', '{ a: { b: [1] } }', '[~, 1, {}]']) {
        expect(() => read(`${key}: ${value}\n`)).not.toThrow()
      }
    }
  })
})

describe('the id of a brand', () => {
  it.each([
    ['North Harbour Coffee', 'north-harbour-coffee'],
    ['Café Größe & Söhne', 'cafe-grosse-sohne'],
    ['long '.repeat(20), 'long-long-long-long-long-long-long-long'],
  ])('of %s is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
  })

  it('is still ASCII for a name in other letters, and never the word for the whole desk', () => {
    expect(slugOf('東京')).toMatch(/^brand-[0-9a-f]{8}$/)
    expect(slugOf('東京')).not.toBe(slugOf('大阪'))
    expect(slugOf('Desk')).toMatch(/^brand-/)
  })
})

describe('the JSON Schema', () => {
  it('that lies beside the brand files is the one of the rules that read them', () => {
    expect(JSON.parse(readFileSync('brands/schema.json', 'utf8'))).toEqual(brandJsonSchema())
  })

  it('describes every key, for editors', () => {
    const undescribed = JSON.stringify(brandJsonSchema(), (key, value: unknown) =>
      key === 'properties' && typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([name, one]: [string, unknown]) => [
              name,
              typeof one === 'object' && one !== null && 'description' in one
                ? one
                : `no description of ${name}`,
            ]),
          )
        : value,
    ).match(/no description of \w+/g)
    expect(undescribed).toBeNull()
  })
})

/** The slowest takes a thirtieth of this; what explodes takes longer than anybody waits. */
const explosionMs = 60_000

describe('a file that means harm', () => {
  it.each([
    ['a deep list', `name: ${'['.repeat(49_000)}${']'.repeat(49_000)}`],
    ['an open list', `name: ${'['.repeat(90_000)}`],
    ['a deep map', `a: ${'{a: '.repeat(15_000)}${'}'.repeat(15_000)}`],
    ['a deep sequence', `a:\n ${'- '.repeat(45_000)}x`],
    ['a long word like a token', `name: ${'eyJ-'.repeat(24_000)}`],
    ['a long word like an address', `name: ${'a.'.repeat(48_000)}`],
    ['many keys', Array.from({ length: 9_000 }, (_, index) => `k${index}: 1`).join('\n')],
  ])('is refused, in a time that does not explode: %s', (_, text) => {
    const before = performance.now()
    expect(readBrand('brands/a.yaml', text, {}).ok).toBe(false)
    expect(performance.now() - before).toBeLessThan(explosionMs)
  })
})
