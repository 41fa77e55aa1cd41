import { isSameAccount, networkLabels, type AccountRef } from '../../domain/brand.ts'
import { chosenOf, type Post } from '../../domain/post.ts'
import { addDays } from '../../domain/slot.ts'
import type { StateView } from '../card.ts'
import { handleName } from '../names.ts'
import { Chip, Inert } from './parts.tsx'
import { Shell } from './shell.tsx'
import { dayWords, shortDay } from '../time.ts'
import type { View } from './view.ts'

export type Entry = { readonly post: Post; readonly state: StateView }

type ScheduleProps = {
  readonly from: string
  readonly today: string
  readonly entries: readonly Entry[]
  readonly view: View
}

/** Seven days by account; each entry with its state, and a link to its post. */
export function SchedulePage(props: ScheduleProps) {
  const { from, today, entries, view } = props
  const path = `/b/${view.brand.id}/schedule`
  return (
    <Shell title="Schedule" section="schedule" view={view}>
      <header class="page-head">
        <h1>Schedule</h1>
        <p class="soft">
          {shortDay(from)} to {shortDay(addDays(from, 6))} · times in {view.brand.timeZone}
        </p>
        <nav class="pager" aria-label="Weeks">
          <a href={`${path}?from=${addDays(from, -7)}`}>← Earlier</a>
          {from !== today && <a href={path}>From today</a>}
          <a href={`${path}?from=${addDays(from, 7)}`}>Later →</a>
        </nav>
      </header>
      <div id="schedule" data-live>
        {entries.length === 0 ? (
          <section class="empty">
            <h2>Nothing is planned for these days</h2>
            <p>The calendar is made a month at a time, when the desk opens.</p>
          </section>
        ) : (
          <Table {...props} />
        )}
      </div>
    </Shell>
  )
}

function Table({ from, today, entries, view }: ScheduleProps) {
  const dates = Array.from({ length: 7 }, (_, index) => addDays(from, index))
  const accounts = accountsOf(view, entries)
  return (
    <table class="schedule">
      <caption class="hidden">Posts of seven days by account</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          {accounts.map(({ network, handle }) => (
            <th scope="col">
              {networkLabels[network]} <span class="handle">{handleName(handle)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {dates.map((date) => (
          <tr class={date === today ? 'is-today' : undefined}>
            <th scope="row">
              <b>{dayWords(date, today).split(' ')[0]}</b>{' '}
              <span class="soft">{shortDay(date).replace(/^\w+ /, '')}</span>
            </th>
            {accounts.map((account) => (
              <td data-label={networkLabels[account.network]}>
                {entries
                  .filter(({ post }) => post.slot.date === date && isSameAccount(post.account, account))
                  .map((entry) => (
                    <EntryView entry={entry} />
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function EntryView({ entry: { post, state } }: { entry: Entry }) {
  const text = chosenOf(post)?.text
  return (
    <a class={`entry tone-${state.tone}`} href={`/posts/${post.id}`} data-key={`entry-${post.id}`}>
      <span class="entry-head">
        <time dateTime={post.dueAt.toISOString()}>{post.slot.time}</time>{' '}
        <Chip tone={state.tone}>{state.label}</Chip>
        {post.simulated && <span class="soft"> simulated</span>}
      </span>
      <span class="entry-text">
        {text ? <Inert text={text} /> : <span class="soft">{post.brief.pillar.replaceAll('_', ' ')}</span>}
      </span>
    </a>
  )
}

/** The brand's accounts, and those that have left its file but still have posts here. */
function accountsOf(view: View, entries: readonly Entry[]): readonly AccountRef[] {
  const accounts: AccountRef[] = [...view.brand.accounts]
  for (const { post } of entries)
    if (!accounts.some((account) => isSameAccount(post.account, account))) accounts.push(post.account)
  return accounts
}
