import type { Story } from '../../service/why.ts'
import type { HistoryLine, PostCard } from '../card.ts'
import { slotWords, wordDiff } from '../cards/history.ts'
import { plural } from '../names.ts'
import { CardView } from './card.tsx'
import { Diff, Inert, When } from './parts.tsx'
import { Shell } from './shell.tsx'
import type { View } from './view.ts'

/** One post, whole: its card, every version with what changed, who did what when, and what the audit trail says. */
export function PostPage({ card, story, view }: { card: PostCard; story: Story; view: View }) {
  return (
    <Shell title={`${card.networkLabel}, ${slotWords(card.slot)}`} section="post" view={view}>
      <p class="crumbs">
        <a href={`/b/${view.brand.id}`}>Today</a> /{' '}
        <a href={`/b/${view.brand.id}/schedule?from=${card.slot.date}`}>Schedule</a> / {slotWords(card.slot)}{' '}
        ({card.slot.zone})
      </p>
      <CardView card={card} view={view} heading="h1" />
      <div class="columns flow" id="post-details" data-live>
        <Versions card={card} view={view} />
        <History card={card} view={view} />
        <Why card={card} story={story} />
      </div>
    </Shell>
  )
}

function Versions({ card, view }: { card: PostCard; view: View }) {
  const lines = card.history.filter(({ version }) => version !== null)
  if (lines.length === 0) return null
  return (
    <section aria-labelledby="versions-title">
      <h2 id="versions-title">{plural(lines.length, 'version')}</h2>
      <ol class="versions" reversed>
        {lines.toReversed().map((line, index, all) => (
          <VersionItem line={line} before={all[index + 1] ?? null} view={view} />
        ))}
      </ol>
    </section>
  )
}

function VersionItem({ line, before, view }: { line: HistoryLine; before: HistoryLine | null; view: View }) {
  const { version } = line
  if (!version) return null
  const old = before?.version?.text
  return (
    <li>
      <p class="fine">
        <b>Version {version.version}</b> for {slotWords(version.slot)} · {line.who} {line.what} ·{' '}
        <When at={line.at} view={view} />
      </p>
      {old === undefined || old === version.text ? (
        <p class="post-text">
          {old === version.text ? (
            <span class="soft">The text stayed the same.</span>
          ) : (
            <Inert text={version.text} />
          )}
        </p>
      ) : (
        <Diff parts={line.diff ?? wordDiff(old, version.text)} />
      )}
    </li>
  )
}

function History({ card, view }: { card: PostCard; view: View }) {
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      {card.history.length === 0 ? (
        <p class="soft">Nothing has happened to it yet.</p>
      ) : (
        <ol class="history">
          {card.history.map((line) => (
            <li>
              <When at={line.at} view={view} />
              <span>
                <b>{line.who}</b> <Inert text={line.what} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function Why({ card, story }: { card: PostCard; story: Story }) {
  const [pillar, angle, hook, format] = card.brief
  const { chain, entries } = story
  return (
    <section aria-labelledby="why-title">
      <h2 id="why-title">Why this post</h2>
      <dl class="pairs">
        <dt>Pillar</dt>
        <dd>{pillar}</dd>
        <dt>Angle</dt>
        <dd>{angle}</dd>
        <dt>Hook</dt>
        <dd>{hook}</dd>
        <dt>Format</dt>
        <dd>{format}</dd>
        <dt>Written by</dt>
        <dd>{card.draft ? card.draft.writer.name : 'nobody yet'}</dd>
        <dt>Audit trail</dt>
        <dd>
          {entries.length > 0
            ? `${plural(entries.length, 'entry', 'entries')}: ${ranges(entries)}`
            : 'No entries yet'}
          <br />
          {chain.ok ? (
            <span>The chain of {plural(chain.entries, 'entry', 'entries')} is whole.</span>
          ) : (
            <strong class="bad">
              The chain is broken at entry {chain.seq}: {chain.reason}.
            </strong>
          )}
        </dd>
      </dl>
    </section>
  )
}

/** `3, 7–9, 12` */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}
