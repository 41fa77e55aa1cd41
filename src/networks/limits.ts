import twitter from 'twitter-text'
import type { NetworkName } from '../domain/brand.ts'
import { graphemesOf } from '../domain/graphemes.ts'
import { imageTypes, maxImageBytes, type ImageType } from '../domain/image.ts'
import type { NetworkLimits } from '../ports.ts'

/** The day on which the whole table was last held against its sources. */
const checkedOn = '2026-11-20'

/** What `network` takes in one post. */
export function limitsOf(network: NetworkName): NetworkLimits {
  return limits[network]
}

/** What most networks take. */
const classic: readonly ImageType[] = ['image/png', 'image/jpeg', 'image/gif']

/**
 * What each network takes in one post, from official documentation and source code. `?` in a source marks a figure
 * that sources disagree on or that could not be checked. Where a network does not say how it counts, UTF-16 units
 * are counted: never fewer than it could count itself.
 */
const limits: Readonly<Record<NetworkName, NetworkLimits>> = {
  x: row({
    maxLength: 280,
    unit: 'weighted characters',
    count: countForX,
    maxMedia: 4,
    images: { types: imageTypes, maxBytes: 5_000_000 },
    source:
      'docs.x.com, Counting characters: links 23, emoji and CJK 2 each, NFC; 4 images of 5 MB: JPEG, PNG, GIF, WebP',
  }),
  linkedin: row({
    maxLength: 3_000,
    maxMedia: 20,
    images: { types: classic, maxBytes: 5_000_000 },
    source:
      'learn.microsoft.com, LinkedIn Posts API: commentary 3,000 (unit ?), 2 to 20 images: JPEG, PNG, GIF, 36,152,320 pixels, 5 MB ?',
  }),
  facebook: row({
    maxLength: 63_206,
    maxMedia: 10,
    images: { types: classic, maxBytes: 4_000_000 },
    source: 'developers.facebook.com, Pages API: 63,206 (unit ?), 10 images ? of 4 MB ?',
  }),
  instagram: row({
    maxLength: 2_200,
    maxHashtags: 30,
    maxMedia: 10,
    mediaRequired: true,
    images: { types: ['image/jpeg'], maxBytes: 8_000_000 },
    source:
      'developers.facebook.com, Instagram content publishing: caption 2,200 (unit ?), hashtags 30 ?, 10 media, JPEG of 8 MB',
  }),
  tiktok: row({
    maxLength: 2_200,
    maxMedia: 35,
    mediaRequired: true,
    images: { types: ['image/jpeg', 'image/webp'], maxBytes: maxImageBytes },
    source:
      'developers.tiktok.com, Content Posting API: 2,200 UTF-16 units, 35 photos (JPEG or WebP, 20 MB) or 1 video',
  }),
  youtube: row({
    maxLength: 5_000,
    unit: 'bytes',
    count: (text) => Buffer.byteLength(text),
    maxMedia: 1,
    mediaRequired: true,
    images: { types: [], maxBytes: 0 },
    source:
      'developers.google.com, YouTube videos: description 5,000 bytes, title 100 ?, one video and no images',
  }),
  google_business: row({
    maxLength: 1_500,
    maxMedia: 1,
    images: { types: ['image/jpeg', 'image/png'], maxBytes: 5_000_000 },
    source:
      'developers.google.com, Business Profile local posts: 1,500 (unit ?), one image, JPEG or PNG of 5 MB',
  }),
  reddit: row({
    maxLength: 40_000,
    maxMedia: 20,
    images: { types: classic, maxBytes: maxImageBytes },
    source:
      'reddit.com/dev/api: text 40,000, title 300; 20 images a gallery ? of 20 MB, each subreddit has its own rules',
  }),
  email: row({
    maxLength: 10_000,
    maxMedia: 10,
    images: { types: classic, maxBytes: maxImageBytes },
    source:
      "Greenroom's own: mail has no limit of its own; subject about 60 seen; images that every client shows",
  }),
  bluesky: row({
    maxLength: 300,
    unit: 'graphemes',
    count: graphemes,
    maxBytes: 3_000,
    maxMedia: 4,
    images: { types: imageTypes, maxBytes: 1_000_000 },
    source:
      'app.bsky.feed.post lexicon: 300 graphemes and 3,000 bytes; 4 images of 1,000,000 bytes, 2,000,000 since ?',
  }),
  mastodon: row({
    maxLength: 500,
    count: mastodonLength,
    maxMedia: 4,
    images: { types: imageTypes, maxBytes: maxImageBytes },
    source:
      'docs.joinmastodon.org, instance default 500: links 23, the host of a mention is free; 4 images of 16 MB',
  }),
  outbox: row({
    maxLength: 10_000,
    maxMedia: 20,
    images: { types: imageTypes, maxBytes: maxImageBytes },
    source: "Greenroom's own: a folder has no limit",
  }),
}

function row(
  limits: Pick<NetworkLimits, 'maxLength' | 'maxMedia' | 'images' | 'source'> & Partial<NetworkLimits>,
): NetworkLimits {
  return {
    unit: 'characters',
    count: (text) => text.length,
    maxBytes: null,
    maxHashtags: null,
    mediaRequired: false,
    checkedOn,
    ...limits,
  }
}

function graphemes(text: string): number {
  let count = 0
  for (const _ of graphemesOf(text)) count++
  return count
}

/** As Mastodon's StatusLengthValidator: graphemes, a link as 23, of `@name@host` only `@name`. */
function mastodonLength(text: string): number {
  const links = text.replace(/\bhttps?:\/\/[^\s<>"]+/giu, 'x'.repeat(23))
  return graphemes(links.replace(/(?<![\p{L}\p{N}_/])(@\w[\w.-]*)@[\w.-]+\w/gu, '$1'))
}

/** The library looks for links in quadratic time. What is this long fits in no case, and is counted plainly. */
const longestWeighed = 10_000

function countForX(text: string): number {
  return text.length > longestWeighed ? Array.from(text).length : twitter.parseTweet(text).weightedLength
}
