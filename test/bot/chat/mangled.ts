import fc from 'fast-check'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** The same `count` picks of `samples` in each run, with what happens to each: one to four of its places are something else. */
export function mangles<Sample>(
  samples: readonly Sample[],
  count: number,
): readonly { readonly of: Sample; readonly mangle: (json: Json) => Json }[] {
  const change = fc.record({ at: fc.nat(), to: odd })
  const mangled = fc.record({
    of: fc.constantFrom(...samples),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  })
  return fc.sample(mangled, { numRuns: count, seed: 3 }).map(({ of, changes }) => ({
    of,
    mangle: (json) =>
      changes.reduce((mangledSoFar, { at, to }) => {
        const places = placesIn(mangledSoFar)
        return changed(mangledSoFar, places[at % places.length] ?? [], to)
      }, json),
  }))
}

/** Where something stands in a payload. */
function placesIn(json: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [path]
  return [path, ...Object.entries(json).flatMap(([name, value]) => placesIn(value, [...path, name]))]
}

function changed(json: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value
  if (Array.isArray(json))
    return json.map((one, index) => (String(index) === name ? changed(one, rest, value) : one))
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([key, one]) => [key, key === name ? changed(one, rest, value) : one]),
  )
}

const odd = fc.oneof(
  fc.constantFrom<Json>(null, 0, -1, 1e308, true, '', [], {}, [[]], '__proto__', 'constructor'),
  fc.constantFrom<Json>(
    'x'.repeat(2001),
    'x'.repeat(101_000),
    '\u0000',
    '\u202e',
    '<!channel>',
    '{"a":',
    'file:///etc/passwd',
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
)
