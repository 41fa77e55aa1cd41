import { describe, expect, it } from '@jest/globals'
import { discordService } from '../../../src/bot/discord/discord-service.ts'
import { loadConfig } from '../../../src/config.ts'

type Env = Readonly<Record<string, string>>

const token = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz-0123456789ABC'
const publicKey = '0f3c'.repeat(16)
const read = (env: Env) => loadConfig(env, '/desk', [discordService])

function flawsOf(env: Env): string {
  try {
    read(env)
  } catch (error) {
    return String(error)
  }
  throw new Error('the environment was taken')
}

describe('Discord in the environment', () => {
  it('is set up with the token alone', () => {
    const isSetUp = (env: Env) => discordService.connect(read(env).chat) !== null
    expect(isSetUp({})).toBe(false)
    expect(isSetUp({ DISCORD_TOKEN: token })).toBe(true)
    expect(isSetUp({ DISCORD_TOKEN: token, DISCORD_PUBLIC_KEY: publicKey })).toBe(true)
  })

  it('needs the token to answer with, where clicks come by requests', () => {
    expect(flawsOf({ DISCORD_PUBLIC_KEY: publicKey })).toMatch(/DISCORD_TOKEN[^]*found +nothing/)
  })

  it.each([
    ['DISCORD_TOKEN', `Bot ${token}`, 'without "Bot" before it'],
    ['DISCORD_TOKEN', 'a-client-secret-of-32-letters-xyz', 'three parts joined by dots'],
    ['DISCORD_PUBLIC_KEY', 'not a key', '64 digits'],
    ['DISCORD_PORT', '70000', 'a port'],
    ['DISCORD_API_URL', 'https://me:hush-hush@proxy.example/api', 'without a user name'],
    ['DISCORD_API_URL', 'https://proxy.example/api/v10', 'ends in /api'],
  ])('refuses %s=%s and says what is expected', (name, value, expected) => {
    const flaws = flawsOf({ DISCORD_TOKEN: token, [name]: value })
    expect(flaws).toContain(name)
    expect(flaws).toContain(expected)
    expect(flaws).not.toContain('hush-hush')
    if (name === 'DISCORD_TOKEN') expect(flaws).not.toContain(value)
  })

  it('keeps the token out of logs, and shows the public key, which is none', () => {
    const { secrets } = read({ DISCORD_TOKEN: token, DISCORD_PUBLIC_KEY: publicKey })
    expect(secrets).toEqual([token])
  })

  it('says what was probably meant, and leaves the variables of other programs alone', () => {
    const { warnings } = read({ DISCORD_WEBHOOK: 'https://x', DISCORD_TOKNE: 'x' })
    expect(warnings).toEqual(['DISCORD_TOKNE is set, but nothing reads it: did you mean DISCORD_TOKEN?'])
  })
})
