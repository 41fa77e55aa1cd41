import type { DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { itemsOf, type Call, type Json } from '../../fakes/discord/call.ts'
import { breachesOfSpec } from '../../fakes/discord/openapi.ts'
import { breachesOfRules, componentsOf } from '../../fakes/discord/rules.ts'

/** Where a message breaks a limit or a rule of Discord's. Knows nothing of what drew it. */
export function breachesOf(message: DiscordMessage): readonly string[] {
  const call = callOf(message)
  const all = componentsOf(message)
  return [
    ...breachesOfSpec(call),
    ...breachesOfRules(call, { isV2: true }),
    ...(all.length === 0 ? ['there is nothing'] : []),
    ...all.flatMap(tooLong),
    ...tooMuch(all),
    ...message.files.flatMap(({ name, alt, bytes }) => [
      ...(/^[\w-]{1,90}\.\w{1,10}$/.test(name) ? [] : [`a file is called ${name}`]),
      ...(alt.trim() && alt.length <= 1024 ? [] : [`${name} has ${alt.length} characters of words`]),
      ...(bytes.length > 10 * 1024 * 1024 ? [`${name} is too large`] : []),
    ]),
    ...(message.thread !== null &&
    (!message.thread.trim() || message.thread.length > 100 || message.thread.includes('\n'))
      ? [`a thread is called ${message.thread}`]
      : []),
  ]
}

/** As it would be sent. */
function callOf({ components, files, calls }: DiscordMessage): Call {
  return {
    route: 'POST /channels/:id/messages',
    method: 'POST',
    path: '/channels/300000000000000001/messages',
    query: {},
    body: {
      flags: 1 << 15,
      components,
      attachments: files.map(({ name, alt }, id) => ({ id: String(id), filename: name, description: alt })),
      allowed_mentions: { parse: [], ...calls },
      nonce: 'n',
      enforce_nonce: true,
    },
    files: files.map(({ name, bytes }, index) => ({
      field: `files[${index}]`,
      name,
      type: 'image/png',
      bytes: Buffer.from(bytes),
    })),
    token: 'token',
    agent: 'DiscordBot (https://greenroom.example, 1)',
    at: new Date(0),
  }
}

/** Its own table, for where Discord's description is not at hand. https://docs.discord.com/developers/components/reference, November 2026. */
const longest: Readonly<Record<string, number>> = {
  content: 4000,
  label: 80,
  custom_id: 100,
  placeholder: 150,
  url: 512,
}

function tooLong(one: Json): readonly string[] {
  const options = itemsOf(one.options)
  const over = Object.entries(longest).filter(([name, max]) => textIn(one, name).length > max)
  const wrong = options
    .flatMap((option) => Object.entries(option))
    .filter(([, value]) => typeof value === 'string' && (value === '' || value.length > 100))
  return [
    ...(options.length > 25 ? [`${options.length} options`] : []),
    ...[...over, ...wrong].map(([name]) => `${name} is too long, or empty`),
  ]
}

/** All text that is shown, labels and options included, whatever of it Discord counts. */
function tooMuch(all: readonly Json[]): readonly string[] {
  const shown = all.flatMap((one) => [one, ...itemsOf(one.options)])
  const fields = ['content', 'label', 'placeholder', 'description']
  const { length } = shown.flatMap((one) => fields.map((name) => textIn(one, name))).join('')
  return length > 4000 ? [`${length} characters in all`] : []
}

function textIn(one: Json, name: string): string {
  const value = one[name]
  return typeof value === 'string' ? value : ''
}
