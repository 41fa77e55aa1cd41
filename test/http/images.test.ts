import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sha256 } from '../../src/domain/hash.ts'
import { maxImageBytes } from '../../src/domain/image.ts'
import { chosenOf, type Post } from '../../src/domain/post.ts'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'
import { aPng } from '../images.ts'
import { openRoom, type Room } from './room.ts'

let desk: Desk
let room: Room

beforeAll(async () => {
  desk = await openDesk()
  await desk.draft()
  room = await openRoom(desk.deps)
  room.be(harbour.id, 'Cleo Marin')
})
afterAll(() => room.stop())

type File = { readonly field: string; readonly name: string; readonly bytes: Uint8Array }

/** The form as the page sends it, with its text as it is. */
function formOf(
  post: Post,
  fields: Readonly<Record<string, string>> = {},
  files: readonly File[] = [],
): FormData {
  const data = new FormData()
  const variant = chosenOf(post)
  const all = { version: `${post.version}`, variant: 'a', 'text-a': variant?.text ?? '', ...fields }
  for (const [name, value] of Object.entries(all)) data.append(name, value)
  for (const { field, name, bytes } of files) data.append(field, new Blob([new Uint8Array(bytes)]), name)
  return data
}

async function save(
  post: Post,
  fields: Readonly<Record<string, string>>,
  files: readonly File[] = [],
  json = true,
) {
  return room.ask(`/posts/${post.id}/edit`, { data: formOf(post, fields, files), json })
}

async function sentence(response: Response): Promise<string> {
  return ((await response.json()) as { sentence: string }).sentence
}

const file = (bytes: Uint8Array, name = 'quay.png', field = 'file-a-0'): File => ({ field, name, bytes })

describe('a person who edits a post on the page', () => {
  let post: Post
  beforeEach(async () => {
    post = await desk.post('x')
  })
  const now = async () => {
    const fresh = await desk.deps.store.post(post.id)
    if (!fresh) throw new Error('the post is gone')
    return fresh
  }
  const media = async () => chosenOf(await now())?.media ?? []

  it('attaches an image with its words: a new version, judged anew', async () => {
    const bytes = aPng('attached')
    const response = await save(post, { 'alt-a-0': '' }, [file(bytes, 'C:\\fotos\\Der Kai\u202e.jpeg')])
    expect([response.status, await sentence(response)]).toEqual([
      200,
      expect.stringContaining('Saved as version'),
    ])
    // Its name says what it is.
    expect(await media()).toEqual([
      { name: 'Der Kai.png', sha256: sha256(bytes), mimeType: 'image/png', alt: '' },
    ])
    const fresh = await now()
    expect(fresh.version).toBe(post.version + 1)
    expect(chosenOf(fresh)?.findings.map(({ code }) => code)).toContain('missing_alt')
  })

  it('describes, replaces and removes it, each in a version of its own', async () => {
    const [image] = await media()
    const kept = { 'image-a-0': image?.sha256 ?? '', 'name-a-0': 'forged.exe' }
    await save(post, { ...kept, 'alt-a-0': ' A quay in fog ' })
    expect(await media()).toEqual([{ ...image, alt: 'A quay in fog' }])
    expect(chosenOf(await now())?.findings.map(({ code }) => code)).not.toContain('missing_alt')

    const next = aPng('replaced')
    await save(await now(), { ...kept, 'alt-a-0': 'A queue' }, [file(next, 'queue.png')])
    expect(await media()).toEqual([
      { name: 'queue.png', sha256: sha256(next), mimeType: 'image/png', alt: 'A queue' },
    ])

    const replaced = { 'image-a-0': sha256(next), 'name-a-0': 'queue.png', 'alt-a-0': 'A queue' }
    await save(await now(), { ...replaced, 'drop-a-0': '1' })
    expect(await media()).toEqual([])
    const body = await (await room.ask(`/posts/${post.id}`)).text()
    expect(body).toContain('attached queue.png, removed Der Kai.png')
    expect(body).toContain('removed queue.png')
  })

  it('voids the approval that was given for the post without it', async () => {
    const linkedin = await desk.post('linkedin')
    room.be(harbour.id, 'Ann Lee')
    await room.ask(`/posts/${linkedin.id}/approve`, { form: { version: `${linkedin.version}` }, json: true })
    expect((await desk.deps.store.post(linkedin.id))?.status).toBe('approved')
    room.be(harbour.id, 'Cleo Marin')
    const response = await save(linkedin, { 'alt-a-0': 'A loft' }, [file(aPng('late'))])
    expect(response.status).toBe(200)
    expect(await desk.deps.store.post(linkedin.id)).toMatchObject({ status: 'in_review', approvals: [] })
  })

  it.each<[string, string, Uint8Array, RegExp]>([
    [
      'an SVG that is called otherwise',
      'quay.png',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /quay\.png is not a PNG, JPEG, GIF or WebP/,
    ],
    ['a page', 'x.gif', Buffer.from('<!doctype html><script>1</script>'), /not a PNG/],
    ['nothing', 'empty.png', Buffer.alloc(0), /empty\.png is not a PNG/],
    [
      'what is too large for anything',
      'huge.png',
      Buffer.concat([aPng('x'), Buffer.alloc(maxImageBytes)]),
      /huge\.png is larger than 8 MB, which is the most for X/,
    ],
    ['a bomb', 'bomb.png', aPng('x', 8, 6).fill(0xff, 16, 20), /too large\. Scale it down/],
  ])('is told why %s is not taken, and loses nothing that was typed', async (_what, name, bytes, why) => {
    const before = (await now()).version
    const good = aPng('good')
    const fields = {
      'text-a': 'Typed & <kept>',
      'alt-a-0': 'Words of the bad one',
      'alt-a-1': 'Words of the good one',
    }
    const files = [file(bytes, name), file(good, 'good.png', 'file-a-1')]
    expect(await sentence(await save(await now(), fields, files))).toMatch(why)

    const response = await save(await now(), fields, files, false)
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toMatch(why)
    expect(page).toContain('Typed &amp; &lt;kept>')
    expect(page).toContain('value="Words of the bad one"')
    expect(page).toContain('value="Words of the good one"')
    // What was fine need not be chosen again.
    expect(page).toContain(`name="image-a-1" value="${sha256(good)}"`)
    expect((await now()).version).toBe(before)
  })

  it('keeps an image while something else of the form is refused, and saves it then without sending it again', async () => {
    const bytes = aPng('patient')
    const current = await now()
    const refused = await save(
      current,
      { 'text-a': 'x'.repeat(400), 'alt-a-0': 'A bench' },
      [file(bytes)],
      false,
    )
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(`src="/images/${sha256(bytes)}"`)
    const kept = { 'image-a-0': sha256(bytes), 'name-a-0': 'quay.png', 'alt-a-0': 'A bench' }
    expect((await save(current, kept)).status).toBe(200)
    expect(await media()).toMatchObject([{ sha256: sha256(bytes), alt: 'A bench' }])
    await save(await now(), { ...kept, 'drop-a-0': '1' })
  })

  it('cannot attach more than the network takes, the same twice, or what nobody has sent', async () => {
    const five = Array.from({ length: 5 }, (_, index) =>
      file(aPng(`${index}`), `${index}.png`, `file-a-${index}`),
    )
    expect(await sentence(await save(await now(), {}, five))).toContain(
      'X takes at most 4 in one post, and these are 5 images. Remove some.',
    )
    const twice = [file(aPng('same')), file(aPng('same'), 'other.png', 'file-a-1')]
    expect(await sentence(await save(await now(), {}, twice))).toContain('other.png is attached twice')
    const forged = { 'image-a-0': 'a'.repeat(64), 'name-a-0': 'ghost.png', 'alt-a-0': '' }
    expect(await sentence(await save(await now(), forged))).toBe(
      'ghost.png is not here any more. Attach it again.',
    )
    const bad = { 'image-a-0': '../../etc/passwd', 'name-a-0': 'x', 'alt-a-0': '' }
    expect(await sentence(await save(await now(), bad))).toContain('out of date')
  })

  it('does not lose an image that was chosen for another variant, or words without an image', async () => {
    const other = await save(await now(), {}, [file(aPng('b'), 'b.png', 'file-b-0')])
    expect(await sentence(other)).toContain('You also changed variant B')
    expect(await sentence(await save(await now(), { 'alt-a-0': 'Only words' }))).toContain(
      'You wrote “Only words” for an image that is not there',
    )
  })

  it('may not so much as upload without a role that edits', async () => {
    const bytes = aPng('stranger')
    for (const name of ['Dov Stern', 'Nobody']) {
      room.be(harbour.id, name)
      expect((await save(await now(), {}, [file(bytes)])).status).toBe(403)
    }
    room.be(harbour.id, 'Cleo Marin')
    expect(await desk.deps.store.image(sha256(bytes))).toBeNull()
  })

  it('sends files with an edit and with nothing else', async () => {
    const response = await room.ask(`/posts/${post.id}/reject`, { data: formOf(post), json: true })
    expect(response.status).toBe(415)
    const foreign = await fetch(`${room.base}/posts/${post.id}/edit`, { method: 'POST', body: formOf(post) })
    expect(foreign.status).toBe(403)
  })

  it.each([
    [
      'too many fields',
      (data: FormData) => Array.from({ length: 600 }, (_, index) => data.append(`f${index}`, 'x')),
    ],
    ['a field without end', (data: FormData) => data.append('text-a', 'x'.repeat(400_000))],
    [
      'fields without end',
      (data: FormData) =>
        Array.from({ length: 60 }, (_, index) => data.append(`f${index}`, 'x'.repeat(60_000))),
    ],
    ['a field of the prototype', (data: FormData) => data.append('__proto__', 'x')],
  ])('is refused %s, and the desk goes on', async (_what, spoil) => {
    const data = formOf(await now())
    spoil(data)
    const response = await room.ask(`/posts/${post.id}/edit`, { data, json: true })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect(await sentence(response)).toMatch(/far longer than any post|cannot be read|Reload the page/)
    expect(desk.errors).toEqual([])
  })
})

describe('the image itself', () => {
  const bytes = aPng('served')
  let hash = ''
  beforeAll(async () => {
    hash = await desk.deps.store.putImage(bytes, desk.deps.clock.now())
  })

  it('is served as what it is, to be drawn and never run', async () => {
    const response = await room.ask(`/images/${hash}`)
    expect(response.status).toBe(200)
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })

  it('is served to nobody without the key of the page', async () => {
    const response = await fetch(`${room.base}/images/${hash}`)
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toContain('text/html')
  })

  it.each(['0'.repeat(64), 'x', `${'0'.repeat(63)}/`, '..%2f..%2fetc%2fpasswd'])(
    'is nothing else: %s',
    async (path) => {
      expect((await room.ask(`/images/${path}`)).status).toBe(404)
    },
  )

  it('is not served as an image where it is none', async () => {
    const page = await desk.deps.store.putImage(Buffer.from('<script>1</script>'), desk.deps.clock.now())
    expect((await room.ask(`/images/${page}`)).status).toBe(404)
  })
})
