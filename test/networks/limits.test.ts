import { describe, expect, it } from '@jest/globals'
import { networkNames, type NetworkName } from '../../src/domain/brand.ts'
import { maxImageBytes } from '../../src/domain/image.ts'
import { networkDefaults } from '../../src/domain/network-defaults.ts'
import { limitsOf } from '../../src/networks/limits.ts'

const count = (network: NetworkName, text: string) => limitsOf(network).count(text)

describe('a text is as long as its network counts it', () => {
  it('on X: links are 23, emoji and CJK 2, combining forms 1', () => {
    expect(count('x', 'hello')).toBe(5)
    expect(count('x', `see https://example.com/${'a'.repeat(200)}`)).toBe(4 + 23)
    expect(count('x', '👩‍👩‍👧')).toBe(2)
    expect(count('x', '日本')).toBe(4)
    expect(count('x', 'e\u0301')).toBe(1)
  })

  it('on Bluesky: graphemes, and bytes beside them', () => {
    expect(count('bluesky', '👩‍👩‍👧 né')).toBe(4)
    expect(limitsOf('bluesky')).toMatchObject({ maxLength: 300, maxBytes: 3_000, unit: 'graphemes' })
  })

  it('on Mastodon: links are 23, the host of a mention is free', () => {
    expect(count('mastodon', `https://example.com/${'a'.repeat(99)} x`)).toBe(25)
    expect(count('mastodon', '@anna@mastodon.example hi')).toBe('@anna hi'.length)
  })

  it('on TikTok: UTF-16 units; on YouTube: bytes', () => {
    expect(count('tiktok', '👩')).toBe(2)
    expect(count('youtube', 'né')).toBe(3)
  })
})

describe('every network', () => {
  it.each(networkNames)('has limits with a source and a date: %s', (network) => {
    const row = limitsOf(network)
    expect(row.source.length).toBeGreaterThan(20)
    expect(row.checkedOn).toBe('2026-11-20')
    expect(row.maxLength).toBeGreaterThan(0)
    expect(row.count('')).toBe(0)
    expect(row.images.maxBytes).toBeLessThanOrEqual(maxImageBytes)
    expect(row.images.types.length > 0).toBe(row.images.maxBytes > 0)
  })

  it.each(networkNames)('has defaults that can be kept: %s', (network) => {
    const { postingTime, postsPerWeek, minSpacingHours } = networkDefaults[network]
    expect(postingTime).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/)
    expect(postsPerWeek * minSpacingHours).toBeLessThanOrEqual(7 * 24)
  })
})

it('a text that is far too long for X is counted plainly: its library takes quadratic time', () => {
  expect(count('x', '日'.repeat(10_000))).toBe(20_000)
  expect(count('x', '日'.repeat(10_001))).toBe(10_001)
})
