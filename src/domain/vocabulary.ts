/** What a post's point is. */
export const angles = [
  'plain_fact',
  'benefit',
  'evidence',
  'reason',
  'audience',
  'craft',
  'small_detail',
  'buyer_guide',
  'common_question',
  'first_time',
  'principle',
  'dialogue',
] as const
export type Angle = (typeof angles)[number]

/** How a post's first line opens. */
export const hooks = [
  'question',
  'statement',
  'fact',
  'address',
  'heading',
  'invitation',
  'teaser',
  'team_note',
  'contrast',
  'aside',
] as const
export type Hook = (typeof hooks)[number]

/** How a post is laid out. */
export const formats = ['short', 'paragraphs', 'list', 'question_and_answer', 'letter', 'caption'] as const
export type Format = (typeof formats)[number]

/** One line of English for each angle: for people, and for a model that is to follow it. */
export const angleMeanings: Readonly<Record<Angle, string>> = {
  plain_fact: 'One fact of the brand stands for itself.',
  benefit: 'What the reader gains, then what makes it so.',
  evidence: 'A promise, next to the fact that backs it.',
  reason: 'Why the brand exists and works as it does.',
  audience: 'For whom it is made, and why they would care.',
  craft: 'How the work is done.',
  small_detail: 'A detail that is easily overlooked.',
  buyer_guide: 'What to ask or look at before choosing.',
  common_question: 'A question that people may have, answered plainly.',
  first_time: 'The brand explained to someone who has never heard of it.',
  principle: 'What the brand stands by.',
  dialogue: 'A fact offered for discussion.',
}

export const hookMeanings: Readonly<Record<Hook, string>> = {
  question: 'Opens with a question that the post answers.',
  statement: 'Opens with a plain opinion.',
  fact: 'Opens with the fact itself, without an introduction.',
  address: 'Opens by speaking to the readers it is meant for.',
  heading: 'Opens with a few words set as a heading.',
  invitation: 'Opens by inviting the reader to look or think along.',
  teaser: 'Opens by holding something back for a line.',
  team_note: 'Opens as a note from the team.',
  contrast: 'Opens with what this is not, then says what it is.',
  aside: 'Opens casually, as if by the way.',
}

export const formatMeanings: Readonly<Record<Format, string>> = {
  short: 'One compact paragraph.',
  paragraphs: 'A few short paragraphs.',
  list: 'An opening line and a short list.',
  question_and_answer: 'A question and its answer.',
  letter: 'A greeting, a message, a signature.',
  caption: 'The point, then a line of comment, as under a picture.',
}
