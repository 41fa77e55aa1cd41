import type { Ids, KnownAs } from '../ports.ts'
import type { PrismaClient } from './generated/client.ts'
import { storable } from './rows.ts'

/** One statement finds and makes, so that two who ask at once get one person. */
export async function personId(
  prisma: PrismaClient,
  ids: Ids,
  { brand, name, also = [], shown = name }: KnownAs & { readonly brand: string; readonly name: string },
): Promise<string> {
  const [first, called] = [storable(name), storable(shown)]
  const names = [...new Set([first, ...also.map(storable)])]
  await prisma.$executeRaw`
    insert into people (brand, name, id, shown)
    select ${brand}, one.name, coalesce(known.id, ${ids.next()}), ${called}
    from unnest(${names}::text[]) with ordinality as one(name, place)
    left join (
      select id from people where brand = ${brand} and name = any(${names}::text[])
      order by array_position(${names}::text[], name) limit 1
    ) as known on true
    order by one.place
    on conflict (brand, name) do nothing`
  const found = await prisma.person.findUniqueOrThrow({ where: { brand_name: { brand, name: first } } })
  if (found.shown !== called)
    await prisma.person.updateMany({ where: { brand, id: found.id }, data: { shown: called } })
  return found.id
}
