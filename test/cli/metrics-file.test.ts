import { describe, expect, it } from '@jest/globals'
import { maxFileBytes, parseMetricsFile } from '../../src/cli/metrics-file.ts'

const header = 'post,day,impressions,engagements,clicks'
const row = { postId: 'p1', day: '2026-11-16', impressions: 100, engagements: 20, clicks: 5 }

describe('a CSV file', () => {
  it('is read line by line', () => {
    expect(parse(`${header}\np1,2026-11-16,100,20,5\n\np2,2026-11-17,1,0,0\n`)).toEqual({
      rows: [
        { line: 2, ...row },
        { line: 4, postId: 'p2', day: '2026-11-17', impressions: 1, engagements: 0, clicks: 0 },
      ],
      mistakes: [],
      warnings: [],
    })
  })

  it('may come from a spreadsheet: byte order mark, semicolons or tabs, CRLF, quotes, columns in any order and case', () => {
    const excel =
      '\uFEFFDay; POST ;Clicks;Impressions;Engagements;Remark\r\n2026-11-16;"p1";5;100;20;"a; b"\r\n'
    expect(parse(excel).rows).toEqual([{ line: 2, ...row }])
    expect(parse(`${header}\np1,2026-11-16,100,20,5`.replaceAll(',', '\t')).rows).toEqual([
      { line: 2, ...row },
    ])
  })

  it('has every mistake of every line named at once', () => {
    const file = parse(`${header}\n,16.11.2026,-1,1.234,5\np1,2026-11-16,100,20,5\np2,2026-02-30,1,1,\n`)
    expect(file.rows).toEqual([{ line: 3, ...row }])
    const whole = 'expected a whole number from 0, such as 1234'
    expect(file.mistakes).toEqual([
      {
        line: 2,
        reason:
          'post: found nothing, expected the id of a post; ' +
          'day: found "16.11.2026", expected a day that exists, such as 2026-11-16; ' +
          `impressions: found "-1", ${whole}; engagements: found "1.234", ${whole}.`,
      },
      {
        line: 4,
        reason: `day: found "2026-02-30", expected a day that exists, such as 2026-11-16; clicks: found nothing, ${whole}.`,
      },
    ])
  })

  it('names missing columns with what was found and what is expected', () => {
    expect(parse('id,day,impressions\n').mistakes).toEqual([
      {
        line: 1,
        reason:
          'Missing columns post, engagements, clicks: found "id", "day", "impressions", ' +
          'expected post, day, impressions, engagements, clicks.',
      },
    ])
  })

  it('refuses a column that stands there twice', () => {
    expect(parse(`${header},day\n`).mistakes[0]?.reason).toBe('The column day stands there twice; keep one.')
  })

  it('names the line of a quotation mark that breaks it', () => {
    const [mistake] = parse(`${header}\np1,2026-11-16,1,1,1\np1,2026-11-17,1,1,"1\n`).mistakes
    expect(mistake?.line).toBeGreaterThanOrEqual(3)
    expect(mistake?.reason).toMatch(/quotation mark/)
  })

  it('gets a warning, and is taken, where clicks exceed impressions', () => {
    const file = parse(`${header}\np1,2026-11-16,4,20,5\n`)
    expect(file.rows).toHaveLength(1)
    expect(file.warnings).toEqual([{ line: 2, reason: 'More clicks (5) than impressions (4).' }])
  })
})

describe('a JSON file', () => {
  const item = { post: 'p1', day: '2026-11-16', impressions: 100, engagements: 20, clicks: 5 }

  it('is an array of objects, each known by the line on which it begins', () => {
    expect(parse(JSON.stringify([item, item], null, 2)).rows).toEqual([
      { line: 2, ...row },
      { line: 9, ...row },
    ])
  })

  it('has mistakes named with their lines, braces in texts notwithstanding', () => {
    const text = `[\n{"post":"a\\"}],[{","day":1,"impressions":1.5,"engagements":0,"clicks":0},\n7,\n${JSON.stringify(item)}]`
    const file = parse(text)
    expect(file.rows).toEqual([{ line: 4, ...row }])
    expect(file.mistakes).toEqual([
      {
        line: 2,
        reason:
          'day: found 1, expected a day that exists, such as 2026-11-16; ' +
          'impressions: found 1.5, expected a whole number from 0, such as 1234.',
      },
      { line: 3, reason: 'Item 2 is not an object with post, day, impressions, engagements, clicks.' },
    ])
  })

  it('that is none is answered with the line where it breaks, or with the words around it', () => {
    const [comma] = parse('[\n{"post": "p1",\n"day": "2026-11-16"\n"clicks": 1}\n]').mistakes
    expect(comma?.line).toBe(4)
    expect(comma?.reason).toMatch(/^This is not valid JSON: /)
    const [value] = parse('[\n{"post": "p1",\n"day": }\n]').mistakes
    expect(value?.reason).toContain('day": }')
  })

  it('that is an object is answered with what is expected', () => {
    expect(parse('{"post":"p1"}').mistakes[0]?.reason).toMatch(/^Expected a JSON array of objects/)
  })
})

describe('any file', () => {
  it('is bounded in size', () => {
    const [mistake] = parseMetricsFile(new Uint8Array(maxFileBytes + 1)).mistakes
    expect(mistake?.reason).toBe('The file has 11 MB; at most 10 are read. Split it into smaller files.')
  })

  it.each([
    ['a text of megabytes', JSON.stringify(['a'.repeat(9e6)])],
    ['a text of line breaks', JSON.stringify(['\n'.repeat(4e6)])],
    ['lists in lists', `[{"post":${'['.repeat(1e6)}${']'.repeat(1e6)}}]`],
    ['a number of megabytes', `[${'1'.repeat(9e6)}]`],
  ])('is answered with sentences: %s', (_, text) => {
    const [mistake] = parse(text).mistakes
    expect(mistake?.line).toBe(1)
    expect(mistake?.reason.length).toBeLessThan(500)
  })

  it('must be UTF-8', () => {
    const utf16 = Buffer.from(`\uFEFF${header}`, 'utf16le')
    const latin1 = Buffer.from(`${header}\ncaf\u00e9,2026-11-16,1,1,1`, 'latin1')
    const utf16Bare = Buffer.from(header, 'utf16le')
    for (const bytes of [utf16, utf16Bare, latin1]) {
      expect(parseMetricsFile(bytes).mistakes[0]?.reason).toBe(
        'The file is not UTF-8 text. In a spreadsheet, save it as "CSV UTF-8".',
      )
    }
  })

  it('that is empty is told what its first line should be', () => {
    expect(parse(' \n').mistakes[0]?.reason).toBe(`The file is empty. Its first line should be ${header}.`)
  })
})

function parse(text: string) {
  return parseMetricsFile(new TextEncoder().encode(text))
}
