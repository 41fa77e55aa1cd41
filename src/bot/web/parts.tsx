import type { ComponentChildren } from 'preact'
import type { Finding } from '../../domain/finding.ts'
import type { Media } from '../../domain/post.ts'
import type { Button, DayCard, DiffPart, RiskView, Tone } from '../card.ts'
import { severityWords } from '../card-words.ts'
import { visible } from '../visible.ts'
import { moment, relative } from '../time.ts'
import type { View } from './view.ts'

/** Text from outside: inert because it is text, and with every hidden character shown by its name. */
export function Inert({ text }: { text: string }) {
  return (
    <>
      {visible(text).map((piece) =>
        piece.hidden ? (
          <mark class="hidden-char" title="A character that nobody would see">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </>
  )
}

/** A sentence of ours, in which what stands in backticks is typed as it is. */
export function Sentence({ text }: { text: string }) {
  return (
    <>
      {text.split(/`([^`\n]+)`/).map((piece, index) =>
        index % 2 === 0 ? (
          <Inert text={piece} />
        ) : (
          <code>
            <Inert text={piece} />
          </code>
        ),
      )}
    </>
  )
}

/** `12:00 · in 3 h`, on the brand's wall clock. */
export function When({ at, view }: { at: Date; view: View }) {
  return (
    <time dateTime={at.toISOString()} title={`${at.toISOString()}, shown in ${view.brand.timeZone}`}>
      {moment(at, view.brand.timeZone, view.now)} <span class="soft">({relative(at, view.now)})</span>
    </time>
  )
}

export function Chip({
  tone,
  children,
}: {
  tone: Tone | 'low' | 'medium' | 'high' | 'blocked'
  children: ComponentChildren
}) {
  return <span class={`chip chip-${tone}`}>{children}</span>
}

export function RiskChip({ risk }: { risk: RiskView }) {
  return (
    <Chip tone={risk.blocked ? 'blocked' : risk.level}>
      {risk.label} {risk.confidence.toFixed(2)}
    </Chip>
  )
}

export function Simulated() {
  return <Chip tone="quiet">Simulated</Chip>
}

/** What a brand's people should know until it is over. */
export function Notices({ notices, view }: { notices: DayCard['notices']; view: View }) {
  return (
    <>
      {notices.map(({ key, text, at }) => (
        <div class="banner banner-notice" id={`notice-${key}`}>
          <p>
            <Sentence text={text} /> <When at={at} view={view} />
          </p>
        </div>
      ))}
    </>
  )
}

export function Findings({ findings, risk }: { findings: readonly Finding[]; risk: RiskView }) {
  if (findings.length === 0) return null
  return (
    <div class="findings">
      <ul>
        {findings.map((finding) => (
          <li class={`finding finding-${finding.severity}`}>
            <b>{severityWords[finding.severity]}</b>
            <span>
              <Inert text={finding.message} />
              {finding.evidence !== null && !finding.message.includes(finding.evidence) && (
                <>
                  {' '}
                  <q>
                    <Inert text={finding.evidence} />
                  </q>
                </>
              )}
            </span>
            {finding.weight > 0 && <span class="weight">−{finding.weight.toFixed(2)}</span>}
          </li>
        ))}
      </ul>
      <p class="sum">Confidence {risk.sum}</p>
    </div>
  )
}

/** What goes out with the text. The words are for everybody here: they are decided on as well. */
export function Images({ media }: { media: readonly Media[] }) {
  if (media.length === 0) return null
  return (
    <ul class="images">
      {media.map(({ name, sha256, alt }) => (
        <li>
          <figure>
            <a href={imagePath(sha256)}>
              <img src={imagePath(sha256)} alt={alt || name} loading="lazy" />
            </a>
            <figcaption>
              <b>
                <Inert text={name} />
              </b>{' '}
              {alt ? <Inert text={alt} /> : <em>no alternative text</em>}
            </figcaption>
          </figure>
        </li>
      ))}
    </ul>
  )
}

export function imagePath(sha256: string): string {
  return `/images/${sha256}`
}

export function Diff({ parts }: { parts: readonly DiffPart[] }) {
  return (
    <p class="post-text diff">
      {parts.map(({ kind, text }) =>
        kind === 'added' ? (
          <ins>
            <Inert text={text} />
          </ins>
        ) : kind === 'removed' ? (
          <del>
            <Inert text={text} />
          </del>
        ) : (
          <Inert text={text} />
        ),
      )}
    </p>
  )
}

export function Count({ count, limit, unit }: { count: number; limit: number; unit: string }) {
  return (
    <span class={count > limit ? 'count over' : 'count'}>
      {count}/{limit} {unit}
    </span>
  )
}

/** A button as a form of its own, so that it works without a script; or a link to the form that it opens. */
export function ButtonView({ button, view, asForm }: { button: Button; view: View; asForm: boolean }) {
  const { press, label, style } = button
  const path = `/posts/${press.postId}/${press.verb}`
  if (!view.may(press.verb)) {
    return (
      <button class={`button ${style}`} disabled title={view.whyNot(press.verb)}>
        {label}
      </button>
    )
  }
  if (asForm || button.confirm !== null) {
    const query = new URLSearchParams({
      version: String(press.version),
      back: view.path,
      ...(press.arg ? { arg: press.arg } : {}),
    })
    return (
      <a
        class={`button ${style}`}
        href={`${path}?${query.toString()}`}
        data-dialog
        data-key={`${press.verb}-${press.postId}-${press.arg ?? ''}`}
      >
        {label}
      </a>
    )
  }
  return (
    <form method="post" action={path} data-act>
      <input type="hidden" name="version" value={press.version} />
      {press.arg !== null && <input type="hidden" name="arg" value={press.arg} />}
      <input type="hidden" name="back" value={view.path} />
      <button class={`button ${style}`} data-key={`${press.verb}-${press.postId}-${press.arg ?? ''}`}>
        {label}
      </button>
    </form>
  )
}
