import type { CopyRequest, Lesson } from '../../ports.ts'

/** What people want of the texts, as far as the twin can tell and follow. */
export type Wishes = {
  readonly length: 'shorter' | 'longer' | null
  readonly otherAngle: boolean
  readonly lessSalesy: boolean
  readonly hashtags: boolean
  readonly emoji: boolean
  readonly exclamations: boolean
  /** Null where nobody said anything. */
  readonly questions: boolean | null
  readonly lists: boolean | null
  /** A reviewer's own words: statements that have to do with them go first. */
  readonly focus: string
  /** Texts that were refused, newest first. */
  readonly rejected: readonly string[]
  /** Lines that people struck out. */
  readonly struck: ReadonlySet<string>
}

type Style = Omit<Wishes, 'focus' | 'rejected' | 'struck'>

/** The brand's voice first, then what its people changed and refused, then the reviewer's note, which has the last word. */
export function wishesOf(request: CopyRequest): Wishes {
  const { brand, lessons, note, account } = request
  const oldestFirst = lessons.filter(({ network }) => network === account.network).toReversed()
  const style = [
    ...brand.voice.do.map(asked),
    ...brand.voice.dont.map((line) => asked(`no ${line}`)),
    ...oldestFirst.map(taught),
    asked(note ?? ''),
  ].reduce<Style>((known, said) => ({ ...known, ...said }), unasked)
  const edits = lessons.filter((lesson) => lesson.kind === 'edited')
  return {
    ...style,
    focus: note ?? '',
    rejected: lessons.filter((lesson) => lesson.kind === 'rejected').map(({ text }) => text),
    struck: new Set(edits.flatMap(struckLines)),
  }
}

const unasked: Style = {
  length: null,
  otherAngle: false,
  lessSalesy: false,
  hashtags: true,
  emoji: true,
  exclamations: true,
  questions: null,
  lists: null,
}

/** Wishes in a person's own words, in English, French, German or Spanish. */
function asked(words: string): Partial<Style> {
  const says = (thing: string) => new RegExp(thing, 'iu').test(words)
  const near = (before: string, thing: string) =>
    says(`${before},?(?:\\s+\\S+){0,3}?(?:\\s+|(?<=[’']))#?(?:${thing})`)
  const refuses = (thing: string) => near(no, thing)
  const wanted = (thing: string) => (refuses(thing) ? false : near(please, thing) ? true : null)
  const [questions, lists] = [wanted(question), wanted(list)]
  return {
    ...(says(shorter) && { length: 'shorter' as const }),
    ...(says(longer) && { length: 'longer' as const }),
    ...(says(otherAngle) && { otherAngle: true }),
    ...((says(salesy) || refuses('sales|advertising|publicité|Werbung|publicidad')) && { lessSalesy: true }),
    ...(refuses('#|hash-?tags?|mots?-dièse') && { hashtags: false }),
    ...(refuses('emojis?|smileys?|émojis?|emoticon\\S*') && { emoji: false }),
    ...(refuses(exclamation) && { exclamations: false }),
    ...(questions !== null && { questions }),
    ...(lists !== null && { lists }),
  }
}

const no =
  "(?<!\\p{L})(?:no|not|without|drop|remove|skip|lose|leave out|fewer|less|avoid|don.?t|sans|pas d[e’']|moins de|évitez?|enlevez?|retirez?|keine?n?|ohne|weniger|sin|quitar?|nada de|menos|evitar?)"
const please =
  '(?<!\\p{L})(?:as|with|use|add|make|ask|end|pose[rz]?|avec|ajoute[rz]?|comme|termine[rz]?|mit|als|stell\\p{L}*|haz|hacer|haga|con|como|añad\\p{L}*|termina\\p{L}*)'
const shorter =
  'shorter|too long|concise|keep it (?:short|brief)|(?:short|brief) (?:posts|texts|sentences)|plus court|trop long|raccourci|plus bref|kürzer|zu lang|knapper|kurz (?:fassen|halten)|más corto|más breve|demasiado largo|acort'
const longer =
  '\\blonger|more detail|too short|plus long|plus de détail|trop court|länger|ausführlicher|zu kurz|más largo|más detalle|demasiado corto'
const otherAngle =
  '(?:other|another|different|new) (?:angle|approach|take)|autre (?:angle|approche)|ander\\S+ (?:Blickwinkel|Ansatz|Winkel)|otro (?:ángulo|enfoque)'
const salesy =
  'salesy|less (?:promotional|pushy)|too (?:promotional|pushy)|hard sell|moins (?:commercial|vendeur|publicitaire)|trop (?:commercial|vendeur|publicitaire)|werblich|verkäuferisch|(?:menos|demasiado) (?:comercial|publicitario|vendedor)'
const exclamation = 'exclamation|Ausrufe\\S*|points? d.exclamation|(?:signos? de )?exclamaci\\S*|!'
const question = 'questions?(?!\\p{L})|Fragen?(?!\\p{L})|preguntas?(?!\\p{L})'
const list = 'bullet|lists?(?!\\p{L})|liste(?!\\p{L})|puces|Aufzählung|lista(?!\\p{L})|viñetas'

/** What an edit shows, or what the reason of a refusal asks for. */
function taught(lesson: Lesson): Partial<Style> {
  if (lesson.kind === 'rejected') return asked(`${lesson.reason}. ${lesson.note ?? ''}`)
  const { before, after } = lesson
  const removed = (sign: RegExp) => sign.test(before) && !sign.test(after)
  return {
    ...(after.length < before.length * 0.7 && { length: 'shorter' as const }),
    ...(removed(/#[\p{L}\p{N}]/u) && { hashtags: false }),
    ...(removed(/\p{Extended_Pictographic}/u) && { emoji: false }),
    ...(removed(/!/) && { exclamations: false }),
    ...(removed(/\?/) && { questions: false }),
    ...(removed(/^• /m) && { lists: false }),
  }
}

function struckLines(edit: { readonly before: string; readonly after: string }): readonly string[] {
  return linesOf(edit.before).filter((line) => !edit.after.includes(line))
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\n+|(?<=[.?!]) /)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
