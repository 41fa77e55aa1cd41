import { z } from 'zod'
import { defaultPillarIds, networkNames, roles } from '../domain/brand.ts'
import { chatNames, chats, eachChat } from '../domain/chats.ts'
import { isZone } from '../domain/slot.ts'
import { channelIsOfItsSurface, ownPillarIsDescribed, someApprover } from './brand-rules.ts'
import { durationPattern } from './duration.ts'
import { canonicalLanguage } from './language.ts'

// Every value is `means(what is expected, an example, its rule)`. The words and the example stand in the messages about
// mistakes and in the JSON Schema that editors read.

const fact = means(
  'a fact with text and source',
  { text: 'We have roasted in Bremen since 2011.', source: 'commercial register' },
  z.strictObject({
    text: means('one fact as a full sentence', 'We have roasted in Bremen since 2011.', words(400)),
    source: means('where the fact can be looked up', 'commercial register', words(300)),
  }),
)

const voice = means(
  'a block with tone, do, dont, banned_phrases, disclosures',
  { tone: 'warm, plain, a little dry' },
  z.strictObject({
    tone: means(
      'how the brand sounds, in a few words',
      'warm, plain, a little dry',
      words(300).default('plain and friendly'),
    ),
    do: phrases('things to do', 'name the farm').default([]),
    dont: phrases('things to avoid', 'talk down to beginners').default([]),
    banned_phrases: phrases('phrases that block a post', 'game changer').default([]),
    disclosures: phrases('phrases that every post must contain, word for word', '#ad').default([]),
  }),
)

const ownPillar = z
  .strictObject({
    id: means(
      'a short id of lower-case letters, digits and _',
      'coffee_science',
      z.string().regex(/^[a-z][a-z0-9_]{1,39}$/),
    ),
    name: means('the name as people read it', 'Coffee science', words(60)).optional(),
    weight: means(
      'its share beside the other pillars, a number above 0; 1 is an equal share',
      2,
      z.number().gt(0).max(100).default(1),
    ),
    topics: phrases('what the pillar is about', 'how water changes the cup').default([]),
  })
  .superRefine(ownPillarIsDescribed)

const pillar = means(
  `one of ${defaultPillarIds.join(', ')}, or a pillar of your own with id, name and topics`,
  'education',
  z.union([z.enum(defaultPillarIds), ownPillar]),
)

const credentials = means(
  '`outbox` to rehearse (posts go to a local folder), or `{ env: NAME }` with the environment variable that holds the secret',
  'outbox',
  z.union([
    z.literal('outbox'),
    z.strictObject({
      env: means(
        'the NAME of an environment variable, never the secret itself',
        'LINKEDIN_TOKEN',
        z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/),
      ),
    }),
  ]),
)

/** One account: by itself as well, for checks that do not wait for the rest of a file to be right. */
export const accountSchema = means(
  'an account with network, handle and credentials',
  { network: 'x', handle: 'northharbour', credentials: 'outbox' },
  z.strictObject({
    network: means(`one of ${networkNames.join(', ')}`, 'linkedin', z.enum(networkNames)),
    handle: means("the account's name on the network, with or without @", 'northharbour', words(100)),
    posting_time: timeOfDay(
      'the local time of its posts (left out: the usual one of the network)',
    ).optional(),
    posts_per_week: means(
      'a whole number from 1 to 70 (left out: the usual one of the network)',
      5,
      z.int().min(1).max(70),
    ).optional(),
    min_spacing: duration(
      'the least time between two posts (left out: as usual on the network)',
      '12h',
    ).optional(),
    credentials,
  }),
)

const reviewer = means(
  'a person with name and roles, or a Discord role',
  { name: 'Ada Brandt', roles: ['approver'] },
  z.strictObject({
    name: means('the name of a person, or of all who hold a role on Discord', 'Ada Brandt', words(80)),
    roles: means(
      `a list with at least one of ${roles.join(', ')}`,
      ['approver'],
      z.array(means(`one of ${roles.join(', ')}`, 'approver', z.enum(roles))).min(1),
    ),
    ids: means(
      "the person's id on each chat surface",
      { slack: chats.slack.person.example },
      z.strictObject(
        eachChat(({ person: { what, example, pattern } }) =>
          means(what, example, z.string().regex(pattern)).optional(),
        ),
      ),
    ).default({}),
    discord_role: means(
      'in place of ids: the id of a Discord role, in quotes, whose holders all review (in Discord: Server Settings, Roles, right-click the role, Copy Role ID)',
      '41771983423143936',
      z.string().regex(/^\d{15,21}$/),
    ).optional(),
    time_zone: timeZone(
      "the IANA name of the person's own time zone, whose night is left in peace (left out: the brand's)",
    ).optional(),
  }),
)

const room = means(
  'a room with surface and channel',
  { surface: 'slack', channel: chats.slack.channel.example },
  z
    .strictObject({
      surface: means(`one of ${chatNames.join(', ')}`, 'slack', z.enum(chatNames)),
      channel: means(
        'the id of the channel, in quotes where it is a number',
        chats.slack.channel.example,
        words(200),
      ),
    })
    .superRefine(channelIsOfItsSurface),
)

const policy = means(
  'the rules of review, each with a default',
  { expire_after: '48h' },
  z.strictObject({
    approvals: means(
      'how many people must approve, by risk',
      { low: 1, medium: 1, high: 2 },
      z
        .strictObject({ low: people('low', 1), medium: people('medium', 1), high: people('high', 2) })
        .prefault({}),
    ),
    expire_after: duration('the time after which a post that nobody decides expires', '48h').default('48h'),
    late_tolerance: duration('how long after its slot an approved post may still go out', '2h').default('2h'),
    undo_window: duration('until how long before its slot an approval can be undone', '60s').default('60s'),
    draft_at: timeOfDay("the local time at which the day's posts are drafted").default('06:00'),
    link_hosts: means(
      'a list of hosts that links may point to, subdomains included (left out: any)',
      ['northharbour.example'],
      z.array(hostName()).max(50).default([]),
    ),
    daily_model_budget_usd: means(
      'what the model may cost in a day, in US dollars, from 0 (never ask the model) to 10000',
      2,
      z.number().min(0).max(10_000).default(2),
    ),
    reminders: means(
      'on or off: whether reviewers are reminded in chat of what waits for them, by day',
      'on',
      z.enum(['on', 'off']).default('on'),
    ),
    escalate_to: means(
      'the name of the reviewer who hears of a post when its time runs short (left out: nobody)',
      'Ada Brandt',
      words(80),
    ).optional(),
  }),
)

export const brandSchema = z.strictObject({
  name: means(
    'the name of the brand, at most 80 characters',
    'North Harbour Coffee',
    words(80).regex(/[\p{L}\p{N}]/u),
  ),
  positioning: means(
    'one or two sentences: what the brand does, for whom, and what sets it apart',
    'A roastery that tells its customers what every bag costs to make.',
    words(600),
  ),
  audience: means(
    'who the posts are for, in one or two sentences',
    'People who brew coffee at home and want to know where it comes from.',
    words(600),
  ),
  value_propositions: phrases('what customers gain, at least one', 'Every bag is roasted to order.').min(1),
  facts: means(
    'a list of what may be claimed, each fact with its source, at least one',
    [{ text: 'We have roasted in Bremen since 2011.', source: 'commercial register' }],
    z.array(fact).min(1).max(200),
  ),
  voice: voice.prefault({}),
  language: means(
    'a BCP 47 language tag such as en, de or fr-CA',
    'de-CH',
    z.string().refine((tag) => canonicalLanguage(tag) === tag),
  ),
  time_zone: timeZone('the IANA name of a time zone'),
  pillars: means(
    'a list of content pillars, names of the six defaults or your own (left out: all six)',
    ['education', 'product'],
    z.array(pillar).min(1).max(20),
  ).optional(),
  ctas: phrases(
    'calls to action, word for word, at least one (five or more vary better)',
    'Tell us how you brew.',
  ).min(1),
  accounts: means(
    'a list of the accounts that the brand posts from, at least one',
    [{ network: 'linkedin', handle: 'north-harbour-coffee', credentials: 'outbox' }],
    z.array(accountSchema).min(1).max(40),
  ),
  reviewers: means(
    'a list of the people who decide, or of Discord roles, at least one of them an approver',
    [{ name: 'Ada Brandt', roles: ['approver'] }],
    z.array(reviewer).min(1).max(100).superRefine(someApprover),
  ),
  rooms: means(
    'a list of chat channels in which cards appear; the web page is always there',
    [{ surface: 'slack', channel: chats.slack.channel.example }],
    z.array(room).max(20).default([]),
  ),
  policy: policy.prefault({}),
})

export type BrandFile = z.output<typeof brandSchema>

function means<T extends z.ZodType>(description: string, example: unknown, rule: T): T {
  return rule.meta({ description, examples: [example] })
}

function words(most: number) {
  return z.string().trim().min(1).max(most)
}

function phrases(what: string, example: string) {
  const phrase = means('a text of at most 300 characters', example, words(300))
  return means(`a list of ${what}`, [example], z.array(phrase).max(100))
}

function timeOfDay(what: string) {
  return means(`${what}, HH:MM from 00:00 to 23:59`, '09:30', z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/))
}

function timeZone(what: string) {
  const rule = z.string().refine((zone) => /^(UTC|[A-Z][\w+-]*\/[\w+/-]+)$/.test(zone) && isZone(zone))
  return means(what, 'Europe/Berlin', rule)
}

function duration(what: string, example: string) {
  return means(`${what}, written like 48h, 90m or 60s`, example, z.string().regex(durationPattern))
}

function people(risk: string, least: number) {
  const what = `how many people must approve a ${risk}-risk post, a whole number from ${least} to 5`
  return means(what, least, z.int().min(least).max(5).default(least))
}

function hostName() {
  const rule = z.string().regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/)
  return means('a host name in lower case, without https://', 'northharbour.example', rule)
}
