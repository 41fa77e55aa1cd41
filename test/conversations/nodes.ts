/** An object of a surface's, as it comes over the wire. */
export type Node = Readonly<Record<string, unknown>>

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The objects of a list; nothing of what is no list. */
export function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** Empty for what is no string. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
