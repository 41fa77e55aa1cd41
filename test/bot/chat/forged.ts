import { harbour } from '../desk.ts'

/** Another brand of the same desk, with a post of its own, `fern-1`, that is none of Ann's. */
export const fern = { ...harbour, id: 'blue-fern', name: 'Blue Fern' }

export const notOurs = 'This button is not one of ours. Open the card again and use the button there.'
export const notFern =
  'You are not a reviewer of Blue Fern here. Ask for your id (<ann>) to be added to the brand file.'
const gone = 'This post is no longer there.'
const slot = 'Give a day that exists and a time, for example 2026-11-20 at 12:00.'
const never =
  'There is no version 7 of this post: the latest is 1. Look at that one first. Latest: The copywriter wrote 3 variants (offline twin).'

/** What no button of ours carries. */
export const garbage: readonly string[] = [
  'forged',
  '|',
  '||||',
  'approve',
  'approve|x',
  'approve||1',
  'approve|x|',
  'approve|../etc/passwd|1',
  'approve|x|1|a|b',
  'approve|x|01',
  'approve|x|1e0',
  'approve|x|-1',
  'approve|x|0.5',
  'approve|x|NaN',
  'approve|x|9007199254740993',
  ' approve|x|1',
  'approve|x|1 ',
  'approve|x|1\n',
  'APPROVE|x|1',
  'approve|ｘ|1',
  'approve|x\u0000|1',
  '\u202eevorppa|x|1',
  '{"verb":"approve","postId":"x","version":1}',
  '__proto__|x|1',
  'constructor|x|1',
  'toString|x|1',
  'hasOwnProperty|x|1|y',
  'desk|freeze|north-harbour-coffee',
  'desk|__proto__|north-harbour-coffee',
  'desk|approve_all|__proto__',
  'desk|approve_all|north-harbour-coffee|x',
  'desk|approve_all',
  'look|constructor|x',
  'look|why|../x',
]

/** What, what a button carries, and what is said. `<x>` stands for the id of the post that was seen, `<ann>` for hers. */
export const forged: readonly (readonly [string, string, string])[] = [
  ['the post of another brand', 'approve|fern-1|1', notFern],
  [
    'another verb',
    'retry|<x>|1',
    'This post is waiting for review. Latest: The copywriter wrote 3 variants (offline twin).',
  ],
  ['a later version', 'approve|<x>|7', never],
  ['the name of a prototype', 'approve|__proto__|1', gone],
  ['the name of a constructor', 'approve|constructor|1', gone],
  ['a slot that does not exist', 'approve|<x>|1|2026-13-45T99:99[Europe/Berlin]', slot],
  ['a slot that is none', 'approve|<x>|1|constructor', slot],
  ['a slot in a zone that does not exist', 'approve|<x>|1|2026-11-21T12:00[Mars/Base]', slot],
  ['a variant that does not exist', 'choose|<x>|1|zz', 'There is no variant zz.'],
  ['a variant that is none', 'choose|<x>|1|__proto__', 'Choose a variant.'],
  ['an answer that is none', 'answer|<x>|1|maybe', 'Say whether it is live.'],
  [
    'a brand that does not exist',
    'desk|approve_all|constructor',
    'There is no brand constructor. Is its file in the brands folder, and without mistakes?',
  ],
  ['the day of another brand', 'desk|approve_all|blue-fern', notFern],
]
