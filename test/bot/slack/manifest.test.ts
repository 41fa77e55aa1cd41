import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { isSeq, parse, parseDocument, type Scalar } from 'yaml'
import { botScopes } from '../../../src/bot/slack/scopes.ts'

const text = readFileSync('slack-manifest.yaml', 'utf8')
const manifest = parse(text) as Manifest

/** Slack's own schema, where it lies beside the repository. */
const schemaFile = '../shared/specs/slack/manifest.schema.2.0.0.json'
const hasSchema = existsSync(schemaFile)
if (!hasSchema)
  console.warn(`${schemaFile} is not there, so the manifest is not held against Slack's schema.`)

type Manifest = {
  readonly display_information: {
    readonly name: string
    readonly description: string
    readonly long_description: string
  }
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>
    readonly bot_user: { readonly display_name: string }
    readonly slash_commands: readonly { readonly command: string; readonly url?: string }[]
  }
  readonly oauth_config: { readonly scopes: Readonly<Record<string, readonly string[]>> }
  readonly settings: {
    readonly event_subscriptions: {
      readonly bot_events: readonly string[]
      readonly request_url?: string
    }
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url?: string }
    readonly socket_mode_enabled: boolean
  }
}

describe('the manifest of the Slack app', () => {
  const withSchema = hasSchema ? it : it.skip
  withSchema("is what Slack's own schema asks for", () => {
    const validate = validator()
    expect([validate(manifest), validate.errors]).toEqual([true, null])
  })

  withSchema('would be refused for a slip: a setting that there is none of', () => {
    const slipped = { ...manifest, settings: { ...manifest.settings, socket_mode: true } }
    expect(validator()(slipped)).toBe(false)
  })

  it('asks for exactly the scopes that the code says it needs, and for none of a person', () => {
    const { bot, ...others } = manifest.oauth_config.scopes
    expect(bot?.toSorted()).toEqual(Object.keys(botScopes).toSorted())
    expect(others).toEqual({})
  })

  it('says beside each scope what it is for, in the words of the code', () => {
    const silent = commentedScopes().filter(({ why }) => why === '')
    expect(silent).toEqual([])
    for (const { scope, why } of commentedScopes())
      if (!sharesAReason(scope)) expect(why).toBe(botScopes[scope]?.why)
  })

  it('has the command, the home page, the buttons and the socket that the desk uses, and nothing more', () => {
    const { features, settings } = manifest
    expect(features.slash_commands.map(({ command }) => command)).toEqual(['/greenroom'])
    expect(features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true })
    expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened'])
    expect(settings.interactivity.is_enabled).toBe(true)
    expect(settings.socket_mode_enabled).toBe(true)
  })

  it('names no address, so that it can be pasted as it is', () => {
    const { features, settings } = manifest
    const addresses = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
    ]
    expect(addresses.filter((url) => url !== undefined)).toEqual([])
  })
})

function validator() {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object)
}

/** Each scope with the comment that stands above it; one comment may stand for those that follow. */
function commentedScopes(): readonly { readonly scope: string; readonly why: string }[] {
  const bot = parseDocument(text).getIn(['oauth_config', 'scopes', 'bot'])
  if (!isSeq<Scalar>(bot)) return []
  // What stands above the first of a list the parser gives to the list.
  let why = bot.commentBefore ?? ''
  return bot.items.map((item) => {
    why = item.commentBefore ?? why
    return { scope: String(item.value), why: why.trim() }
  })
}

/** Several scopes for the kinds of channel that there are: one sentence tells of them all. */
function sharesAReason(scope: string): boolean {
  return /:(?:history|read)$/.test(scope) && scope !== 'users:read'
}
