/** What Slack takes, in UTF-16 units or in elements. Everything that is drawn fits by construction; tests hold it against a table of their own. */
export const slackLimits = {
  messageBlocks: limit(50, 'reference/block-kit/blocks'),
  viewBlocks: limit(100, 'reference/block-kit/blocks'),
  /**
   * Of all blocks of a message in sum, as `weightOf` counts. Not published: messages of about 13,200 characters were refused with
   * `msg_blocks_too_long`, in one case 11,341 characters of text in many small blocks; a maintainer speaks of 12,000 of text.
   */
  messageWeight: limit(11_000, 'https://github.com/slackapi/bolt-js/issues/2509 and 2867'),
  /** Of `text` beside blocks. 40,000 at posting, but 4,000 at updating, which some have measured to be bytes. */
  messageText: limit(1000, 'reference/methods/chat.update'),
  header: limit(150, 'reference/block-kit/blocks/header-block'),
  sectionText: limit(3000, 'reference/block-kit/blocks/section-block'),
  /** Of any text object that has no tighter limit; at least 1. */
  text: limit(3000, 'reference/block-kit/composition-objects/text-object'),
  actionsElements: limit(25, 'reference/block-kit/blocks/actions-block'),
  buttonText: limit(75, 'reference/block-kit/block-elements/button-element'),
  buttonValue: limit(2000, 'reference/block-kit/block-elements/button-element'),
  overflowOptions: limit(5, 'reference/block-kit/block-elements/overflow-menu-element'),
  optionText: limit(75, 'reference/block-kit/composition-objects/option-object'),
  confirmTitle: limit(100, 'reference/block-kit/composition-objects/confirmation-dialog-object'),
  confirmText: limit(300, 'reference/block-kit/composition-objects/confirmation-dialog-object'),
  confirmButton: limit(30, 'reference/block-kit/composition-objects/confirmation-dialog-object'),
  fileAlt: limit(1000, 'reference/methods/files.getUploadURLExternal'),
  viewTitle: limit(24, 'reference/views/modal-views'),
  viewButton: limit(24, 'reference/views/modal-views'),
  viewMetadata: limit(3000, 'reference/views/modal-views'),
  inputLabel: limit(2000, 'reference/block-kit/blocks/input-block'),
  placeholder: limit(150, 'reference/block-kit/block-elements/plain-text-input-element'),
  inputValue: limit(3000, 'reference/block-kit/block-elements/plain-text-input-element'),
} as const

/**
 * What something adds to a message, counted so that Slack cannot count more: the length of its JSON, and `&`, `<` and `>` as
 * the entities that Slack stores.
 */
export function weightOf(value: unknown): number {
  return writtenLength(JSON.stringify(value))
}

/** Length of a text once `&`, `<` and `>` are entities. */
export function writtenLength(text: string): number {
  let length = text.length
  for (const [character] of text.matchAll(/[&<>]/g)) length += character === '&' ? 4 : 3
  return length
}

type Limit = { readonly max: number; readonly source: string; readonly checkedOn: string }

function limit(max: number, source: string): Limit {
  return {
    max,
    source: source.replace(/^reference/, 'https://docs.slack.dev/reference'),
    checkedOn: '2026-11-20',
  }
}
