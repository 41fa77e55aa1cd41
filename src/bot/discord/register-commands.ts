import { isDeepStrictEqual } from 'node:util'
import { Routes, type REST } from 'discord.js'
import { z } from 'zod'
import { commandJson } from './command-json.ts'

/**
 * Registers `/greenroom` where it is not registered as it is now, once for the whole application: there is nothing to do for a further server,
 * and nothing is left behind in one that Greenroom leaves. What else the application has stays. Answers whether anything was sent; throws
 * what the client throws.
 */
export async function registerCommands(
  rest: Pick<REST, 'get' | 'put'>,
  application: string,
): Promise<boolean> {
  const found = await registered(rest, application)
  if (isKnown(found)) return false
  const others = found.filter((one) => !isOurs(one))
  await rest.put(Routes.applicationCommands(application), { body: [...others, commandJson] })
  return true
}

/** Whether Discord knows the commands as they are now. Throws what the client throws. */
export async function areRegistered(rest: Pick<REST, 'get'>, application: string): Promise<boolean> {
  return isKnown(await registered(rest, application))
}

const chatInput: number = commandJson.type
type Registered = z.infer<typeof commandList>[number]
const commandList = z.array(z.looseObject({ name: z.string(), type: z.int().default(chatInput) }))

async function registered(rest: Pick<REST, 'get'>, application: string): Promise<readonly Registered[]> {
  return commandList.parse(await rest.get(Routes.applicationCommands(application)))
}

function isKnown(found: readonly Registered[]): boolean {
  return found.filter(isOurs).some((one) => isDeepStrictEqual(essence(one), essence(commandJson)))
}

function isOurs({ name, type }: Registered): boolean {
  return name === commandJson.name && type === chatInput
}

/** What Discord adds to a command that it knows. */
const added = ['id', 'application_id', 'version', 'dm_permission', 'default_permission', 'handler']

/** Without what Discord adds, and without what says nothing: it leaves out some of what is false or empty, and sends null for the rest. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence)
  if (typeof value !== 'object' || value === null) return value
  const telling = Object.entries(value)
    .filter(([key]) => !added.includes(key))
    .map(([key, one]) => [key, essence(one)] as const)
    .filter(([, one]) => one !== null && one !== undefined && one !== false && !isDeepStrictEqual(one, []))
  return Object.fromEntries(telling)
}
