import { expect, it } from '@jest/globals'
import { typedLines } from '../../../src/bot/chat/decide-click.ts'
import { lineText } from './chat-desk.ts'

it('what was typed is given back under the names that its form had, on whichever surface', () => {
  const fields = {
    variant: 'b',
    'text-b': 'Fog.',
    'alt-b-1': 'A quay',
    at: '2026-11-19T12:00',
    permalink: 'https://x.example/1',
    text: 'Fog again.',
    'alt-0': 'A loft',
    note: '',
  }
  expect(typedLines({ fields }).map(lineText)).toEqual([
    'What you typed:',
    'Variant: b',
    'Text of variant B: Fog.',
    'Alternative text 2 of variant B: A quay',
    'Day and time: 2026-11-19 12:00',
    'Link: https://x.example/1',
    'Text: Fog again.',
    'Alternative text 1: A loft',
  ])
})
