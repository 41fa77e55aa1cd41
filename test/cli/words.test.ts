import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { aPlace, type Place } from './greenroom.ts'

// Commands that need no database. Each runs the built program as a process of its own.

let place: Place

beforeEach(async () => {
  place = await aPlace()
})

afterEach(() => place.clear())

const noStack = /\n\s+at /

describe('greenroom', () => {
  it('tells every command, every variable with its default, and the exit codes in its help', async () => {
    const { code, out } = await place.run(['--help'])
    expect(code).toBe(0)
    for (const word of 'start init check plan draft report why freeze unfreeze audit metrics simulate schema'.split(
      ' ',
    ))
      expect(out).toContain(`\n  ${word} `)
    expect(out).toMatch(/GREENROOM_HOME +.*\(\.greenroom\)/)
    expect(out).toContain('Exit codes:')
  })

  it.each('start init check plan draft report why freeze unfreeze simulate schema'.split(' '))(
    'explains %s with an example',
    async (command) => {
      const { code, out } = await place.run([command, '--help'])
      expect(code).toBe(0)
      expect(out).toContain(`greenroom ${command}`)
      expect(out).toMatch(/Examples?:/)
    },
  )

  it.each([
    [['drat'], 'Did you mean draft?'],
    [['draft', '--date', '2026-02-30'], 'not a date that exists'],
    [['draft', '--network', 'x,linkdin'], 'linkdin is not a network'],
    [['report', '--week', '2026-W54'], 'not an ISO week'],
    [['plan', '--days', '0'], 'from 1 to 31'],
    [['plan', '--month', '2026-13'], 'not a month'],
    [['why'], 'missing required argument'],
    [['simulate', '--brand', 'x', '--network-faults', 'some'], 'none, hostile'],
  ])('answers %j with exit code 2 and what it expected', async (args, words) => {
    const { code, err } = await place.run(args)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(err).not.toMatch(noStack)
  })

  it('says every mistake in the environment at once', async () => {
    const { code, err } = await place.run(['plan'], { GREENROOM_PORT: 'x', LOG_LEVEL: 'y' })
    expect(code).toBe(1)
    expect(err).toContain('2 mistakes')
    expect(err).not.toMatch(noStack)
  })

  it.each(['start', 'plan', 'draft', 'freeze'])(
    '%s without brand files says how to make one',
    async (command) => {
      const { code, err } = await place.run([command])
      expect(code).toBe(1)
      expect(err).toContain('greenroom init')
      expect(err).not.toMatch(noStack)
    },
  )

  it('start refuses brand files with mistakes, naming file, line and path of all of them', async () => {
    await mkdir(join(place.folder, 'brands'))
    await writeFile(join(place.folder, 'brands', 'a.yaml'), 'name: A\nlanguage: English\n')
    await writeFile(join(place.folder, 'brands', 'b.yaml'), 'name: [\n')
    const { code, err } = await place.run(['start'])
    expect(code).toBe(1)
    expect(err).toContain('brands/a.yaml, line 2, language')
    expect(err).toMatch(/brands\/b\.yaml, line \d+\n {2}found {5}broken YAML/)
  })

  it('schema prints the schema that lies beside the brand files', async () => {
    const { out } = await place.run(['schema'])
    expect(JSON.parse(out)).toEqual(JSON.parse(await readFile('brands/schema.json', 'utf8')))
  })
})

describe('greenroom init', () => {
  const flags = [
    'init',
    '--name',
    'Fern & Fell',
    '--network',
    'x,mastodon',
    '--reviewer',
    'Ann',
    '--reviewer',
    'Ben',
  ]

  it('writes a brand file that is right, and the schema beside it', async () => {
    const { code, out } = await place.run([
      ...flags,
      '--language',
      'de',
      '--time-zone',
      'Europe/Zurich',
      '--yes',
    ])
    expect(code).toBe(0)
    expect(out).toContain('fern-fell.yaml')
    expect(await readdir(join(place.folder, 'brands'))).toEqual(['fern-fell.yaml', 'schema.json'])
    const checked = await place.run(['simulate', '--brand', 'brands/fern-fell.yaml', '--days', '1', '--json'])
    expect(checked.code).toBe(0)
  })

  it('replaces nothing without --force', async () => {
    await place.run([...flags, '--yes'])
    const path = join(place.folder, 'brands', 'fern-fell.yaml')
    await writeFile(path, 'mine')
    const refused = await place.run([...flags, '--yes'])
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('--force')
    expect(await readFile(path, 'utf8')).toBe('mine')
    expect((await place.run([...flags, '--yes', '--force'])).code).toBe(0)
    expect(await readFile(path, 'utf8')).toContain('name: Fern & Fell')
  })

  it('writes nothing that would be refused', async () => {
    const { code, err } = await place.run([...flags, '--time-zone', 'Zurich', '--yes'])
    expect(code).toBe(1)
    expect(err).toContain('did you mean Europe/Zurich?')
    expect(existsSync(join(place.folder, 'brands'))).toBe(false)
  })

  it('asks for a terminal or for flags where it can ask nobody', async () => {
    expect(await place.run(['init'])).toMatchObject({ code: 1, err: expect.stringContaining('--yes') })
    expect(await place.run(['init', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--name'),
    })
  })
})

describe('greenroom simulate', () => {
  const result = z.strictObject({
    posts: z.number(),
    variants: z.number(),
    approved: z.number(),
    rejected: z.number(),
    published: z.number(),
    unapprovedPublished: z.literal(0),
    duplicates: z.literal(0),
    lost: z.literal(0),
    unknownSettled: z.number(),
    needsHuman: z.number(),
    nearDuplicateRate: z.number(),
    auditHead: z.string(),
    wallMs: z.number(),
  })

  it('prints the tally as JSON, with the same audit head for the same seed', async () => {
    await cp('brands', join(place.folder, 'brands'), { recursive: true })
    const args = [
      'simulate',
      '--brand',
      'brands/north-harbour-coffee.yaml',
      '--days',
      '3',
      '--network-faults',
      'hostile',
      '--json',
    ]
    const [one, two, other] = await Promise.all([
      place.run([...args, '--seed', '7']),
      place.run([...args, '--seed', '7']),
      place.run([...args, '--seed', '8']),
    ])
    const heads = [one, two, other].map(({ out }) => result.parse(JSON.parse(out)).auditHead)
    expect(heads[0]).toBe(heads[1])
    expect(heads[0]).not.toBe(heads[2])
  })

  it('of a file that is not there or wrong says so', async () => {
    const { code, err } = await place.run(['simulate', '--brand', 'none.yaml'])
    expect(code).toBe(1)
    expect(err).toContain('none.yaml')
  })
})
