import { ComponentType } from 'discord-api-types/v10'
import type { Call } from '../../../fakes/discord/call.ts'
import { breachesOfSpec } from '../../../fakes/discord/openapi.ts'
import { breachesOfRules } from '../../../fakes/discord/rules.ts'
import { inputsOf, type Modal } from './handed-in.ts'

/** What Discord would refuse in a modal. Knows nothing of what drew it. */
export function breachesOfModal(modal: Modal): readonly string[] {
  const call: Call = {
    route: 'POST /interactions/:id/:token/callback',
    method: 'POST',
    path: '/interactions/300000000000000001/token/callback',
    query: {},
    body: { type: 9, data: modal },
    files: [],
    token: null,
    agent: 'DiscordBot (https://greenroom.example, 1)',
    at: new Date(0),
  }
  return [...breachesOfSpec(call), ...breachesOfRules(call, { isV2: true }), ...tooLong(modal)]
}

/** Its own table, for where Discord's description is not at hand. https://docs.discord.com/developers/components/reference, November 2026. */
function tooLong(modal: Modal): readonly string[] {
  const words = modal.components.flatMap((row) =>
    row.type === ComponentType.TextDisplay ? [row.content] : [],
  )
  const lengths: readonly (readonly [string, string | undefined, number])[] = [
    ['title', modal.title, 45],
    ['custom_id', modal.custom_id, 100],
    ['words', words.join(''), 4000],
    ...inputsOf(modal).flatMap(({ label, description, component }) => [
      ['label', label, 45] as const,
      ['description', description, 100] as const,
      ...(component.type === ComponentType.TextInput
        ? ([
            ['value', component.value, component.max_length ?? 4000],
            ['placeholder', component.placeholder, 100],
          ] as const)
        : []),
    ]),
  ]
  return lengths
    .filter(([name, text = '-', max]) => (name !== 'value' && text.trim() === '') || text.length > max)
    .map(([name, text]) => `${name}: ${text?.length}`)
}
