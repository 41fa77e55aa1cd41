import { describe, expect, it } from '@jest/globals'
import { sha256 } from '../../src/domain/hash.ts'
import { chosenOf, type Media, type Post } from '../../src/domain/post.ts'
import { dayMs } from '../../src/domain/slot.ts'
import type { NetworkLimits } from '../../src/ports.ts'
import { keepImage } from '../../src/service/images.ts'
import { sweep } from '../../src/service/sweep.ts'
import { aPng } from '../images.ts'
import { ann, ben, openTimedDesk, person, type TimedDesk } from './timed-desk.ts'

/** A desk whose first post has `before` images, on a network with these limits. */
async function aPost(
  limits: Partial<NetworkLimits> = {},
  before: readonly Media[] = [],
): Promise<{ desk: TimedDesk; post: Post }> {
  const desk = await openTimedDesk()
  const { networks, copywriter } = desk.deps
  Object.assign(desk.deps, {
    networks: (account: Parameters<typeof networks>[0]) => {
      const network = networks(account)
      return { ...network, limits: { ...network.limits, ...limits } }
    },
    copywriter: async (request: Parameters<typeof copywriter>[0]) => {
      const copy = await copywriter(request)
      return { ...copy, variants: copy.variants.map((one) => ({ ...one, media: before })) }
    },
  })
  const [post] = await desk.draft()
  if (!post) throw new Error('nothing was drafted')
  return { desk, post }
}

const medium = (index: number): Media => {
  return { name: `${index}.png`, sha256: sha256(aPng(`${index}`)), mimeType: 'image/png', alt: `${index}` }
}

/** Saves the chosen variant with these images and its text as it is. */
async function save(desk: TimedDesk, post: Post, media: readonly Media[], text?: string): Promise<Post> {
  const chosen = chosenOf(post)
  const images = media.map(({ sha256: hash, name, alt }) => ({ sha256: hash, name, alt }))
  return desk.say(post, {
    verb: 'edit',
    variant: chosen?.id ?? '',
    text: text ?? chosen?.text ?? '',
    images,
  })
}

async function keep({ deps }: TimedDesk, index: number): Promise<Media> {
  await deps.store.putImage(aPng(`${index}`), deps.clock.now())
  return medium(index)
}

const codes = (post: Post) => chosenOf(post)?.findings.map(({ code }) => code)

describe('the images of an edit', () => {
  it('are judged with the text: what a network asks for, and how many it takes', async () => {
    const { desk, post } = await aPost({ mediaRequired: true, maxMedia: 2 }, [])
    expect(codes(post)).toContain('media_required')
    const pictured = await save(desk, post, [await keep(desk, 1)])
    expect(codes(pictured)).not.toContain('media_required')
    expect(codes(await save(desk, pictured, []))).toContain('media_required')
  })

  it('may be as many as there were, so that words can be mended first, but no more', async () => {
    const before = [medium(1), medium(2), medium(3)]
    const { desk, post } = await aPost({ maxMedia: 2 }, before)
    expect(codes(post)).toContain('too_many_media')
    const reworded = await save(desk, post, before, 'Other words')
    expect(codes(reworded)).toContain('too_many_media')
    const more = [...before, await keep(desk, 4)]
    await expect(save(desk, reworded, more)).rejects.toThrow(
      'takes at most 2 in one post, and these are 4 images',
    )
    expect(codes(await save(desk, reworded, before.slice(1)))).not.toContain('too_many_media')
  })

  it('are what their bytes are, whatever the form says of them', async () => {
    const { desk, post } = await aPost()
    const kept = await keep(desk, 1)
    const saved = await save(desk, post, [{ ...kept, name: '../../a.exe' }])
    expect(chosenOf(saved)?.media).toEqual([{ ...kept, name: 'a.png' }])
    const hash = await desk.deps.store.putImage(Buffer.from('<svg/>'), desk.deps.clock.now())
    await expect(save(desk, saved, [{ ...kept, sha256: hash, name: 'x.png' }])).rejects.toThrow('not a PNG')
  })

  it('change the version when their words or their order change, and nothing when nothing does', async () => {
    const { desk, post } = await aPost({}, [medium(1), medium(2)])
    await expect(save(desk, post, [medium(1), medium(2)])).rejects.toThrow('Nothing was changed')
    const swapped = await save(desk, post, [medium(2), medium(1)])
    expect(swapped.version).toBe(post.version + 1)
    const replaced = { ...(await keep(desk, 3)), alt: '2' }
    const other = await save(desk, swapped, [replaced, medium(1)])
    expect(other.version).toBe(swapped.version + 1)
    const back = await save(desk, other, [medium(2), medium(1)])
    const described = await save(desk, back, [{ ...medium(2), alt: 'Other words' }, medium(1)])
    expect(described.version).toBe(back.version + 1)
  })

  it('are told in the history, and teach the copywriter nothing about words', async () => {
    const { desk, post } = await aPost({}, [medium(1), medium(2)])
    const kept = await keep(desk, 3)
    await save(desk, post, [{ ...medium(1), alt: 'Anew' }, kept])
    const [edit] = (await desk.deps.store.history(post.id)).flatMap(({ event }) =>
      event.type === 'edited' ? [event] : [],
    )
    expect(edit?.images).toEqual({ attached: ['3.png'], removed: ['2.png'], described: ['1.png'] })
    expect(await desk.deps.store.lessons(post.brand, { limit: 5, simulated: false })).toEqual([])
  })

  it('keep whoever attached them from approving them', async () => {
    const { desk, post } = await aPost()
    const saved = await save(desk, post, [await keep(desk, 1)])
    await expect(desk.say(saved, { verb: 'approve' }, ann)).rejects.toThrow('You made the last edit')
    expect((await desk.say(saved, { verb: 'approve' }, ben)).status).toBe('approved')
  })
})

describe('an image that is kept before it is saved', () => {
  it('is taken from people who may edit, and from nobody else', async () => {
    const { desk, post } = await aPost()
    const file = { name: 'quay.png', bytes: aPng('quay') }
    const by = (role: 'editor' | 'viewer') =>
      keepImage(desk.deps, { actor: person('p', role), post, brand: desk.brand }, file)
    await expect(by('viewer')).rejects.toMatchObject({ code: 'not_allowed' })
    expect(await desk.deps.store.image(sha256(file.bytes))).toBeNull()
    expect(await by('editor')).toEqual({ sha256: sha256(file.bytes), name: 'quay.png' })
  })

  it('is forgotten a day later if nothing came of it, and asked for again by whoever saves then', async () => {
    const { desk, post } = await aPost()
    const unused = await keep(desk, 1)
    const used = await keep(desk, 2)
    const saved = await save(desk, post, [used])
    await desk.until(new Date(desk.deps.clock.now().getTime() + dayMs - 1000))
    await sweep(desk.deps)
    expect(await desk.deps.store.image(unused.sha256)).not.toBeNull()
    await desk.until(new Date(desk.deps.clock.now().getTime() + 2000))
    await sweep(desk.deps)
    expect(await desk.deps.store.image(unused.sha256)).toBeNull()
    expect(await desk.deps.store.image(used.sha256)).not.toBeNull()
    await expect(save(desk, await desk.post(saved.id), [used, unused])).rejects.toThrow(
      '1.png is not here any more',
    )
  })
})
