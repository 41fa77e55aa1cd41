import { checkbox, input } from '@inquirer/prompts'
import { networkNames } from '../domain/brand.ts'
import { isZone } from '../domain/slot.ts'
import type { Answers } from './brand-template.ts'
import { localZone, usual, type InitOptions } from './init.ts'

/** Asks in a terminal for what the options do not say. */
export async function askBrand(options: InitOptions, slugOf: (name: string) => string): Promise<Answers> {
  const name = options.name ?? (await text('What is the brand called?', 'Fern & Fell'))
  const positioning =
    options.positioning ??
    (await text(
      'What does it do, for whom, and what sets it apart? (one or two sentences)',
      'We repair outdoor clothing.',
    ))
  const audience =
    options.audience ?? (await text('Who should read the posts?', 'People who walk in all weathers.'))
  const gain = await text('What does a customer gain? (one sentence)', 'A jacket lasts years longer.')
  const fact = await text(
    'One fact that a post may claim? (a full sentence)',
    'We have repaired jackets since 2014.',
  )
  const source = await text('Where can that fact be looked up?', 'commercial register')
  const language =
    options.language ?? (await input({ message: 'Language of the posts (BCP 47)?', default: 'en' }))
  const timeZone = options.timeZone ?? (await askZone())
  const network = options.network ?? (await askNetworks())
  const reviewer = options.reviewer ?? (await askReviewers())
  const base = usual(
    { ...options, name, positioning, audience, language, timeZone, network, reviewer },
    slugOf,
  )
  const accounts: Answers['accounts'][number][] = []
  for (const account of base.accounts) {
    const handle = await input({ message: `Handle on ${account.network}?`, default: account.handle })
    accounts.push({ ...account, handle: handle.trim() })
  }
  return { ...base, valuePropositions: [gain], facts: [{ text: fact, source }], accounts }
}

async function text(message: string, example: string): Promise<string> {
  const answer = await input({
    message,
    validate: (value) => value.trim() !== '' || `Please answer, for example: ${example}`,
  })
  return answer.trim()
}

function askZone(): Promise<string> {
  return input({
    message: 'Time zone (IANA name)?',
    default: localZone(),
    validate: (value) => isZone(value) || 'Not a time zone, for example: Europe/Berlin',
  })
}

function askNetworks() {
  return checkbox({
    message: 'Where does it post? (all are rehearsed until you connect them)',
    choices: networkNames
      .filter((network) => network !== 'outbox')
      .map((network) => ({ value: network, checked: network === 'linkedin' })),
    required: true,
  })
}

async function askReviewers(): Promise<readonly string[]> {
  const names = await text(
    'Who may approve posts? (names, with commas; two or more are best)',
    'Ann Lee, Ben Ode',
  )
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
