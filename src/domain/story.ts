import { surfaceLabels } from './brand.ts'
import type { ImageChanges, PostEvent } from './events.ts'
import type { Actor } from './post.ts'
import type { Slot } from './slot.ts'

/** What a history line calls whoever acted. Someone who was erased stays someone. */
export function nameOf(actor: Actor, people: ReadonlyMap<string, string>): string {
  if (actor.kind === 'person') return people.get(actor.id) ?? 'Someone (erased)'
  return actor.kind === 'agent' ? `The ${actor.id}` : 'Greenroom'
}

/** One event as a sentence without its subject, who is `actor`: `approved version 2`. Free text of people is quoted as it is: escape it when you show it. */
export function tell(event: PostEvent, actor: Actor): string {
  switch (event.type) {
    case 'planned':
      return `put it on the calendar for ${slotText(event.base.slot)}`
    case 'drafting_started':
      if (event.note !== null) return `asked for new variants: “${event.note}”`
      return actor.kind === 'person' ? 'asked for new variants' : 'began to draft'
    case 'drafted': {
      const { writer, variants } = event.draft
      return `wrote ${variants.length} variants (${writer.name})`
    }
    case 'drafting_failed':
      return `could not draft it: ${event.reason}`
    case 'variant_chosen':
      return `chose variant ${event.variant.toUpperCase()}`
    case 'edited':
      return `edited variant ${event.chosen.toUpperCase()}, which made version ${event.version}${imagesTold(event.images)}`
    case 'slot_moved':
      return `moved it from ${slotText(event.from)} to ${slotText(event.slot)}`
    case 'approval_given':
      return `approved version ${event.approval.version} on ${surfaceLabels[event.approval.surface]}`
    case 'approved':
      return event.type
    case 'rejected':
      return event.note ? `rejected it (${event.reason}): “${event.note}”` : `rejected it (${event.reason})`
    case 'held':
      return `put it on hold: ${event.reason}`
    case 'released':
      return event.to === 'approved' ? 'released it; the approval stands' : 'released it for review'
    case 'undone':
      return event.from === 'approved' ? 'took the approval back' : 'took the rejection back'
    case 'expired':
      return 'let it expire: nobody decided in time'
    case 'left':
      return 'left it as it is'
    case 'readied':
      return 'made it ready to send'
    case 'sending_started':
      return `began attempt ${event.fence} to publish it`
    case 'published':
      return 'published it'
    case 'refused':
      return `was refused by the network: ${event.reason}`
    case 'outcome_unknown':
      return `does not know whether it is live: ${event.reason}`
    case 'looked_up':
      return `asked the network and could not tell: ${event.reason}`
    case 'settled_live':
      return 'found it live'
    case 'settled_absent':
      return 'found that it is not live'
    case 'person_needed':
      return `asks for a person's help: ${event.reason}`
    case 'retried':
      return 'made it ready for another attempt'
  }
}

/** `2026-11-20 09:00 (Europe/Berlin)` */
export function slotText(slot: Slot): string {
  return `${slot.date} ${slot.time} (${slot.zone})`
}

/** `: attached quay.png, removed old.png`. */
function imagesTold(images: ImageChanges | undefined): string {
  if (!images) return ''
  const { attached, removed, described } = images
  const facts = [
    ...attached.map((name) => `attached ${name}`),
    ...removed.map((name) => `removed ${name}`),
    ...described.map((name) => `described ${name} anew`),
  ]
  return `: ${facts.join(', ')}`
}
