import type { DayCard, DraftingView, PostCard } from '../card.ts'
import type { DeskVerb } from '../handle-desk.ts'
import { plural } from '../names.ts'
import { addDays } from '../../domain/slot.ts'
import { CardView } from './card.tsx'
import { Chip, Inert, Notices, When } from './parts.tsx'
import { Shell } from './shell.tsx'
import { dayWords, left, longDay, relative, zoneName } from '../time.ts'
import type { View } from './view.ts'

/** The room: what waits, by the time at which it is due. */
export function TodayPage({ day, cards, view }: { day: DayCard; cards: readonly PostCard[]; view: View }) {
  return (
    <Shell title="Today" section="today" view={view}>
      <DayHead day={day} view={view} />
      <div id="day-cards" data-live-list>
        {cards.length === 0 && <Empty day={day} view={view} />}
        {daysOf(cards).map(({ date, cards }) => (
          <section class="day" id={`day-${date}`} aria-labelledby={`day-title-${date}`}>
            <h2 id={`day-title-${date}`}>
              {dayWords(date, day.date)}
              {date === addDays(day.date, 1) && <span class="soft"> {longDay(date)}</span>}
            </h2>
            <ol class="timeline">
              {cards.map((card) => (
                <li id={`row-${card.id}`}>
                  <p class="rail" id={`rail-${card.id}`} data-live>
                    <time dateTime={card.dueAt.toISOString()}>
                      <b>{card.slot.time}</b> <span>{relative(card.dueAt, view.now)}</span>
                    </time>
                  </p>
                  <CardView card={card} view={view} heading="h3" />
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Shell>
  )
}

function DayHead({ day, view }: { day: DayCard; view: View }) {
  return (
    <header class="day-head" id="day-head" data-live>
      <h1>{longDay(day.date)}</h1>
      <p class="soft">
        {day.brandName} · times in {day.zone} ({zoneName(view.now, day.zone)})
      </p>
      {day.freeze && <Frozen day={day} freeze={day.freeze} view={view} />}
      <Notices notices={day.notices} view={view} />
      {day.drafting && <Drafting drafting={day.drafting} day={day} view={view} />}
      <div class="day-facts">
        <Tally day={day} />
        <div class="day-buttons">
          {day.waiting.low > 0 && !day.freeze && (
            <DeskButton
              verb="approve_all"
              label={`Approve all low risk (${day.waiting.low})`}
              style="primary"
              view={view}
              may="approve"
            />
          )}
          {!day.freeze && <FreezeButton view={view} />}
        </div>
      </div>
    </header>
  )
}

function Frozen({ day, freeze, view }: { day: DayCard; freeze: NonNullable<DayCard['freeze']>; view: View }) {
  return (
    <div class="banner banner-frozen" role="status">
      <p>
        <b>{freeze.desk ? 'The whole desk is frozen.' : `${day.brandName} is frozen.`}</b> Nothing is drafted,
        approved or published. Frozen by {freeze.by} <When at={freeze.at} view={view} />
        {freeze.reason && (
          <>
            : <Inert text={freeze.reason} />
          </>
        )}
      </p>
      <DeskButton verb="unfreeze" label="Unfreeze" style="primary" view={view} may="freeze" />
    </div>
  )
}

function FreezeButton({ view }: { view: View }) {
  if (!view.may('freeze'))
    return (
      <button class="button plain" disabled title={view.whyNot('freeze')}>
        Freeze
      </button>
    )
  return (
    <a class="button plain" href={`/b/${view.brand.id}/freeze`} data-dialog data-key="freeze">
      Freeze
    </a>
  )
}

function Tally({ day }: { day: DayCard }) {
  const { low, medium, high, blocked } = day.waiting
  const waiting = low + medium + high + blocked
  return (
    <ul class="tally" aria-label="The day in numbers">
      <li>
        <b>{waiting}</b> {waiting === 1 ? 'waits for a decision' : 'wait for a decision'}
      </li>
      {(['low', 'medium', 'high', 'blocked'] as const).map(
        (level) =>
          day.waiting[level] > 0 && (
            <li>
              <Chip tone={level}>
                {day.waiting[level]} {level === 'blocked' ? level : `${level} risk`}
              </Chip>
            </li>
          ),
      )}
      <li>
        <b>{day.approved}</b> approved
      </li>
      <li>
        <b>{day.published}</b> published
      </li>
      {day.troubled > 0 && (
        <li>
          <Chip tone="bad">{plural(day.troubled, 'post')} in trouble</Chip>
        </li>
      )}
    </ul>
  )
}

function Drafting({ drafting, day, view }: { drafting: DraftingView; day: DayCard; view: View }) {
  const { done, failed, total, leftMs, date } = drafting
  return (
    <div class="banner banner-drafting">
      <label for="drafting">
        Drafting {dayWords(date, day.date).toLowerCase()}: {done} of {plural(total, 'post')}
        {failed > 0 && `, ${failed} could not be drafted`}
        {leftMs !== null && <span class="soft"> · {left(leftMs)}</span>}
      </label>
      <progress id="drafting" max={total} value={done}></progress>
      <DeskButton verb="stop_drafting" label="Stop" style="plain" view={view} may="regenerate" />
    </div>
  )
}

function Empty({ day, view }: { day: DayCard; view: View }) {
  return (
    <section class="empty">
      <h2>{day.drafting ? 'The first cards are on their way' : 'Nothing is on the desk yet'}</h2>
      {day.drafting ? (
        <p>They appear here by themselves, one by one.</p>
      ) : (
        <>
          <p>
            The day is drafted by itself each morning at {view.brand.policy.draftAt}. You can also have it
            drafted now.
          </p>
          <DeskButton verb="draft" label="Draft the day now" style="primary" view={view} may="regenerate" />
        </>
      )}
    </section>
  )
}

function DeskButton(props: {
  verb: DeskVerb
  label: string
  style: 'primary' | 'plain'
  view: View
  may: 'approve' | 'freeze' | 'regenerate'
}) {
  const { verb, label, style, view, may } = props
  const allowed = view.may(may)
  return (
    <form method="post" action={`/b/${view.brand.id}/${verb}`} data-act>
      <input type="hidden" name="back" value={view.path} />
      <button
        class={`button ${style}`}
        disabled={!allowed}
        title={allowed ? undefined : view.whyNot(may)}
        data-key={verb}
      >
        {label}
      </button>
    </form>
  )
}

function daysOf(
  cards: readonly PostCard[],
): readonly { readonly date: string; readonly cards: readonly PostCard[] }[] {
  const dates = [...new Set(cards.map(({ slot }) => slot.date))].toSorted()
  return dates.map((date) => ({ date, cards: cards.filter(({ slot }) => slot.date === date) }))
}
