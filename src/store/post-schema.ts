import { z } from 'zod'
import { networkNames, surfaces } from '../domain/brand.ts'
import type { PostEvent } from '../domain/events.ts'
import type { Publication } from '../domain/ledger.ts'
import type { Post } from '../domain/post.ts'

const text = z.string()
const whole = z.number().int()
/** JSON has no dates; columns have. */
const instant = z.union([z.date(), z.iso.datetime().pipe(z.coerce.date())])

const account = z.object({ network: z.enum(networkNames), handle: text })
const slot = z.object({ date: text, time: text, zone: text })
const remote = z.object({ id: text, permalink: text.nullable() })
const risk = z.object({
  level: z.enum(['low', 'medium', 'high']),
  confidence: z.number(),
  blocked: z.boolean(),
})

const finding = z.object({
  code: text,
  severity: z.enum(['info', 'warn', 'block']),
  message: text,
  evidence: text.nullable(),
  weight: z.number(),
})

const variant = z.object({
  id: text,
  text,
  media: z.array(z.object({ name: text, sha256: text, mimeType: text, alt: text })),
  hook: text,
  angle: text,
  cta: text,
  findings: z.array(finding),
  risk,
  editedBy: text.optional(),
})

const draft = z.object({
  variants: z.array(variant),
  chosen: text,
  editedBy: text.nullable(),
  writer: z.object({
    kind: z.enum(['model', 'twin']),
    name: text,
    promptVersion: text,
    inputTokens: z.number(),
    outputTokens: z.number(),
    costUsd: z.number(),
    fallback: text.nullable(),
  }),
})

const approval = z.object({
  version: whole,
  hash: text,
  person: text,
  surface: z.enum(surfaces),
  at: instant,
})

export const publicationSchema = z.object({
  id: text,
  version: whole,
  state: z.enum(['ready', 'sending', 'published', 'refused', 'unknown', 'needs_human']),
  fence: whole,
  hash: text,
  deadline: instant.nullable(),
  attemptedAt: instant.nullable(),
  lookups: whole,
  remote: remote.nullable(),
  error: text.nullable(),
}) satisfies z.ZodType<Publication>

const planned = z.object({
  id: text,
  brand: text,
  account,
  slot,
  dueAt: instant,
  brief: z.object({ pillar: text, angle: text, hook: text, cta: text, format: text }),
  version: whole,
  publications: z.array(publicationSchema),
  simulated: z.boolean(),
})

const base = planned.extend({ revision: whole })
const drafted = base.extend(draft.shape)
const decided = drafted.extend({ approvals: z.array(approval) })

/** A post out of its row: columns and `state` side by side. */
export const postSchema = z.discriminatedUnion('status', [
  base.extend({ status: z.literal('planned') }),
  base.extend({
    status: z.literal('drafting'),
    startedAt: instant,
    note: text.nullable(),
    revising: draft.nullable(),
    inPass: z.literal(true).optional(),
  }),
  base.extend({ status: z.literal('draft_failed'), reason: text }),
  decided.extend({ status: z.literal('in_review'), expiresAt: instant }),
  decided.extend({ status: z.literal('approved') }),
  decided.extend({ status: z.literal('held'), reason: text, expiresAt: instant }),
  drafted.extend({ status: z.literal('rejected'), reason: text, note: text.nullable() }),
  base.extend({ status: z.literal('expired'), draft: draft.nullable() }),
  decided.extend({ status: z.literal('publishing') }),
  decided.extend({ status: z.literal('published'), remote, publishedAt: instant }),
  decided.extend({ status: z.literal('unknown'), since: instant, reason: text }),
  decided.extend({ status: z.literal('needs_human'), reason: text, left: z.boolean() }),
  decided.extend({ status: z.literal('publish_failed'), reason: text, retryAt: instant.nullable() }),
]) satisfies z.ZodType<Post>

const changed = z.object({ version: whole, expiresAt: instant })

export const postEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('planned'), base: planned }),
  z.object({
    type: z.literal('drafting_started'),
    at: instant,
    note: text.nullable(),
    inPass: z.literal(true).optional(),
  }),
  changed.extend({ type: z.literal('drafted'), draft }),
  z.object({ type: z.literal('drafting_failed'), reason: text, expiresAt: instant }),
  changed.extend({ type: z.literal('variant_chosen'), variant: text }),
  changed.extend({
    type: z.literal('edited'),
    before: text,
    variants: z.array(variant),
    chosen: text,
    by: text,
    images: z
      .object({ attached: z.array(text), removed: z.array(text), described: z.array(text) })
      .optional(),
  }),
  changed.extend({
    type: z.literal('slot_moved'),
    from: slot,
    slot,
    dueAt: instant,
    variants: z.array(variant),
  }),
  z.object({ type: z.literal('approval_given'), approval, needed: whole }),
  z.object({ type: z.literal('approved') }),
  z.object({ type: z.literal('rejected'), text, reason: text, note: text.nullable() }),
  z.object({ type: z.literal('held'), reason: text, expiresAt: instant }),
  z.object({ type: z.literal('released'), to: z.enum(['in_review', 'approved']) }),
  z.object({ type: z.literal('undone'), from: z.enum(['approved', 'rejected']), expiresAt: instant }),
  z.object({ type: z.literal('expired') }),
  z.object({ type: z.literal('left') }),
  z.object({ type: z.literal('readied'), id: text, version: whole, hash: text }),
  z.object({ type: z.literal('sending_started'), fence: whole, at: instant, deadline: instant }),
  z.object({ type: z.literal('published'), fence: whole, remote, at: instant }),
  z.object({ type: z.literal('refused'), fence: whole, reason: text, retryAt: instant.nullable() }),
  z.object({ type: z.literal('outcome_unknown'), fence: whole, reason: text, at: instant }),
  z.object({ type: z.literal('looked_up'), reason: text }),
  z.object({ type: z.literal('settled_live'), remote, at: instant }),
  z.object({ type: z.literal('settled_absent') }),
  z.object({ type: z.literal('person_needed'), reason: text }),
  z.object({ type: z.literal('retried') }),
]) satisfies z.ZodType<PostEvent>
