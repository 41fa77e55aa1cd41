import { describe, expect, it } from '@jest/globals'
import { ComponentType, type APIMessageTopLevelComponent } from 'discord-api-types/v10'
import { buttonRows } from '../../../src/bot/discord/components/button.ts'
import { discordLimits, fitsMessage, sizeOf } from '../../../src/bot/discord/limits.ts'
import { plainButton } from '../../../src/bot/chat/card-choices.ts'

describe('the limits of Discord', () => {
  it('each say from where they are, and when they were looked up', () => {
    for (const { max, source, checkedOn } of Object.values(discordLimits)) {
      expect(max).toBeGreaterThan(0)
      expect(source).toMatch(/^https:\/\/docs\.discord\.com\/developers\/\w/)
      expect(checkedOn).toMatch(/^\d{4}-\d\d-\d\d$/)
    }
  })

  it('are held against every component, nested ones too, and every text that is shown', () => {
    const text = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const
    const components: readonly APIMessageTopLevelComponent[] = [
      {
        type: ComponentType.Container,
        components: [
          text('four'),
          {
            type: ComponentType.ActionRow,
            components: [
              {
                type: ComponentType.StringSelect,
                custom_id: 'not shown',
                placeholder: 'pick',
                options: [{ label: 'one', value: 'not shown', description: 'more' }],
              },
            ],
          },
          {
            type: ComponentType.MediaGallery,
            items: [{ media: { url: 'attachment://a.png' }, description: 'not counted' }],
          },
        ],
      },
      text('four'),
    ]
    expect(sizeOf(components)).toEqual({ components: 6, text: 4 + 4 + 3 + 4 + 4 })
    expect(fitsMessage(Array.from({ length: 40 }, () => text('x'.repeat(100))))).toBe(true)
    expect(fitsMessage(Array.from({ length: 41 }, () => text('x')))).toBe(false)
    expect(fitsMessage([text('x'.repeat(3999)), text('xx')])).toBe(false)
  })
})

describe('buttons', () => {
  it('stand five in a row, and none stands there twice', () => {
    const look = (postId: string) => plainButton({ kind: 'look', what: 'why', postId }, 'Why')
    const rows = buttonRows(['a', 'b', 'c', 'a', 'd', 'e', 'f', 'b'].map(look))
    expect(rows.map(({ components }) => components.length)).toEqual([5, 1])
    expect(buttonRows([])).toEqual([])
  })
})
