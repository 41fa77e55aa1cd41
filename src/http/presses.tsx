import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { formVerbs, type Verb } from '../bot/action.ts'
import { handle, replyTo, type Reply } from '../bot/handle.ts'
import { handleDesk, type DeskAction } from '../bot/handle-desk.ts'
import { reviewerOf } from '../bot/identity.ts'
import { limitsOf, loadCard } from '../bot/load.ts'
import { FormPage, FreezePage } from '../bot/web/form.tsx'
import { renderPiece } from '../bot/web/render.ts'
import { Toast } from '../bot/web/shell.tsx'
import type { Assets } from '../bot/web/view.ts'
import type { Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Post } from '../domain/post.ts'
import type { Deps } from '../ports.ts'
import { brandOf } from '../service/act.ts'
import { inputOf, parseFields, type Fields } from './forms.ts'
import { safePath } from './guard.ts'
import { postOf } from './pages.tsx'
import { identityOf, rememberFlash, rememberWho, sendPage, viewFor } from './session.ts'
import { statusOf } from './refusals.ts'
import { readForm, takeUploads, withFiles, type Form } from './upload.ts'

type PostRoute = { Params: { id: string; verb: string }; Querystring: Record<string, string | undefined> }
type DeskRoute = { Params: { brand: string; verb: string }; Querystring: Record<string, string | undefined> }

const deskVerb = z.enum(['approve_all', 'freeze', 'unfreeze', 'draft', 'stop_drafting'])

/** Everything that can be pressed, and the forms that some presses open. */
export function servePresses(server: FastifyInstance, deps: Deps, assets: Assets): void {
  server.get<PostRoute>('/posts/:id/:verb', async (request, reply) => {
    const verb = verbOf(request.params.verb)
    return showForm(deps, assets, request, reply, { id: request.params.id, verb, fields: {}, problem: null })
  })

  server.post<PostRoute>('/posts/:id/count', async (request, reply) => {
    const { post, brand } = await postOf(deps, request.params.id)
    const limits = limitsOf(deps, brand, post.account)
    const count = limits.count(parseFields(request.body).text ?? '')
    return reply.send({ count, limit: limits.maxLength, unit: limits.unit })
  })

  server.post<PostRoute>('/posts/:id/:verb', async (request, reply) => {
    const verb = verbOf(request.params.verb)
    return decide(deps, assets, request, reply, verb, { fields: parseFields(request.body), files: new Map() })
  })

  void server.register(async (scope) => {
    await takeUploads(scope)
    scope.post<PostRoute>('/posts/:id/edit', async (request, reply) =>
      decide(deps, assets, request, reply, 'edit', await readForm(request)),
    )
  })

  serveDesk(server, deps, assets)
}

function serveDesk(server: FastifyInstance, deps: Deps, assets: Assets): void {
  server.get<DeskRoute>('/b/:brand/freeze', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const view = viewFor(deps, assets, request, reply, brand)
    return sendPage(
      reply,
      <FreezePage typed={{ fields: {}, problem: null }} back={`/b/${brand.id}`} view={view} />,
    )
  })

  server.post<DeskRoute>('/b/:brand/who', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const { who = '', back } = parseFields(request.body)
    if (!reviewerOf(brand, { surface: 'web', id: who }))
      throw new Refusal('unknown_person', `${brand.name} has no reviewer of that name.`)
    rememberWho(reply, brand.id, who)
    return reply.redirect(safePath(back), 303)
  })

  server.post<DeskRoute>('/b/:brand/:verb', async (request, reply) => {
    const brand = brandOf(deps, request.params.brand)
    const fields = parseFields(request.body)
    const action = deskActionOf(brand, request.params.verb, fields)
    const answer = await handleDesk(deps, identityOf(request, brand.id), action)
    return send(deps, assets, request, reply, brand, answer, fields)
  })
}

/** One press on one post. A form that is refused comes back as it was filled in. */
async function decide(
  deps: Deps,
  assets: Assets,
  request: FastifyRequest<PostRoute>,
  reply: FastifyReply,
  verb: Verb,
  form: Form,
): Promise<FastifyReply> {
  const { post, brand } = await postOf(deps, request.params.id)
  const { fields, problem } = await withFiles(deps, identityOf(request, brand.id), post.id, form)
  const answer = problem ?? (await press(deps, request, { post, brand, verb, fields }))
  if (answer.outcome === 'refused' && formVerbs[verb] && !wantsJson(request)) {
    reply.code(statusOf(answer))
    return showForm(deps, assets, request, reply, { id: post.id, verb, fields, problem: answer.sentence })
  }
  return send(deps, assets, request, reply, brand, answer, fields)
}

async function showForm(
  deps: Deps,
  assets: Assets,
  request: FastifyRequest<PostRoute>,
  reply: FastifyReply,
  asked: { id: string; verb: Verb; fields: Fields; problem: string | null },
): Promise<FastifyReply> {
  const { id, verb, fields, problem } = asked
  const { post, brand } = await postOf(deps, id)
  const view = viewFor(deps, assets, request, reply, brand)
  const card = await loadCard(deps, brand, post)
  const given = { ...request.query, ...fields }
  const version = Number(given.version ?? post.version)
  return sendPage(
    reply,
    <FormPage
      card={card}
      verb={verb}
      arg={given.arg ?? null}
      version={Number.isInteger(version) ? version : post.version}
      back={given.back === undefined ? `/posts/${post.id}` : safePath(given.back)}
      typed={{ fields, problem }}
      view={view}
    />,
  )
}

/** To a script: the answer. Otherwise: back to the page, which shows it once. */
async function send(
  deps: Deps,
  assets: Assets,
  request: FastifyRequest,
  reply: FastifyReply,
  brand: Brand,
  answer: Reply,
  fields: Fields,
): Promise<FastifyReply> {
  if (!wantsJson(request)) {
    rememberFlash(reply, answer)
    return reply.redirect(safePath(fields.back), 303)
  }
  const view = { ...viewFor(deps, assets, request, reply, brand), path: safePath(fields.back) }
  const { outcome, sentence } = answer
  return reply
    .code(statusOf(answer))
    .send({ outcome, sentence, toast: renderPiece(<Toast flash={answer} view={view} />) })
}

/** A form that contradicts itself is answered like any other press. */
async function press(
  deps: Deps,
  request: FastifyRequest,
  { post, brand, verb, fields }: { post: Post; brand: Brand; verb: Verb; fields: Fields },
): Promise<Reply> {
  try {
    return await handle(deps, identityOf(request, brand.id), inputOf(verb, post, fields))
  } catch (error) {
    return replyTo(deps, post.id, error)
  }
}

function verbOf(text: string): Verb {
  const verb = z.enum(Object.keys(formVerbs) as [Verb, ...Verb[]]).safeParse(text)
  if (verb.success) return verb.data
  throw new Refusal('invalid', 'There is no such button. Open the card again.')
}

function deskActionOf(brand: Brand, text: string, fields: Fields): DeskAction {
  const verb = deskVerb.safeParse(text)
  if (!verb.success) throw new Refusal('invalid', 'There is no such button. Reload the page.')
  if (verb.data !== 'freeze') return { verb: verb.data, brand: brand.id }
  return { verb: 'freeze', brand: brand.id, reason: fields.reason?.trim().slice(0, 200) || null }
}

function wantsJson(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('application/json') ?? false
}
