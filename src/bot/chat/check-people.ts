import { surfaceLabels, type Brand } from '../../domain/brand.ts'
import type { ChatName } from '../../domain/chats.ts'
import { failed, ok, warning, type Check } from '../check.ts'

/**
 * Whether those who review would be let decide on a service. `flawOf`: why the one with this id would not, or null; it throws where the
 * service does not say. `mend`: where the right id is to be found.
 */
export async function checkPeople(
  service: ChatName,
  { name: brand, reviewers, groups }: Brand,
  {
    flawOf,
    mend,
    good,
  }: {
    readonly flawOf: (id: string) => Promise<string | null>
    readonly mend: string
    readonly good: string
  },
): Promise<Check> {
  const name = `${service} people`
  const label = surfaceLabels[service]
  const wrong: string[] = []
  const absent: string[] = []
  for (const { name: person, ids } of reviewers) {
    const id = ids[service]
    const flaw = id ? await flawOf(id) : null
    if (!id) absent.push(person)
    else if (flaw) wrong.push(`${person} (${id}) ${flaw}`)
  }
  if (wrong.length > 0) return failed(name, `${brand}: ${wrong.join('; ')}`, mend)
  // Those who come by a group have no id in the file.
  const isByGroup = groups.some(({ surface }) => surface === service)
  if (absent.length === reviewers.length && !isByGroup)
    return failed(name, `${brand}: no reviewer has an id on ${label}, so nobody can decide there`, mend)
  if (absent.length > 0) return warning(name, `${brand}: no id on ${label} for ${absent.join(', ')}`, mend)
  return ok(name, `${brand}: ${good}`)
}
