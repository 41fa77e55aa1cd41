import fc from 'fast-check'

const tricks = [
  '<!channel>',
  '<!here|here>',
  '<@U1ATTACK>',
  '<#C1>',
  '<!subteam^S1>',
  '<https://evil.example|your bank>',
  '<!date^0^{date}^https://evil.example|soon>',
  '&amp;',
  '&lt;!channel&gt;',
  '*bold*',
  '_it_',
  '~no~',
  '`code`',
  '```\nblock\n```',
  '\n> quoted',
  '\n>>> all',
  '＞ wide',
  '＊wide＊',
  ':shrimp:',
  ':a::b:',
  '@channel',
  '#general',
  'https://evil.example',
  '\u202eesrever',
  '\u200b',
  '\u2066',
  '\ufeff',
  '\u00ad',
  '\u0000',
  '\r\n',
  '\u2028',
  '\ud83d',
  '\udc00',
  '👩‍👩‍👧‍👦',
  '❤️',
  '1️⃣',
  '日本語',
  'می‌خواهم',
  `e${'\u0301'.repeat(300)}`,
  '\t',
  ' ',
  '\n\n',
  '|',
  '"',
  '\\',
  '</script>',
  'desk|unfreeze|x',
]

/** Texts as they may come from outside: tricks, any Unicode, halves of characters; up to 10,000 UTF-16 units. */
export const hostileText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constantFrom(...tricks),
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.string({ unit: 'grapheme', maxLength: 30 }),
      ),
      {
        maxLength: 40,
      },
    ),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.integer({ min: 2, max: 60 }) },
    ),
  )
  .map(([parts, times]) => parts.join('').repeat(times).slice(0, 10_000))
