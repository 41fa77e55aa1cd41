import { Refusal } from '../../../domain/errors.ts'
import { nearest } from '../../../domain/nearest.ts'
import { saying } from '../answer.ts'
import type { Line } from '../say.ts'
import type { Run } from './asked.ts'
import { kinds } from './kinds.ts'
import { commandGroups, commandNames, commands, specOf, type CommandSpec } from './table.ts'
import { exampleOf, typed, typingOn, usageOf, type Typing } from './typing.ts'

/** For strangers too: it says nothing of any brand. */
export const help: Run = async ({ options: { command }, where }) => {
  const typing = typingOn[where.surface]
  if (command === undefined) return saying(overview(typing))
  const name = commandNames.find((one) => one === command)
  if (name) return saying(detail(specOf(name), typing))
  const meant = nearest(command, commandNames)
  const mend = meant ? `Did you mean “${meant}”?` : '“/greenroom help” lists them all.'
  throw new Refusal('invalid', `There is no command “${command}”. ${mend}`)
}

function overview(typing: Typing): readonly Line[] {
  return [
    [
      'Type ',
      { code: '/greenroom' },
      ' and one of these. Everything that a button does can be typed as well.',
    ],
    ...commandGroups.flatMap((group): readonly Line[] => [
      [{ strong: group }],
      ...commands
        .filter((one) => one.group === group)
        .map((one): Line => [{ code: usageOf(one, typing) }, `  ${one.summary}`]),
    ]),
    [
      'A post is named by its id, or by the beginning or end of it; ',
      { code: 'id@3' },
      ' says that version 3 is what you saw.',
    ],
    ['More of one: ', { code: typed('help', { command: 'hold' }, typing) }],
  ]
}

function detail(spec: CommandSpec, typing: Typing): readonly Line[] {
  return [
    [{ code: `/greenroom ${usageOf(spec, typing)}` }, `  ${spec.summary}`],
    ...spec.options.map(({ name, kind }): Line => [{ strong: name }, `: ${kinds[kind].hint}`]),
    ['For example: ', { code: exampleOf(spec, typing) }],
  ]
}
