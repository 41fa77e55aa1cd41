import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  chosenOf,
  chosenVariant,
  contentHash,
  contentOf,
  type Content,
  type PostIn,
} from '../../src/domain/post.ts'
import { aDraft, aPost, aVariant, base } from '../given.ts'

const media = { name: 'shop.png', sha256: '1'.repeat(64), mimeType: 'image/png', alt: 'The shop' }
const content: Content = { account: base.account, slot: base.slot, text: 'Come by.', media: [media] }

describe('the hash of what goes out', () => {
  it.each<[string, Partial<Content>]>([
    ['the text', { text: 'Come by!' }],
    ['a space at the end of the text', { text: 'Come by. ' }],
    ['the bytes of a picture', { media: [{ ...media, sha256: '2'.repeat(64) }] }],
    ['the kind of a picture', { media: [{ ...media, mimeType: 'image/gif' }] }],
    ['an alternative text', { media: [{ ...media, alt: 'A shop' }] }],
    ['a picture more', { media: [media, media] }],
    ['a picture less', { media: [] }],
    ['the network', { account: { ...base.account, network: 'mastodon' } }],
    ['the handle', { account: { ...base.account, handle: '@other' } }],
    ['the date', { slot: { ...base.slot, date: '2026-11-21' } }],
    ['the time', { slot: { ...base.slot, time: '09:01' } }],
    ['the zone', { slot: { ...base.slot, zone: 'Europe/Paris' } }],
  ])('changes with %s', (_name, change) => {
    expect(contentHash({ ...content, ...change })).not.toBe(contentHash(content))
  })

  it('changes with the order of pictures', () => {
    const second = { ...media, sha256: '2'.repeat(64) }
    expect(contentHash({ ...content, media: [media, second] })).not.toBe(
      contentHash({ ...content, media: [second, media] }),
    )
  })

  it('does not change with what nobody sees: the name of a file, the order of keys, settings of the account', () => {
    const hash = contentHash(content)
    expect(contentHash({ ...content, media: [{ ...media, name: 'other.png' }] })).toBe(hash)
    const { zone, time, date } = base.slot
    const settled = { handle: base.account.handle, network: base.account.network, postsPerWeek: 3 }
    expect(
      contentHash({ media: [media], text: content.text, slot: { zone, time, date }, account: settled }),
    ).toBe(hash)
  })

  it('is the same for no two texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        fc.pre(a !== b)
        expect(contentHash({ ...content, text: a })).not.toBe(contentHash({ ...content, text: b }))
      }),
    )
  })

  it('is that of the chosen variant', () => {
    const post = aPost('in_review', aDraft({ chosen: 'b' })) as PostIn<'in_review'>
    expect(contentOf(post).text).toBe(chosenVariant(post).text)
    expect(contentOf(post)).toMatchObject({ account: post.account, slot: post.slot })
    expect(chosenVariant(post).id).toBe('b')
    expect(chosenOf(post)?.id).toBe('b')
    expect(chosenOf(aPost('planned'))).toBeNull()
  })

  it('of a draft without the variant it chose is a bug', () => {
    expect(() => chosenVariant(aDraft({ variants: [aVariant()], chosen: 'b' }))).toThrow('no variant b')
  })
})
