/** Why people reject: a closed list, so that reasons can be counted and learnt from. */
export const rejectionReasons = [
  'Off brand',
  'Not true, or not proven',
  'Wrong tone',
  'Dull',
  'Wrong time',
  'Too like another post',
  'Something else',
] as const
