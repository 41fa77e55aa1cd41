import type { Brand } from '../domain/brand.ts'
import type { Brands } from '../ports.ts'

/** The brands in force, which change when their files do. */
export type LiveBrands = Brands & { readonly replace: (brands: Iterable<Brand>) => void }

export function liveBrands(initial: Iterable<Brand>): LiveBrands {
  let inForce = new Map<string, Brand>()
  const replace = (brands: Iterable<Brand>) => {
    inForce = new Map([...brands].map((brand) => [brand.id, brand]))
  }
  replace(initial)
  return { all: () => [...inForce.values()], get: (id) => inForce.get(id) ?? null, replace }
}
