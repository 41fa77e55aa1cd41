import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Brand } from '../domain/brand.ts'
import { Trouble } from '../domain/errors.ts'
import { readBrand, type Env } from './brand-file.ts'
import type { Problem } from './problem.ts'

export type BrandFolder = {
  /** The brands whose files are right, by file name, in alphabetical order. */
  readonly brands: ReadonlyMap<string, Brand>
  /** The mistakes in the others, by file name. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  /** Allowed, and probably not meant. */
  readonly warnings: readonly string[]
}

/** The texts of all brand files, by file name, in alphabetical order; null for one that is not UTF-8 or cannot be read. */
export type BrandTexts = ReadonlyMap<string, string | null>

/** Reads every `*.yaml` and `*.yml` of `folder`. Throws `Trouble` where there is no such folder or nothing in it. */
export async function readBrandTexts(folder: string): Promise<BrandTexts> {
  const names = (await namesIn(folder)).filter((name) => /^[^.].*\.ya?ml$/i.test(name)).toSorted()
  if (names.length === 0)
    throw new Trouble(
      `There is no brand file in ${folder}. Make one with \`greenroom init\`, or set GREENROOM_BRANDS to another folder.`,
    )
  const texts = await Promise.all(names.map((name) => textOf(join(folder, name))))
  return new Map(names.map((name, index) => [name, texts[index] ?? null]))
}

/** Parses what was read. Of two brands with one name both are mistakes, whichever was there first. */
export function parseBrands(folder: string, texts: BrandTexts, env: Env): BrandFolder {
  const brands = new Map<string, Brand>()
  const problems = new Map<string, readonly Problem[]>()
  const warnings: string[] = []
  for (const [name, text] of texts) {
    const file = join(basename(folder), name)
    const reading = text === null ? unreadable(file) : readBrand(file, text, env)
    if (reading.ok) {
      brands.set(name, reading.brand)
      warnings.push(...reading.warnings)
    } else problems.set(name, reading.problems)
  }
  for (const [name, problem] of namesakes(folder, brands)) {
    brands.delete(name)
    problems.set(name, [problem])
  }
  return { brands, problems, warnings }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'There is no folder' : 'Greenroom may not read the folder'
    throw new Trouble(
      `${why} ${folder} for brand files. Make a brand with \`greenroom init\`, or set GREENROOM_BRANDS to another folder.`,
    )
  }
}

/** Far more than is parsed: what is read at all, every few seconds. */
const maxBytes = 4_000_000

async function textOf(path: string): Promise<string | null> {
  try {
    const kind = await stat(path)
    // A pipe would never end, and a device neither.
    if (!kind.isFile() || kind.size > maxBytes) return null
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch {
    return null
  }
}

function unreadable(file: string): { readonly ok: false; readonly problems: readonly Problem[] } {
  const expected = 'a text file in UTF-8, of a few pages, that Greenroom may read'
  return {
    ok: false,
    problems: [{ file, line: null, path: '', found: 'something else', expected, example: null }],
  }
}

function namesakes(folder: string, brands: ReadonlyMap<string, Brand>): ReadonlyMap<string, Problem> {
  const entries = [...brands]
  return new Map(
    entries.flatMap(([name, brand]): [string, Problem][] => {
      const other = entries.find(([otherName, { id }]) => otherName !== name && id === brand.id)
      if (!other) return []
      const found = `${brand.name}, the name that ${other[0]} has too`
      const expected = 'a name for every brand that differs in letters or digits'
      return [
        [
          name,
          { file: join(basename(folder), name), line: null, path: 'name', found, expected, example: null },
        ],
      ]
    }),
  )
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null
}
