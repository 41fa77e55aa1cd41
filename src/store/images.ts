import { sha256 } from '../domain/hash.ts'
import { imagesOf, type Post } from '../domain/post.ts'
import type { PrismaClient } from './generated/client.ts'
import type { Direct } from './direct.ts'
import { assertNotTooLarge } from './store-rules.ts'

/** Whoever puts the same bytes again gets them kept as long as the first time, and whole again if they were damaged. */
export async function putImage(prisma: PrismaClient, given: Uint8Array, at: Date): Promise<string> {
  assertNotTooLarge(given)
  const bytes = Uint8Array.from(given)
  const hash = sha256(bytes)
  await prisma.$executeRaw`
    insert into images (sha256, bytes, at) values (${hash}, ${bytes}, ${at})
    on conflict (sha256) do update set bytes = excluded.bytes, at = excluded.at`
  return hash
}

export async function findImage(prisma: PrismaClient, hash: string): Promise<Uint8Array | null> {
  const row = await prisma.image.findUnique({ where: { sha256: hash }, select: { bytes: true } })
  return row && sha256(row.bytes) === hash ? row.bytes : null
}

export async function forgetImages(prisma: PrismaClient, before: Date): Promise<void> {
  await prisma.image.deleteMany({ where: { named: false, at: { lt: before } } })
}

/** Keeps the images of posts for good. In one order everywhere, so that writers never wait for each other in a circle. */
export function nameImages({ tell }: Direct, posts: readonly Post[]): void {
  const text = 'update images set named = true where sha256 = $1 and not named'
  const hashes = new Set(posts.flatMap(imagesOf))
  for (const hash of [...hashes].toSorted()) tell({ text, values: [hash] })
}
