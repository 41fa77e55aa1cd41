import twitter from 'twitter-text'
import type { NetworkName } from '../domain/brand.ts'
import { graphemesOf } from '../domain/graphemes.ts'
import type { NetworkLimits } from '../ports.ts'

/** The day on which the whole table was last held against its sources. */
const checkedOn = '2026-11-20'

/** What `network` takes in one post. */
export function limitsOf(network: NetworkName): NetworkLimits {
  return limits[network]
}

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
    source: 'docs.x.com, Counting characters: links 23, emoji and CJK 2 each, NFC; 4 images',
  }),
  linkedin: row({
    maxLength: 3_000,
    maxMedia: 20,
    source: 'learn.microsoft.com, LinkedIn Posts API: commentary 3,000 (unit ?), 2 to 20 images',
  }),
  facebook: row({
    maxLength: 63_206,
    maxMedia: 10,
    source: 'developers.facebook.com, Pages API: 63,206 (unit ?), 10 images ?',
  }),
  instagram: row({
    maxLength: 2_200,
    maxHashtags: 30,
    maxMedia: 10,
    mediaRequired: true,
    source:
      'developers.facebook.com, Instagram content publishing: caption 2,200 (unit ?), hashtags 30 ?, 10 media',
  }),
  tiktok: row({
    maxLength: 2_200,
    maxMedia: 35,
    mediaRequired: true,
    source: 'developers.tiktok.com, Content Posting API: 2,200 UTF-16 units, 35 photos or 1 video',
  }),
  youtube: row({
    maxLength: 5_000,
    unit: 'bytes',
    count: (text) => Buffer.byteLength(text),
    maxMedia: 1,
    mediaRequired: true,
    source: 'developers.google.com, YouTube videos: description 5,000 bytes, title 100 ?, one video',
  }),
  google_business: row({
    maxLength: 1_500,
    maxMedia: 1,
    source: 'developers.google.com, Business Profile local posts: 1,500 (unit ?), one image',
  }),
  reddit: row({
    maxLength: 40_000,
    maxMedia: 20,
    source:
      'reddit.com/dev/api: text 40,000, title 300; 20 images a gallery ?, each subreddit has its own rules',
  }),
  email: row({
    maxLength: 10_000,
    maxMedia: 10,
    source: "Greenroom's own: mail has no limit of its own; subject about 60 seen",
  }),
  bluesky: row({
    maxLength: 300,
    unit: 'graphemes',
    count: graphemes,
    maxBytes: 3_000,
    maxMedia: 4,
    source: 'app.bsky.feed.post lexicon: 300 graphemes and 3,000 bytes; 4 images',
  }),
  mastodon: row({
    maxLength: 500,
    count: mastodonLength,
    maxMedia: 4,
    source: 'docs.joinmastodon.org, instance default 500: links 23, the host of a mention is free; 4 images',
  }),
  outbox: row({
    maxLength: 10_000,
    maxMedia: 20,
    source: "Greenroom's own: a folder has no limit",
  }),
}

function row(
  limits: Pick<NetworkLimits, 'maxLength' | 'maxMedia' | 'source'> & Partial<NetworkLimits>,
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
