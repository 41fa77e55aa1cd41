import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readOptions } from '../../../src/bot/chat/commands/read.ts'
import { commandNames, commands } from '../../../src/bot/chat/commands/table.ts'
import { commandJson } from '../../../src/bot/discord/command-json.ts'

/** Where the description of Discord's API lies: beside the repository, or some folders above. */
function specFile(from = process.cwd()): string | null {
  const file = join(from, 'shared/specs/discord/openapi.json')
  if (existsSync(file)) return file
  return dirname(from) === from ? null : specFile(dirname(from))
}

type Json = {
  readonly type: number
  readonly name: string
  readonly description: string
  readonly required?: boolean
  readonly autocomplete?: boolean
  readonly choices?: readonly { readonly name: string; readonly value: string }[]
  readonly options?: readonly Json[]
}
const written = JSON.parse(JSON.stringify(commandJson)) as Json
const every = (one: Json): readonly Json[] => [one, ...(one.options ?? []).flatMap(every)]
const lengthOf = (text: string) => text.length

describe('the command that Discord registers', () => {
  const file = specFile()
  const ifThere = file === null ? it.skip : it
  ifThere('is what Discord describes', () => {
    const { components } = JSON.parse(readFileSync(file ?? '', 'utf8')) as { components: object }
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
    ajv.addSchema({ $id: 'discord', components })
    const validate = ajv.compile({ $ref: 'discord#/components/schemas/ApplicationCommandUpdateRequest' })
    validate(written)
    expect(validate.errors).toBeNull()
    validate({ ...written, description: 'x'.repeat(101) })
    expect(validate.errors).not.toBeNull()
  })

  // https://discord.com/developers/docs/interactions/application-commands#application-command-object
  it('keeps to the limits that the description leaves out', () => {
    const characters = every(written).map(({ name, description, choices = [], options = [], ...rest }) => {
      expect(name).toMatch(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u)
      expect(name).toBe(name.toLowerCase())
      expect(description.length).toBeGreaterThan(0)
      expect(description.length).toBeLessThanOrEqual(100)
      expect(options.length).toBeLessThanOrEqual(25)
      expect(choices.length).toBeLessThanOrEqual(25)
      expect(new Set(options.map((one) => one.name)).size).toBe(options.length)
      expect(rest.autocomplete === true && choices.length > 0).toBe(false)
      const needed = options.map(({ required }) => required ?? false)
      expect(needed).toEqual(needed.toSorted((a, b) => Number(b) - Number(a)))
      for (const choice of choices) {
        expect(lengthOf(choice.name)).toBeGreaterThan(0)
        expect(lengthOf(choice.name)).toBeLessThanOrEqual(100)
      }
      return [name, description, ...choices.flatMap((one) => [one.name, one.value])].map(lengthOf)
    })
    expect(characters.flat().reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(8000)
  })

  it('is for servers alone, and for everybody there', () => {
    expect(commandJson).toMatchObject({ name: 'greenroom', contexts: [0], integration_types: [0] })
    expect(commandJson).not.toHaveProperty('default_member_permissions')
  })

  it('has every command, with the same options as a typed line', () => {
    expect(written.options?.map(({ name }) => name)).toEqual(commandNames)
    for (const { name, options } of commands) {
      const sub = written.options?.find((one) => one.name === name)
      expect(sub?.options?.map((one) => one.name)).toEqual(options.map((one) => one.name))
      expect(sub?.options?.map((one) => one.required)).toEqual(options.map((one) => one.required))
    }
  })

  it('offers no choice that would be refused', () => {
    for (const sub of written.options ?? []) {
      const given = commands.find(({ name }) => name === sub.name)?.example
      for (const { name, choices = [] } of sub.options ?? [])
        for (const { value } of choices)
          expect(readOptions(sub.name, { ...given, [name]: value })).toMatchObject({
            options: { [name]: value },
          })
    }
  })
})
