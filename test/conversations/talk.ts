import { expect } from '@jest/globals'
import { hourMs, minuteMs } from '../../src/domain/slot.ts'
import { openRoom, type Room } from '../http/room.ts'
import { names, type StageDesk } from './stage-desk.ts'
import { people, type Fields, type OpenForm, type PersonName, type Seen, type Stage } from './stage.ts'

/** What something looks like: all of `says`, none of `lacks`, and exactly these buttons, in any order. */
export type Look = {
  readonly says?: readonly string[]
  readonly lacks?: readonly string[]
  readonly buttons?: readonly string[]
}

/** Where somebody presses: the card of a post by its network, the head of the day, or something that they saw. */
export type Target = string | Seen

/** One press, or handing in a form that is open. */
export type Act =
  | { readonly presses: string; readonly on: Target }
  | { readonly hands: OpenForm; readonly fields: Fields }

export type PageImage = { readonly field: string; readonly name: string; readonly bytes: Uint8Array }

/** Everything that a script can do or look at. Whatever is done is settled before anybody looks. */
export type Talk = {
  readonly guest: Stage['guest']
  /** The day is drafted before anybody looks; what that calls for is told in the first conversation only. */
  morning(): Promise<void>
  drafts(): Promise<void>
  /** Drafts until `count` posts are written; null: to the end. */
  draftsUpTo(count: number | null): Promise<void>
  /** `09:00`, or `2026-11-21 09:00`. */
  until(moment: string): Promise<void>
  /** Something happens behind the scenes: a network changes its mind. */
  meanwhile(words: string, happens: () => unknown): Promise<void>

  press(person: PersonName, on: Target, label: string): Promise<Seen>
  openForm(person: PersonName, on: Target, label: string): Promise<OpenForm>
  /** Opens a form, hands it in, and answers what it says then. */
  fill(person: PersonName, on: Target, label: string, fields: Fields): Promise<Seen>
  send(person: PersonName, form: OpenForm, fields: Fields): Promise<Seen>
  /** Two at the very same time; `first` is a moment faster. Answers what each was told, in the order of `acts`. */
  atOnce(first: PersonName, acts: Readonly<Partial<Record<PersonName, Act>>>): Promise<readonly Seen[]>
  /** `then`: what has to have happened before anybody looks. */
  command(person: PersonName, line: string, then?: () => Promise<void>): Promise<Seen>
  home(person: PersonName, look: Look): Promise<Seen>
  /** On the web page. `images`: what is uploaded with the form, by the field and the name of its file. */
  decideOnPage(
    person: PersonName,
    network: string,
    verb: string,
    fields?: Fields,
    images?: readonly PageImage[],
  ): Promise<void>
  pageSays(person: PersonName, network: string, words: readonly string[]): Promise<void>
  deleteMessage(seen: Seen): Promise<void>

  told(seen: Seen | undefined, look: Look | string): void
  /** Before the next press of this counts it will be asked about, in these words. */
  asks(seen: Seen, label: string, words: string): void
  card(network: string, look?: Look): Promise<Seen>
  noCard(network: string): Promise<void>
  head(look?: Look): Promise<Seen>
  /** Beginnings, or any part, of each line under the card, in order. */
  thread(network: string, lines: readonly string[]): Promise<void>
  top(lines: readonly string[]): Promise<readonly Seen[]>
  /** The newest of the room's own messages. */
  latest(look: Look): Promise<Seen>
  under(seen: Seen, lines: readonly string[]): Promise<void>
  direct(person: PersonName, lines: readonly string[]): Promise<readonly Seen[]>
  transcript(): string
  leave(): Promise<void>
}

export function openTalk(stage: Stage, desk: StageDesk): Talk {
  const lines: string[] = []
  /** What is yet to be asked, by label. */
  const questions = new Map<string, string>()
  let page: Room | null = null

  async function did<T>(words: string, act: () => Promise<T>, isTold = true): Promise<T> {
    const done = await act()
    await stage.settle()
    const calls = stage.calls()
    const told = isTold ? calls.map((call) => `  ${call}`) : ['  (as in “A morning”)']
    lines.push(`\n${words}`, ...(told.length > 0 ? told : ['  nothing is called']))
    return done
  }

  async function cardOf(network: string): Promise<Seen> {
    const card = await stage.card((await desk.post(network)).id)
    if (!card) throw new Error(`there is no card of ${network}`)
    return card
  }

  const seenOn = async (on: Target) =>
    typeof on !== 'string' ? on : on === 'head' ? stage.head() : cardOf(on)
  const where = (on: Target) =>
    typeof on !== 'string' ? 'what they see' : on === 'head' ? 'the head of the day' : `the card of ${on}`

  async function pageOf(person: PersonName): Promise<Room> {
    page ??= await openRoom(desk.deps)
    page.be(desk.brand.id, names[person])
    return page
  }

  async function pass(moment: string): Promise<void> {
    const end = desk.moment(moment)
    const ahead = end.getTime() - desk.deps.clock.now().getTime()
    const tickMs = ahead > 6 * hourMs ? hourMs : 10 * minuteMs
    for (let at = desk.deps.clock.now(); at < end; ) {
      at = new Date(Math.min((Math.floor(at.getTime() / tickMs) + 1) * tickMs, end.getTime()))
      await desk.runUntil(at, tickMs)
      await stage.settle()
    }
  }

  async function press(person: PersonName, on: Target, label: string): Promise<Seen> {
    const { seen, asked } = await stage.press(person, await seenOn(on), label)
    const question = questions.get(label)
    if (question !== undefined) expect(asked).toContain(question)
    questions.delete(label)
    return seen
  }

  const doneBy = async (person: PersonName, act: Act) =>
    'hands' in act ? act.hands.send(act.fields) : press(person, act.on, act.presses)
  const actWords = ([person, act]: readonly [string, Act]) =>
    'hands' in act
      ? `${person} hands in ${fieldWords(act.fields)}.`
      : `${person} presses “${act.presses}” on ${where(act.on)}.`

  return {
    guest: stage.guest,
    morning: () => did('The day is drafted.', () => desk.draftUpTo(null), false),
    drafts: () => did('The day is drafted.', () => desk.draftUpTo(null)),
    draftsUpTo: (count) =>
      did(
        count === null ? 'The rest of the day is drafted.' : `The day is being drafted: ${count} done.`,
        () => desk.draftUpTo(count),
      ),
    until: (moment) => did(`Time passes until ${moment}.`, () => pass(moment)),
    meanwhile: (words, happens) => did(words, async () => void (await happens())),

    press: (person, on, label) =>
      did(`${person} presses “${label}” on ${where(on)}.`, () => press(person, on, label)),
    openForm: (person, on, label) =>
      did(`${person} opens “${label}” from ${where(on)}.`, async () =>
        stage.openForm(person, await seenOn(on), label),
      ),
    fill: (person, on, label, fields) =>
      did(`${person} opens “${label}” from ${where(on)} and hands in ${fieldWords(fields)}.`, async () =>
        (await stage.openForm(person, await seenOn(on), label)).send(fields),
      ),
    send: (person, form, fields) => did(`${person} hands in ${fieldWords(fields)}.`, () => form.send(fields)),
    atOnce: (first, acts) =>
      did(Object.entries(acts).map(actWords).join(' At the same moment '), async () => {
        desk.race(first)
        return Promise.all(
          people.flatMap((person) => {
            const act = acts[person]
            return act ? [doneBy(person, act)] : []
          }),
        )
      }),
    command: (person, line, then = async () => {}) =>
      did(`${person} types “${line}”.`, async () => {
        const seen = await stage.command(person, await withIds(desk, line))
        await then()
        return seen
      }),
    async home(person, look) {
      const seen = await did(`${person} opens the page of the app.`, () => stage.home(person))
      expectLook(seen, look)
      return seen
    },
    decideOnPage: (person, network, verb, fields = {}, images = []) =>
      did(`${person} decides on the web page: ${verb} ${network}.`, async () => {
        const room = await pageOf(person)
        const { id, version } = await desk.post(network)
        const form = { version: String(version), ...withoutNulls(fields) }
        const sent = images.length > 0 ? { data: formData(form, images) } : { form }
        expect((await room.ask(`/posts/${id}/${verb}`, sent)).status).toBe(303)
      }),
    async pageSays(person, network, words) {
      const room = await pageOf(person)
      const html = await (await room.ask(`/posts/${(await desk.post(network)).id}`)).text()
      for (const one of words) expect(html).toContain(one)
    },
    deleteMessage: (seen) => did('Somebody deletes that message.', () => stage.remove(seen)),

    told: (seen, look) => expectLook(seen, typeof look === 'string' ? { says: [look] } : look),
    asks(seen, label, words) {
      expect(seen.buttons).toContain(label)
      questions.set(label, words)
    },
    async card(network, look = {}) {
      const seen = await cardOf(network)
      expectLook(seen, look)
      return seen
    },
    async noCard(network) {
      expect(await stage.card((await desk.post(network)).id)).toBeNull()
    },
    async head(look = {}) {
      const seen = await stage.head()
      expectLook(seen, look)
      return seen
    },
    thread: async (network, parts) => expectLines(await stage.thread((await desk.post(network)).id), parts),
    async top(parts) {
      const seen = await stage.top()
      expectLines(seen, parts)
      return seen
    },
    async latest(look) {
      const seen = (await stage.top()).at(-1)
      if (!seen) throw new Error('the room is empty')
      expectLook(seen, look)
      return seen
    },
    under: async (seen, parts) => expectLines(await stage.under(seen), parts),
    async direct(person, parts) {
      const seen = await stage.direct(person)
      expectLines(seen, parts)
      return seen
    },
    transcript() {
      expect([...questions.keys()]).toEqual([])
      return `${lines.join('\n')}\n`
    },
    leave: async () => page?.stop(),
  }
}

function expectLook(seen: Seen | undefined, { says = [], lacks = [], buttons }: Look): void {
  if (!seen) throw new Error('nobody was told anything')
  for (const part of says) expect(seen.words).toContain(part)
  for (const part of lacks) expect(seen.words).not.toContain(part)
  if (buttons) expect(seen.buttons.toSorted()).toEqual(buttons.toSorted())
}

/** As many as there are parts, each with its part. */
function expectLines(seen: readonly Seen[], parts: readonly string[]): void {
  const found = seen.map(({ words }, index) => {
    const part = parts[index]
    return part !== undefined && words.includes(part) ? part : words
  })
  expect(found).toEqual(parts)
}

/** `{x}` stands for the id of a post, `{x@}` for its id and the version that it has. */
async function withIds(desk: StageDesk, line: string): Promise<string> {
  const [hole, name = '', seen = ''] = /\{([^@}]+)(@?)\}/.exec(line) ?? []
  if (hole === undefined) return line
  const { id, version } = await desk.post(name)
  return line.replace(hole, seen === '' ? id : `${id}@${version}`)
}

function fieldWords(fields: Fields): string {
  const words = Object.entries(fields).map(([name, value]) => `${name} “${(value ?? '').slice(0, 60)}”`)
  return words.length > 0 ? words.join(', ') : 'the form as it is'
}

function formData(fields: Readonly<Record<string, string>>, images: readonly PageImage[]): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  for (const { field, name, bytes } of images) data.append(field, new Blob([new Uint8Array(bytes)]), name)
  return data
}

function withoutNulls(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? '']))
}
