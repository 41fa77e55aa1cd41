import { describe, expect, it } from '@jest/globals'
import { commandJson } from '../../../src/bot/discord/command-json.ts'
import { areRegistered, registerCommands } from '../../../src/bot/discord/register-commands.ts'

const application = '42'
const path = '/applications/42/commands'

type Call = { readonly method: string; readonly path: string; readonly body: unknown }

/** What Discord answers for the list, and what it is told. */
function discord(found: unknown) {
  const calls: Call[] = []
  return {
    calls,
    rest: {
      get: async (to: string) => {
        calls.push({ method: 'GET', path: to, body: null })
        return found
      },
      put: async (to: string, { body }: { body?: unknown } = {}) => {
        calls.push({ method: 'PUT', path: to, body })
        return []
      },
    },
  }
}

/** As Discord answers: with ids, with nulls, and without what is false or empty. */
function known(command: object = commandJson): Record<string, unknown> {
  const written = JSON.parse(JSON.stringify(command), (key, value: unknown) => {
    const isNothing = value === false || (Array.isArray(value) && value.length === 0)
    return isNothing ? undefined : value
  }) as Record<string, unknown>
  return {
    ...written,
    id: '1',
    application_id: application,
    version: '7',
    default_member_permissions: null,
    dm_permission: false,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
  }
}

const other = { ...known({ name: 'weather', type: 1, description: 'Will it rain?' }), id: '2' }

describe('registering the commands', () => {
  it('sends nothing where they are registered as they are now', async () => {
    const { rest, calls } = discord([other, known()])
    expect(await registerCommands(rest, application)).toBe(false)
    expect(calls).toEqual([{ method: 'GET', path, body: null }])
    expect(await areRegistered(rest, application)).toBe(true)
  })

  it.each<[string, unknown[]]>([
    ['nothing is registered', []],
    ['only others are', [other]],
    ['one of the same name is of another kind', [{ ...known(), type: 3 }]],
    ['words differ', [known({ ...commandJson, description: 'Old words' })]],
    ['a command is missing', [known({ ...commandJson, options: commandJson.options.slice(1) })]],
    ['their order differs', [known({ ...commandJson, options: commandJson.options.toReversed() })]],
    ['an option is still looked up', [known({ ...commandJson, options: lookedUp() })]],
    ['somebody has kept it for administrators', [{ ...known(), default_member_permissions: '8' }]],
    ['it is open in direct messages', [{ ...known(), contexts: [0, 1] }]],
  ])('sends them once where %s, and leaves the others there', async (_, found) => {
    const { rest, calls } = discord(found)
    expect(await areRegistered(rest, application)).toBe(false)
    expect(await registerCommands(rest, application)).toBe(true)
    const others = found.filter((one) => one === other || (one as { type: number }).type === 3)
    expect(calls.at(-1)).toEqual({ method: 'PUT', path, body: [...others, commandJson] })
    expect(calls.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  it('throws what the client throws, and sends nothing to an answer that nobody can read', async () => {
    const { rest, calls } = discord({ message: 'You are being rate limited.' })
    await expect(registerCommands(rest, application)).rejects.toThrow()
    const down = { ...rest, get: () => Promise.reject(new Error('down')) }
    await expect(registerCommands(down, application)).rejects.toThrow('down')
    expect(calls.map(({ method }) => method)).toEqual(['GET'])
  })
})

function lookedUp() {
  return commandJson.options.map((one) =>
    one.name === 'help'
      ? { ...one, options: one.options?.map((option) => ({ ...option, autocomplete: true })) }
      : one,
  )
}
