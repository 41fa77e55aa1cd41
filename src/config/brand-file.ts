import type { Brand } from '../domain/brand.ts'
import { mixedIn, strangersIn, twinsIn } from './brand-rules.ts'
import { accountSchema, brandSchema } from './brand-schema.ts'
import { brandOf, warningsOf } from './brand-value.ts'
import { likelyLanguage } from './language.ts'
import { nearest } from '../domain/nearest.ts'
import type { Problem } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'
import { readYaml, valueAt, type Locate, type Path } from './yaml-file.ts'

export type BrandReading =
  | { readonly ok: true; readonly brand: Brand; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Which variables are set, and to what. */
export type Env = Readonly<Record<string, string | undefined>>

/** Reads one brand file: the brand, or every mistake at once. `file` is its name, for messages. */
export function readBrand(file: string, text: string, env: Env): BrandReading {
  const yaml = readYaml(file, text)
  if (!yaml.ok) return yaml
  const { raw, locate } = yaml
  const problems = [
    ...yaml.problems,
    ...schemaProblems({ schema: brandSchema, raw, locate, guess }),
    ...[...twinsIn(raw), ...strangersIn(raw), ...mixedIn(raw)].map(({ path, ...mismatch }) => ({
      ...locate(path),
      ...mismatch,
      example: null,
    })),
    ...credentialProblems(raw, env, locate),
  ]
  if (problems.length > 0)
    return { ok: false, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) }
  const brand = brandOf(brandSchema.parse(raw))
  return { ok: true, brand, warnings: warningsOf(brand) }
}

function guess(path: Path, text: string): string | null {
  switch (path.at(-1)) {
    case 'language':
      return likelyLanguage(text)
    case 'time_zone':
      return likelyZone(text)
    default:
      return null
  }
}

/** By the whole name, or by the city alone: `Berlin` finds `Europe/Berlin`. */
function likelyZone(text: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone')
  const wanted = text.trim().replaceAll(' ', '_')
  const city = nearest(cityOf(wanted), zones.map(cityOf))
  return nearest(wanted, zones) ?? zones.find((zone) => cityOf(zone) === city) ?? null
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1)
}

/** Judges each account by itself, so that a mistake elsewhere does not hide these. */
function credentialProblems(raw: unknown, env: Env, locate: Locate): readonly Problem[] {
  const accounts = valueAt(raw, ['accounts'])
  return (Array.isArray(accounts) ? accounts : []).flatMap((one: unknown, index) => {
    const account = accountSchema.safeParse(one)
    if (!account.success || account.data.credentials === 'outbox') return []
    const { network, credentials } = account.data
    const found = env[credentials.env]
      ? `credentials for ${network}`
      : `the variable ${credentials.env}, which is not set`
    const expected = `\`outbox\`, to rehearse: this version cannot publish to ${network} yet`
    return [
      { ...locate(['accounts', index, 'credentials']), found, expected, example: 'credentials: outbox' },
    ]
  })
}
