import type { Brand } from '../../domain/brand.ts'
import { contentHash, contentOf, draftOf, type Post } from '../../domain/post.ts'
import type { Deps } from '../../ports.ts'
import { why } from '../../service/why.ts'
import type { Button, DraftView, PostCard, VariantView } from '../card.ts'
import { severityWords, standing, writerWords } from '../card-words.ts'
import type { Identity } from '../identity.ts'
import { loadCard, postFor } from '../load.ts'
import { accountName, plural } from '../names.ts'
import { answering, saying, type Answer } from './answer.ts'
import type { Look } from './chat-press.ts'
import type { Line } from './say.ts'

/** More of a post than its card holds, for reviewers of its brand. Never throws. */
export function look(
  deps: Deps,
  who: Identity,
  asked: { readonly what: Look; readonly postId: string },
): Promise<Answer> {
  return answering(deps, async () => {
    const { post, brand } = await postFor(deps, who, asked.postId)
    return lookAt(deps, brand, post, asked.what)
  })
}

/** The same for somebody who is known to be a reviewer of `brand`. */
export async function lookAt(deps: Deps, brand: Brand, post: Post, what: Look): Promise<Answer> {
  const card = await loadCard(deps, brand, post)
  switch (what) {
    case 'variants':
      return variantsAnswer(card)
    case 'text':
      return textAnswer(card)
    case 'why':
      return whyAnswer(deps, post, card)
  }
}

function variantsAnswer(card: PostCard): Answer {
  const { draft } = card
  if (!draft) return notDrafted(card)
  const views = [draft.chosen, ...draft.others]
  return saying([heading(card), ...views.flatMap((view) => variantLines(view, draft))], {
    buttons: views.flatMap((view) => chooseButton(view)),
  })
}

function textAnswer(card: PostCard): Answer {
  const { draft } = card
  if (!draft) return notDrafted(card)
  const { id, text } = draft.chosen
  return saying([
    heading(card),
    [{ strong: `Variant ${id.toUpperCase()}` }, countWords(draft.chosen)],
    [{ quote: text }],
    ...imageLines(draft.chosen),
  ])
}

async function whyAnswer(deps: Deps, post: Post, card: PostCard): Promise<Answer> {
  const { lines, entries, chain } = await why(deps, post.id)
  const [label, rest] = standing(card.state)
  const verdict = chain.ok
    ? [`The audit trail is whole: ${plural(chain.entries, 'entry', 'entries')}, head `, { code: chain.head }]
    : [{ strong: 'The audit trail is broken' }, `: ${chain.reason}.`]
  return saying([
    heading(card),
    [{ strong: label }, rest],
    [`${card.brief.join(' · ')}${card.simulated ? ' · simulated' : ''}`],
    ...lines.map(({ at, who, what }): Line => [{ at, show: 'date' }, ' ', { strong: who }, ` ${what}`]),
    ...judgementLines(card.draft),
    ...hashLines(post),
    [`Entries about this post: ${entries.join(', ') || 'none'}.`],
    verdict,
  ])
}

/** What the rules made of the words that would go out, and who wrote them. */
function judgementLines(draft: DraftView | null): readonly Line[] {
  if (!draft) return []
  const { chosen, writer } = draft
  return [
    [{ strong: `Variant ${chosen.id.toUpperCase()}` }, `: ${chosen.risk.label}, ${chosen.risk.sum}`],
    ...findingLines(chosen),
    [writerWords(writer)],
  ]
}

/** An approval holds for the content whose hash it names, and for no other. */
function hashLines(post: Post): readonly Line[] {
  const draft = draftOf(post)
  if (!draft) return []
  const hash = contentHash(contentOf({ ...post, ...draft }))
  const approvals = 'approvals' in post ? post.approvals : []
  return [
    [`Content of version ${post.version}: `, { code: hash }],
    ...approvals.map(
      (one): Line => [
        `Approval of version ${one.version} (`,
        { at: one.at, show: 'date' },
        '): ',
        { code: one.hash },
        one.hash === hash ? ', the same' : ', not the same',
      ],
    ),
  ]
}

function variantLines(view: VariantView, { chosen }: DraftView): readonly Line[] {
  const mark = view === chosen ? ', the one that would go out' : ''
  return [
    [
      { strong: `Variant ${view.id.toUpperCase()}` },
      `${mark}${countWords(view)} · ${view.brief.join(' · ')}`,
    ],
    [{ quote: view.text }],
    ...imageLines(view),
    [`${view.risk.label}, ${view.risk.sum}`],
    ...findingLines(view),
  ]
}

/** An answer has no pictures: their words have to do. */
function imageLines({ media }: VariantView): readonly Line[] {
  return media.map(
    ({ name, alt }): Line => [`${name}: `, alt === '' ? 'no alternative text' : { quote: alt }],
  )
}

function findingLines({ findings }: VariantView): readonly Line[] {
  return findings.map(
    ({ severity, message, evidence }): Line => [
      { strong: severityWords[severity] },
      ` ${message}`,
      ...(evidence === null ? [] : [' “', evidence, '”']),
    ],
  )
}

/** Its label has to say which one, since it stands apart from the text. */
function chooseButton({ id, choose }: VariantView): readonly Button[] {
  return choose ? [{ ...choose, label: `Use variant ${id.toUpperCase()}` }] : []
}

function countWords({ count, limit, unit }: VariantView): string {
  return ` · ${count.toLocaleString('en-GB')} of ${limit.toLocaleString('en-GB')} ${unit}`
}

function notDrafted(card: PostCard): Answer {
  return saying([heading(card), [`It has no text yet. ${card.state.sentence}`]])
}

function heading(card: PostCard): Line {
  const { dueAt, id, version } = card
  return [
    { strong: accountName(card) },
    ' · ',
    { at: dueAt, show: 'date' },
    ' · ',
    { code: `${id}@${version}` },
  ]
}
