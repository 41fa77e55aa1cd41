import type { Account, NetworkName } from './brand.ts'

/**
 * What an account has unless the brand file says otherwise: times in the brand's zone, hours between posts. The posting
 * times of LinkedIn, X and Facebook, the posts a week and the spacing are common advice of autumn 2026; the remaining
 * times, and the figures of Bluesky, Mastodon and the outbox, are our own choice. All are a brand's to change.
 */
export const networkDefaults: Readonly<
  Record<NetworkName, Pick<Account, 'postingTime' | 'postsPerWeek' | 'minSpacingHours'>>
> = {
  x: { postingTime: '12:00', postsPerWeek: 10, minSpacingHours: 4 },
  linkedin: { postingTime: '09:00', postsPerWeek: 5, minSpacingHours: 12 },
  facebook: { postingTime: '14:00', postsPerWeek: 5, minSpacingHours: 4 },
  instagram: { postingTime: '18:00', postsPerWeek: 7, minSpacingHours: 4 },
  tiktok: { postingTime: '19:00', postsPerWeek: 14, minSpacingHours: 4 },
  youtube: { postingTime: '17:00', postsPerWeek: 2, minSpacingHours: 48 },
  google_business: { postingTime: '10:00', postsPerWeek: 3, minSpacingHours: 12 },
  reddit: { postingTime: '15:00', postsPerWeek: 3, minSpacingHours: 4 },
  email: { postingTime: '08:00', postsPerWeek: 2, minSpacingHours: 24 },
  bluesky: { postingTime: '12:30', postsPerWeek: 7, minSpacingHours: 4 },
  mastodon: { postingTime: '13:00', postsPerWeek: 7, minSpacingHours: 4 },
  outbox: { postingTime: '10:00', postsPerWeek: 7, minSpacingHours: 4 },
}
