/** Discord's ids: milliseconds since 2015 above 22 bits (https://discord.com/developers/docs/reference#snowflakes). */
const epochMs = 1_420_070_400_000n

let serial = 0n

/** Two of one millisecond differ, and the later one is greater. */
export function snowflakeAt(at: Date): string {
  serial = (serial + 1n) & 0x3fffffn
  return String(((BigInt(at.getTime()) - epochMs) << 22n) | serial)
}

export function timeOfSnowflake(id: string): Date {
  return new Date(Number((BigInt(id) >> 22n) + epochMs))
}
