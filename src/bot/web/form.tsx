import type { ComponentChildren } from 'preact'
import { rejectionReasons } from '../../domain/rejection.ts'
import type { Verb } from '../action.ts'
import type { PostCard, VariantView } from '../card.ts'
import { slotWords } from '../cards/history.ts'
import { ImageFields } from './image-fields.tsx'
import { Count, Inert } from './parts.tsx'
import { Shell } from './shell.tsx'
import type { View } from './view.ts'

/** What was typed before, so that a refusal loses nothing; and the sentence of that refusal. */
export type Typed = {
  readonly fields: Readonly<Record<string, string>>
  readonly problem: string | null
}

/** A page with the form that a verb asks for. With a script the form opens in a dialog instead. */
export function FormPage(props: {
  card: PostCard
  verb: Verb
  arg: string | null
  version: number
  back: string
  typed: Typed
  view: View
}) {
  const { card, verb, view } = props
  return (
    <Shell title={titles[verb]} section="post" view={view}>
      <FormShell
        title={`${titles[verb]}: ${card.networkLabel}, ${slotWords(card.slot)}`}
        action={`/posts/${card.id}/${verb}`}
        submit={submitWords[verb] ?? titles[verb]}
        danger={verb === 'reject'}
        back={props.back}
        problem={props.typed.problem}
        upload={verb === 'edit'}
      >
        <input type="hidden" name="version" value={props.version} />
        {props.arg !== null && <input type="hidden" name="arg" value={props.arg} />}
        {props.version !== card.version && (
          <p class="problem">
            You saw version {props.version}; version {card.version} has replaced it. Close this and look at
            that one first.
          </p>
        )}
        <Fields {...props} />
      </FormShell>
    </Shell>
  )
}

/** Asks why, before everything stops. */
export function FreezePage({ typed, back, view }: { typed: Typed; back: string; view: View }) {
  return (
    <Shell title="Freeze" section="today" view={view}>
      <FormShell
        title={`Freeze ${view.brand.name}`}
        action={`/b/${view.brand.id}/freeze`}
        submit="Freeze"
        danger
        back={back}
        problem={typed.problem}
      >
        <p>Nothing is drafted, approved or published until somebody unfreezes it.</p>
        <label class="field">
          Why? <span class="soft">optional, shown to everyone</span>
          <input type="text" name="reason" maxLength={200} value={typed.fields.reason ?? ''} />
        </label>
      </FormShell>
    </Shell>
  )
}

function FormShell(props: {
  title: string
  action: string
  submit: string
  danger: boolean
  back: string
  problem: string | null
  upload?: boolean
  children: ComponentChildren
}) {
  return (
    <form
      method="post"
      action={props.action}
      class="form"
      data-act
      data-form
      {...(props.upload ? { encType: 'multipart/form-data' } : {})}
    >
      <h1 id="form-title">{props.title}</h1>
      <p class="problem" role="alert" hidden={props.problem === null}>
        {props.problem}
      </p>
      <input type="hidden" name="back" value={props.back} />
      {props.children}
      <div class="form-buttons">
        <button class={props.danger ? 'button danger-solid' : 'button primary'}>{props.submit}</button>
        <a class="button plain" href={props.back} data-close>
          Cancel
        </a>
      </div>
    </form>
  )
}

const titles: Readonly<Record<Verb, string>> = {
  approve: 'Approve',
  choose: 'Use this variant',
  edit: 'Edit',
  reject: 'Reject',
  regenerate: 'Ask for new variants',
  reslot: 'Move',
  hold: 'Hold',
  release: 'Release',
  undo: 'Undo',
  retry: 'Try again',
  answer: 'Is it live?',
}

/** Where the button says something else than the title. */
const submitWords: Readonly<Partial<Record<Verb, string>>> = { edit: 'Save', answer: 'It is live' }

function Fields({ card, verb, typed }: { card: PostCard; verb: Verb; typed: Typed }) {
  switch (verb) {
    case 'approve':
      return <ConfirmFields card={card} />
    case 'edit':
      return <EditFields card={card} typed={typed} />
    case 'reject':
      return <RejectFields typed={typed} />
    case 'regenerate':
      return (
        <NoteField
          typed={typed}
          label="What should be different?"
          hint="For example: shorter, less salesy, ask a question"
        />
      )
    case 'reslot':
      return <SlotField card={card} typed={typed} />
    case 'hold':
      return (
        <label class="field">
          Why?
          <input type="text" name="reason" maxLength={200} required value={typed.fields.reason ?? ''} />
        </label>
      )
    case 'answer':
      return (
        <label class="field">
          Link to the live post <span class="soft">optional</span>
          <input
            type="url"
            name="permalink"
            maxLength={500}
            placeholder="https://"
            value={typed.fields.permalink ?? ''}
          />
        </label>
      )
    case 'choose':
    case 'release':
    case 'undo':
    case 'retry':
      return null
  }
}

function ConfirmFields({ card }: { card: PostCard }) {
  const { draft, approvals } = card
  if (!draft) return null
  return (
    <>
      <p>
        This post is <b>{draft.chosen.risk.label.toLowerCase()}</b>. Before you approve it, look at what is
        risky:
      </p>
      <ul class="items">
        {draft.chosen.findings
          .filter(({ weight }) => weight > 0)
          .map(({ message }) => (
            <li>
              <Inert text={message} />
            </li>
          ))}
      </ul>
      <blockquote class="post-text">
        <Inert text={draft.chosen.text} />
      </blockquote>
      {approvals && approvals.needed > 1 && (
        <p class="soft">
          It takes {approvals.needed} people; {approvals.given} of {approvals.needed} so far.
        </p>
      )}
    </>
  )
}

function EditFields({ card, typed }: { card: PostCard; typed: Typed }) {
  const { draft } = card
  if (!draft) return null
  const variants = [draft.chosen, ...draft.others].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const current = typed.fields.variant ?? draft.chosen.id
  return (
    <>
      <fieldset class="variants">
        <legend>Variant that goes out</legend>
        {variants.map((variant) => (
          <VariantFields card={card} variant={variant} isCurrent={variant.id === current} typed={typed} />
        ))}
      </fieldset>
      <SlotField card={card} typed={typed} />
    </>
  )
}

function VariantFields(props: { card: PostCard; variant: VariantView; isCurrent: boolean; typed: Typed }) {
  const { card, variant, isCurrent, typed } = props
  const name = `text-${variant.id}`
  return (
    <div class="variant-field">
      <label class="variant-choice">
        <input type="radio" name="variant" value={variant.id} checked={isCurrent} /> Variant{' '}
        {variant.id.toUpperCase()}
      </label>
      <label class="hidden" for={`${card.id}-${name}`}>
        Text of variant {variant.id.toUpperCase()}
      </label>
      <textarea
        id={`${card.id}-${name}`}
        name={name}
        rows={Math.min(12, Math.max(4, Math.ceil(variant.text.length / 70)))}
        data-count={`/posts/${card.id}/count`}
        aria-describedby={`${card.id}-${name}-count`}
      >
        {typed.fields[name] ?? variant.text}
      </textarea>
      <output class="fine" id={`${card.id}-${name}-count`} for={`${card.id}-${name}`}>
        <Count {...variant} />
      </output>
      {card.draft && <ImageFields variant={variant} takes={card.draft.takes} typed={typed} />}
    </div>
  )
}

function RejectFields({ typed }: { typed: Typed }) {
  return (
    <>
      <fieldset class="reasons">
        <legend>Why? The next drafts learn from it.</legend>
        {rejectionReasons.map((reason) => (
          <label>
            <input
              type="radio"
              name="reason"
              value={reason}
              required
              checked={typed.fields.reason === reason}
            />{' '}
            {reason}
          </label>
        ))}
      </fieldset>
      <NoteField typed={typed} label="Anything to add?" hint="Optional" />
    </>
  )
}

function NoteField({ typed, label, hint }: { typed: Typed; label: string; hint: string }) {
  return (
    <label class="field">
      {label} <span class="soft">{hint}</span>
      <textarea name="note" rows={3} maxLength={500}>
        {typed.fields.note ?? ''}
      </textarea>
    </label>
  )
}

function SlotField({ card: { slot }, typed }: { card: PostCard; typed: Typed }) {
  return (
    <label class="field slot-field">
      Goes out <span class="soft">in {slot.zone}</span>
      <input
        type="datetime-local"
        name="at"
        required
        step={slot.time.length > 5 ? 1 : 60}
        value={typed.fields.at ?? `${slot.date}T${slot.time}`}
      />
    </label>
  )
}
