import { describe, expect, it } from '@jest/globals'
import { formView } from '../../../../src/bot/slack/forms.ts'
import { drafted, pressOn, withText } from '../../chat/drafted.ts'
import { inputsOf, read, responseUrl } from './handed-in.ts'

describe('a long text in a form', () => {
  it('comes back from its boxes as it was, with the change of one of them', async () => {
    const { card } = await drafted()
    const paragraph = 'Fog over the quay, and a ferry in it. '.repeat(40).trim()
    const text = Array.from({ length: 30 }, () => paragraph).join('\n\n')
    const facebook = withText({ ...card, network: 'facebook' }, text, 63_206)
    const view = formView(facebook, pressOn(card, 'edit'), responseUrl, null)
    expect(
      inputsOf(view).filter(({ label }) => label.text.startsWith('Text of Variant A')).length,
    ).toBeGreaterThan(15)
    expect(read(view).input.text).toBe(text)
    const { input } = read(view, { 'text-a.0': 'A new beginning.' })
    expect(input.text).toBe(`A new beginning.${text.slice(paragraph.length)}`)
  })
})
