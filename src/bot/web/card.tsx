import type { PostCard, PostFiguresView, VariantView } from '../card.ts'
import { emptyWords, figureCounts, isMainVerb, judged, writerWords } from '../card-words.ts'
import { handleName, plural } from '../names.ts'
import { shortDay } from '../time.ts'
import {
  ButtonView,
  Chip,
  Count,
  Diff,
  Findings,
  Images,
  Inert,
  RiskChip,
  Simulated,
  When,
} from './parts.tsx'
import { hasForm } from '../action.ts'
import type { View } from './view.ts'

/** One post: where it stands, what would go out, what the rules found, and what can be done about it. */
export function CardView({ card, view, heading }: { card: PostCard; view: View; heading: 'h1' | 'h3' }) {
  const { draft, state } = card
  return (
    <article
      class={`card tone-${state.tone}`}
      id={`post-${card.id}`}
      data-live
      aria-labelledby={`title-${card.id}`}
    >
      <Head card={card} heading={heading} />
      <p class="brief">{card.brief.join(' · ')}</p>
      {draft ? (
        <Draft card={card} variant={draft.chosen} />
      ) : (
        <p class="post-text none">{emptyWords(card.status)}</p>
      )}
      <StateLine card={card} view={view} />
      {card.figures && <Figures figures={card.figures} />}
      {draft && judged[card.status] && <Findings findings={draft.chosen.findings} risk={draft.chosen.risk} />}
      <Buttons card={card} view={view} />
      {draft && draft.others.length > 0 && <Others card={card} others={draft.others} view={view} />}
      <footer class="fine">
        {draft && <p>{writerWords(draft.writer)}</p>}
        {heading === 'h3' && <Latest card={card} view={view} />}
      </footer>
    </article>
  )
}

function Head({ card, heading: Heading }: { card: PostCard; heading: 'h1' | 'h3' }) {
  const { draft, state } = card
  return (
    <header>
      <Heading id={`title-${card.id}`}>
        <a href={`/posts/${card.id}`} data-key={`open-${card.id}`}>
          {card.networkLabel} <span class="handle">{handleName(card.handle)}</span>
        </a>
      </Heading>
      <div class="chips">
        {card.simulated && <Simulated />}
        <Chip tone={state.tone}>{state.label}</Chip>
        {draft && judged[card.status] && <RiskChip risk={draft.chosen.risk} />}
      </div>
    </header>
  )
}

function StateLine({ card: { state, permalink }, view }: { card: PostCard; view: View }) {
  return (
    <p class="state">
      <Inert text={state.sentence} />{' '}
      {state.when && (
        <span class="soft">
          {state.when.label} <When at={state.when.at} view={view} />
        </span>
      )}
      {permalink && (
        <>
          {' '}
          <Permalink href={permalink} />
        </>
      )}
    </p>
  )
}

function Figures({ figures }: { figures: PostFiguresView }) {
  const { through, simulated } = figures
  return (
    <p class="fine">
      {figureCounts(figures).join(' · ')} through {shortDay(through)} {simulated && <Simulated />}
    </p>
  )
}

function Draft({ card, variant }: { card: PostCard; variant: VariantView }) {
  return (
    <div class="draft">
      <p class="post-text">
        <Inert text={variant.text} />
      </p>
      {card.lastEdit?.diff && (
        <details class="changes" id={`changes-${card.id}`} open={card.status === 'in_review'}>
          <summary>What {card.lastEdit.who} changed</summary>
          <Diff parts={card.lastEdit.diff} />
        </details>
      )}
      <Images media={variant.media} />
      <p class="fine">
        Variant {variant.id.toUpperCase()} · version {card.version} · <Count {...variant} />
        {judged[card.status] && variant.findings.length === 0 && ' · the rules found nothing'}
      </p>
    </div>
  )
}

function Buttons({ card, view }: { card: PostCard; view: View }) {
  if (card.buttons.length === 0) return null
  const main = card.buttons.filter(({ press }) => isMainVerb(press.verb))
  const rest = card.buttons.filter(({ press }) => !isMainVerb(press.verb))
  return (
    <div class="buttons" role="group" aria-label={`${card.networkLabel}: decide`}>
      {main.map((button) => (
        <ButtonView button={button} view={view} asForm={hasForm(button.press)} />
      ))}
      {rest.length > 0 && (
        <div class="buttons-rest">
          {rest.map((button) => (
            <ButtonView button={button} view={view} asForm={hasForm(button.press)} />
          ))}
        </div>
      )}
    </div>
  )
}

function Others({ card, others, view }: { card: PostCard; others: readonly VariantView[]; view: View }) {
  return (
    <details class="others" id={`others-${card.id}`}>
      <summary data-key={`others-${card.id}`}>{plural(others.length, 'other variant')}</summary>
      <ul>
        {others.map((variant) => (
          <li>
            <p class="post-text">
              <Inert text={variant.text} />
            </p>
            <Images media={variant.media} />
            <p class="fine">
              Variant {variant.id.toUpperCase()} · {variant.brief.join(' · ')} · <Count {...variant} />{' '}
              <RiskChip risk={variant.risk} />
            </p>
            <Findings findings={variant.findings} risk={variant.risk} />
            {variant.choose && <ButtonView button={variant.choose} view={view} asForm={false} />}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Latest({ card, view }: { card: PostCard; view: View }) {
  const line = card.history.at(-1)
  if (!line) return null
  return (
    <p>
      <Inert text={`${line.who} ${line.what}`} /> · <When at={line.at} view={view} /> ·{' '}
      <a href={`/posts/${card.id}`} aria-label={`Whole history of this ${card.networkLabel} post`}>
        Whole history
      </a>
    </p>
  )
}

/** Only the web's own schemes become a link; a rehearsal's file is named, and anything else stays text. */
function Permalink({ href }: { href: string }) {
  if (/^https?:\/\//.test(href)) {
    return (
      <a href={href} rel="noopener noreferrer" target="_blank">
        Open it
      </a>
    )
  }
  return (
    <span class="soft" title={href}>
      In the outbox: <code>{href.split('/').at(-1)}</code>
    </span>
  )
}
