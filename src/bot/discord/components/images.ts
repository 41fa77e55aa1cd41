import { ComponentType, type APIMediaGalleryComponent } from 'discord-api-types/v10'
import type { CardImage } from '../../chat/chat-surface.ts'
import type { DiscordFile } from '../discord-message.ts'
import { discordLimits } from '../limits.ts'
import { plainLines } from '../text.ts'

/** Pictures side by side, each with its words; none where there are none. */
export function galleryOf(images: readonly CardImage[]): readonly APIMediaGalleryComponent[] {
  return filesGallery(imageFiles(images))
}

export function filesGallery(files: readonly DiscordFile[]): readonly APIMediaGalleryComponent[] {
  if (files.length === 0) return []
  const items = files.map(({ name, alt }) => ({ media: { url: `attachment://${name}` }, description: alt }))
  return [{ type: ComponentType.MediaGallery, items }]
}

/** As many as a message takes; of the others the small print has the names and the words. Named by what is in them, so that the same picture keeps its name. */
export function imageFiles(images: readonly CardImage[]): readonly DiscordFile[] {
  return held(images).map(({ name, sha256, mimeType, alt, bytes }, index) => ({
    name: `${index + 1}-${sha256.replaceAll(/[^a-z0-9]/g, '').slice(0, 16)}.${extensionOf(mimeType)}`,
    alt: plainLines(alt.trim() || `${name}: no alternative text`, discordLimits.alt.max),
    bytes,
  }))
}

function held(images: readonly CardImage[]): readonly CardImage[] {
  let room = discordLimits.requestBytes.max
  const fitting = images.filter(({ bytes: { length } }) => {
    if (length > discordLimits.fileBytes.max || length > room) return false
    room -= length
    return true
  })
  return fitting.slice(0, Math.min(discordLimits.files.max, discordLimits.galleryItems.max))
}

function extensionOf(mimeType: string): string {
  const subtype = /^\w+\/([a-z0-9]{1,8})/.exec(mimeType)?.[1] ?? 'bin'
  return subtype === 'jpeg' ? 'jpg' : subtype
}
