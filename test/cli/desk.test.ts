import { cp, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { aPlace, type Place } from './greenroom.ts'
import { until } from '../until.ts'

// The built program on an embedded database, in the order in which somebody would use it.

let place: Place

beforeAll(async () => {
  place = await aPlace()
  await cp('brands', join(place.folder, 'brands'), { recursive: true })
})

afterAll(() => place.clear())

const noStack = /\n\s+at /
const brandFile = () => join(place.folder, 'brands', 'north-harbour-coffee.yaml')

const plans = z.array(
  z.object({ planned: z.number(), kept: z.number(), posts: z.array(z.object({ id: z.string() })) }),
)
const drafts = z.array(
  z.object({
    drafted: z.array(z.object({ id: z.string(), variants: z.array(z.unknown()) })),
    previews: z.array(z.unknown()),
  }),
)
const checks = z.array(
  z.object({ name: z.string(), status: z.enum(['ok', 'warning', 'failed']), mend: z.string().nullable() }),
)

async function json<T>(schema: z.ZodType<T>, args: readonly string[]): Promise<T> {
  const { out, err } = await place.run([...args, '--json'])
  if (out === '') throw new Error(err)
  return schema.parse(JSON.parse(out))
}

/** Text of a page of the desk, as a browser that came by the start line sees it. */
async function page(url: string): Promise<string> {
  const entry = await fetch(url, { redirect: 'manual' })
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
  const home = await fetch(new URL('/', url), { headers: { cookie } })
  return home.text()
}

describe('a desk on the command line', () => {
  it('passes its own check', async () => {
    const found = await json(checks, ['check'])
    expect(found.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'configuration ok',
      'folders ok',
      'database ok',
      'clock ok',
      'time ok',
      'model ok',
      'fonts ok',
    ])
  })

  it('says in its check how to mend a model key that cannot be one', async () => {
    const { code, out } = await place.run(['check'], { ANTHROPIC_API_KEY: 'hunter2hunter2' })
    expect(code).toBe(1)
    expect(out).toMatch(/FAILED +model[\s\S]*sk-ant-/)
    expect(out).not.toContain('hunter2')
  })

  it('plans once: the second time everything is there', async () => {
    const [first] = await json(plans, ['plan', '--days', '7'])
    expect(first?.planned).toBeGreaterThan(5)
    const [again] = await json(plans, ['plan', '--days', '7'])
    expect(again).toMatchObject({ planned: 0, kept: first?.posts.length })
  })

  it('shows a dry run and changes nothing, then drafts', async () => {
    const [dry] = await json(drafts, ['draft', '--dry-run'])
    expect(dry?.previews.length).toBeGreaterThan(0)
    expect(dry?.drafted).toEqual([])
    const [real] = await json(drafts, ['draft'])
    expect(real?.drafted.length).toBe(dry?.previews.length)
    for (const { variants } of real?.drafted ?? []) expect(variants.length).toBeGreaterThanOrEqual(3)
    const [again] = await json(drafts, ['draft'])
    expect(again?.drafted).toEqual([])
  })

  it('tells the story of a post, and refuses one that does not exist in a sentence', async () => {
    const [planned] = await json(plans, ['plan', '--days', '7'])
    const id = planned?.posts[0]?.id ?? ''
    const { code, out } = await place.run(['why', id])
    expect(code).toBe(0)
    expect(out).toContain('put it on the calendar')
    expect(out).toContain('The audit trail is whole')
    expect(await place.run(['why', 'nope'])).toMatchObject({ code: 1, err: 'There is no post nope.\n' })
  })

  it('verifies its audit trail, against a head that was kept too', async () => {
    const { out } = await place.run(['audit', 'verify'])
    const head = /head ([0-9a-f]{64})/.exec(out)?.[1] ?? ''
    expect(head).not.toBe('')
    expect((await place.run(['audit', 'verify', '--head', head.slice(0, 12)])).code).toBe(0)
    const strange = await place.run(['audit', 'verify', '--head', 'abc123abc123'])
    expect(strange).toMatchObject({ code: 1, err: expect.stringContaining('No entry has the hash') })
  })

  it('names every row of a file of figures that it did not take', async () => {
    await writeFile(
      join(place.folder, 'figures.csv'),
      'post,day,impressions,engagements,clicks\nnope,2026-11-01,5,1,1\nnope,2026-02-30,5,1,1\n',
    )
    const { code, err } = await place.run(['metrics', 'import', 'figures.csv'])
    expect(code).toBe(1)
    expect(err).toContain('line 2')
    expect(err).toContain('line 3')
  })

  it('knows no other brand than its own, and says which', async () => {
    const { code, err } = await place.run(['plan', '--brand', 'nope'])
    expect(code).toBe(1)
    expect(err).toContain('north-harbour-coffee')
  })
})

describe('an open desk', () => {
  it('lets in by its link alone, keeps that for itself, and opens with the same link again', async () => {
    const desk = await place.start()
    expect((await fetch(new URL('/', desk.url))).status).toBe(401)
    expect(await page(desk.url)).toContain('North Harbour Coffee')
    expect((await stat(join(place.folder, '.greenroom', 'access-key'))).mode & 0o077).toBe(0)
    expect(desk.out()).toContain('DATABASE_URL')
    expect(desk.out()).toContain('ANTHROPIC_API_KEY')
    expect(await desk.stop('SIGTERM')).toBe(0)
    const again = await place.start()
    expect(new URL(again.url).search).toBe(new URL(desk.url).search)
    expect(await again.stop('SIGINT')).toBe(0)
  })

  it('is not opened twice in one home, and commands work beside it', async () => {
    const desk = await place.start()
    const second = await place.run(['start'])
    expect(second.code).toBe(1)
    expect(second.err).toMatch(/is open already/)
    expect(second.err).not.toMatch(noStack)
    expect((await place.run(['freeze', '--reason', 'a test'])).code).toBe(0)
    expect((await place.run(['draft'])).err).toContain('frozen')
    expect((await place.run(['unfreeze'])).code).toBe(0)
    const one = await place.run(['freeze', '--brand', 'north-harbour-coffee'])
    expect(one.out).toContain('`greenroom unfreeze --brand north-harbour-coffee`')
    expect((await place.run(['unfreeze', '--brand', 'north-harbour-coffee'])).code).toBe(0)
    expect(await desk.stop()).toBe(0)
  })

  it('on a port that is taken says so in one sentence', async () => {
    const desk = await place.start()
    const { port } = new URL(desk.url)
    const other = await place.run(['start'], { GREENROOM_PORT: port, GREENROOM_HOME: 'other' })
    expect(other.code).toBe(1)
    expect(other.err).toContain(`Port ${port} is taken`)
    expect(other.err).not.toMatch(noStack)
    await desk.stop()
  })

  it('survives kill -9: the next start has everything', async () => {
    const desk = await place.start()
    await desk.stop('SIGKILL')
    const again = await place.start()
    expect((await place.run(['audit', 'verify'])).code).toBe(0)
    await again.stop()
  })

  it('says in the room that a changed brand file was refused, goes on with the old one, and takes it back when mended', async () => {
    const desk = await place.start()
    const text = await readFile(brandFile(), 'utf8')
    await writeFile(brandFile(), text.replace('Europe/Berlin', 'Berlin'))
    await until(async () => (await page(desk.url)).includes('did you mean Europe/Berlin?'))
    await writeFile(brandFile(), text)
    await until(async () => !(await page(desk.url)).includes('did you mean'))
    await desk.stop()
  })

  it('with --demo holds simulated weeks and a report, and brings posts forward to within minutes', async () => {
    const env = { GREENROOM_HOME: 'demo' }
    const desk = await place.start(['--demo'], env)
    const { out } = await place.run(['report', '--json'], env)
    expect(
      z
        .array(z.object({ simulated: z.boolean(), total: z.object({ impressions: z.number().positive() }) }))
        .parse(JSON.parse(out))[0]?.simulated,
    ).toBe(true)
    const planned = await place.run(['plan', '--days', '2', '--json'], env)
    const posts =
      z
        .array(
          z.object({
            posts: z.array(z.object({ slot: z.object({ time: z.string() }), dueAt: z.coerce.date() })),
          }),
        )
        .parse(JSON.parse(planned.out))[0]?.posts ?? []
    const soon = posts.filter(({ dueAt }) => dueAt.getTime() < Date.now() + 5 * 60_000)
    expect(soon.length).toBe(3)
    await desk.stop()
    expect(await readdir(join(place.folder, 'demo'))).toContain('access-key')
  })
})
