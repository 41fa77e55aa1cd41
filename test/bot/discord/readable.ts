import {
  ButtonStyle,
  ComponentType,
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
} from 'discord-api-types/v10'

/** Components line by line: texts in their Markdown, everything else in brackets, so that a test can show a whole card. */
export function readable(components: readonly APIMessageTopLevelComponent[]): string {
  return components.flatMap(linesOf).join('\n')
}

function linesOf(component: APIMessageTopLevelComponent): readonly string[] {
  switch (component.type) {
    case ComponentType.Container:
      return component.components.flatMap(linesOf)
    case ComponentType.TextDisplay:
      return [component.content]
    case ComponentType.MediaGallery:
      return component.items.map(({ media, description }) => `(${media.url} “${description ?? ''}”)`)
    case ComponentType.ActionRow:
      return [component.components.map(inRow).join(' ')]
    case ComponentType.File:
    case ComponentType.Section:
    case ComponentType.Separator:
      return [`?${component.type}?`]
  }
}

function inRow(one: APIComponentInMessageActionRow): string {
  if (one.type === ComponentType.StringSelect) {
    const options = one.options.map(
      ({ label, description, default: isChosen }) =>
        `${isChosen ? '*' : ''}${label}${description === undefined ? '' : `: ${description}`}`,
    )
    return `[${one.placeholder ?? ''} ${options.join(' | ')}]`
  }
  if (one.type !== ComponentType.Button) return `?${one.type}?`
  if (one.style === ButtonStyle.Link) return `[${one.label ?? ''} -> ${one.url}]`
  if (one.style === ButtonStyle.Premium) return '?'
  const asks = one.custom_id.startsWith('sure|') ? '?' : ''
  const colour = colours[one.style]
  return `[${one.label ?? ''}${asks}${colour ? ` ${colour}` : ''}]`
}

const colours = {
  [ButtonStyle.Primary]: 'blue',
  [ButtonStyle.Secondary]: '',
  [ButtonStyle.Success]: 'green',
  [ButtonStyle.Danger]: 'red',
} as const
