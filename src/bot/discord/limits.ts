import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'

/** What Discord takes, in UTF-16 units or in elements. Everything that is drawn fits by construction; tests hold it against a table of their own. */
export const discordLimits = {
  /** Of a message, nested ones counted. */
  components: limit(40, 'components/reference'),
  /** Of all that the components of a message show, as `sizeOf` counts it. */
  text: limit(4000, 'components/reference#text-display'),
  rowButtons: limit(5, 'components/reference#action-row'),
  customId: limit(100, 'components/reference#anatomy-of-a-component'),
  buttonLabel: limit(80, 'components/reference#button'),
  linkUrl: limit(512, 'components/reference#button'),
  options: limit(25, 'components/reference#string-select'),
  optionLabel: limit(100, 'components/reference#string-select'),
  optionValue: limit(100, 'components/reference#string-select'),
  optionDescription: limit(100, 'components/reference#string-select'),
  placeholder: limit(150, 'components/reference#string-select'),
  galleryItems: limit(10, 'components/reference#media-gallery'),
  /** Words for those who cannot see a picture. */
  alt: limit(1024, 'components/reference#media-gallery'),
  files: limit(10, 'resources/message#create-message'),
  /** Bytes of one file, in a guild without boosts. */
  fileBytes: limit(10 * 1024 * 1024, 'reference#uploading-files'),
  /** Bytes of all files of a request; the whole of it may have 25 MiB. */
  requestBytes: limit(24 * 1024 * 1024, 'resources/message#create-message'),
  threadName: limit(100, 'resources/channel#start-thread-from-message'),
  modalTitle: limit(45, 'interactions/receiving-and-responding'),
  modalRows: limit(5, 'interactions/receiving-and-responding'),
  modalLabel: limit(45, 'components/reference#label'),
  modalDescription: limit(100, 'components/reference#label'),
  inputValue: limit(4000, 'components/reference#text-input'),
  inputPlaceholder: limit(100, 'components/reference#text-input'),
} as const

export type MessageSize = { readonly components: number; readonly text: number }

/**
 * How many components there are, nested ones counted, and how much text they show. Discord speaks of the text of text displays; labels, placeholders
 * and options are counted as well, so that it cannot count more.
 */
export function sizeOf(components: readonly APIMessageTopLevelComponent[]): MessageSize {
  const size = { components: 0, text: 0 }
  const look = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(look)
    if (typeof node !== 'object' || node === null) return
    if ('type' in node) size.components += 1
    for (const [name, value] of Object.entries(node)) {
      const isAlt = name === 'description' && 'media' in node
      if (typeof value === 'string' && shownFields.includes(name) && !isAlt) size.text += value.length
      look(value)
    }
  }
  look(components)
  return size
}

/** Whether one message holds all of them. */
export function fitsMessage(components: readonly APIMessageTopLevelComponent[]): boolean {
  const size = sizeOf(components)
  return size.components <= discordLimits.components.max && size.text <= discordLimits.text.max
}

const shownFields: readonly string[] = ['content', 'label', 'placeholder', 'description']

type Limit = { readonly max: number; readonly source: string; readonly checkedOn: string }

function limit(max: number, page: string): Limit {
  return { max, source: `https://docs.discord.com/developers/${page}`, checkedOn: '2026-11-20' }
}
