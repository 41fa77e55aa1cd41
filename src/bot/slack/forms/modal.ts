import type { ModalView } from '@slack/types'
import { slackLimits } from '../limits.ts'
import { plain, plainLines } from '../text.ts'

export function modal(title: string, rest: Omit<ModalView, 'type' | 'title'>): ModalView {
  return { type: 'modal', title: plain(title, slackLimits.viewTitle.max), ...rest }
}

/** A page with one sentence and nothing to fill in. */
export function sentenceView(title: string, sentence: string): ModalView {
  return modal(title, {
    close: plain('Close', slackLimits.viewButton.max),
    blocks: [{ type: 'section', text: plainLines(sentence) }],
  })
}
