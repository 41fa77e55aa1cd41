import type { Brand } from '../../domain/brand.ts'
import { dateIn } from '../../domain/slot.ts'
import type { ChatName, Deps, StoreChange } from '../../ports.ts'
import { gather, type Gatherer } from './gather.ts'
import { afterMs, type After } from './runner.ts'
import { isMorning } from './room-wishes.ts'
import { tendRooms, type Changes } from './tend-rooms.ts'
import { forgetOver } from './tell-trouble.ts'

export type Rooms = {
  /** Looks at everything of a brand, or of every brand, again: it is new, or its file has changed. */
  lookAgain(brand?: string): void
  /**
   * To be called every minute: begins the day of each brand whose morning has come, draws cards anew whose slots have passed, and finishes what
   * has to wait for the room.
   */
  wake(): void
  /** Once everything that was heard has been wished for. */
  settled(): Promise<void>
  stop(): Promise<void>
}

type Needs = Pick<Deps, 'store' | 'clock' | 'brands' | 'log'>

/** Why to look: the store has changed, anything may have, a day begins, a minute has gone by, or cards wait for a newer one to point to. */
type Heard = Pick<StoreChange, 'kind' | 'id'> | 'everything' | 'morning' | 'minute' | 'pointing'

type Keeper = {
  readonly heard: Gatherer<Heard>
  /** The day that has been begun, in the brand's zone. */
  begunOn: string | null
  /** Cards say of slots that have passed by then that they have. */
  drawnAt: Date
  pointing: ReadonlySet<string>
}

/**
 * Keeps the table of messages in line with the truth: what each chat room of each brand ought to show. It looks at everything once at
 * the start, which makes up for whatever was committed while nobody listened, and then at what changes.
 */
export function openRooms(deps: Needs, surfaces: readonly ChatName[], after: After = afterMs): Rooms {
  const keepers = new Map<string, Keeper>()

  async function look(id: string, keeper: Keeper, all: readonly Heard[]): Promise<void> {
    const brand = deps.brands.get(id)
    // Its file is gone: once it is back, everything is looked at.
    if (!brand) return void keepers.delete(id)
    const now = deps.clock.now()
    const isMinute = all.includes('minute')
    const heard: Heard[] = all.filter((one) => one !== 'minute')
    if (isMinute) heard.push(...(await passedSlots(brand, keeper.drawnAt, now)))
    // Whatever is heard first in the morning begins the day, so that older cards come up before those that are being drafted.
    const isBeginning = isMorning(brand, now) && keeper.begunOn !== dateIn(now, brand.timeZone)
    if (isBeginning) heard.push('morning')
    if (heard.length > 0) await tend(brand, keeper, heard)
    if (isBeginning) keeper.begunOn = dateIn(now, brand.timeZone)
    if (isMinute) keeper.drawnAt = now
  }

  async function tend(brand: Brand, keeper: Keeper, heard: readonly Heard[]): Promise<void> {
    const changes = changesOf(heard, keeper.pointing)
    const isWhole = changes.everything || changes.morning
    const pointing = await tendRooms(deps, brand, surfaces, changes)
    if (isWhole) await forgetOver(deps, brand, changes.morning)
    const isLooked = (post: string) => changes.posts.has(post) || changes.pointing.has(post)
    const others = isWhole ? [] : [...keeper.pointing].filter((post) => !isLooked(post))
    keeper.pointing = new Set([...others, ...pointing])
  }

  /** Of posts that nobody has decided on in time. */
  async function passedSlots(
    { id: brand }: Brand,
    dueFrom: Date,
    dueBefore: Date,
  ): Promise<readonly Heard[]> {
    const status = ['in_review'] as const
    const posts = await deps.store.posts({ brand, status, dueFrom, dueBefore, simulated: false })
    return posts.map(({ id }) => ({ kind: 'post', id }))
  }

  function keeperOf(id: string): Keeper {
    const known = keepers.get(id)
    if (known) return known
    const heard = gather<Heard>((all) => look(id, keeper, all), {
      pauseMs,
      retryMs,
      after,
      onFailure: (err) =>
        deps.log.error({ err, brand: id }, 'what the rooms ought to show could not be kept'),
    })
    const keeper: Keeper = { heard, begunOn: null, drawnAt: deps.clock.now(), pointing: new Set() }
    keepers.set(id, keeper)
    heard.add('everything')
    return keeper
  }
  const everyone = () => deps.brands.all().map(({ id }) => id)

  const stopListening = deps.store.onChange(({ kind, brand, id }) => {
    if (kind === 'message') return
    for (const one of brand === wholeDesk ? everyone() : [brand]) keeperOf(one).heard.add({ kind, id })
  })
  for (const id of everyone()) keeperOf(id)

  return {
    lookAgain(brand) {
      for (const id of brand === undefined ? everyone() : [brand]) keeperOf(id).heard.add('everything')
    },
    wake() {
      for (const brand of deps.brands.all()) {
        const { heard, begunOn, pointing } = keeperOf(brand.id)
        const now = deps.clock.now()
        heard.add('minute')
        if (begunOn !== dateIn(now, brand.timeZone) && isMorning(brand, now)) heard.add('morning')
        else if (pointing.size > 0) heard.add('pointing')
      }
    },
    async settled() {
      await Promise.all([...keepers.values()].map(({ heard }) => heard.settled()))
    },
    async stop() {
      stopListening()
      await Promise.all([...keepers.values()].map(({ heard }) => heard.stop()))
    },
  }
}

/** Changes come in flocks: a pass tells of itself before and after each post. */
const pauseMs = 100
const retryMs = 1000

/** Under which the store tells of what concerns every brand. */
const wholeDesk = 'desk'

function changesOf(all: readonly Heard[], pointing: ReadonlySet<string>): Changes {
  const told = all.flatMap((one) => (typeof one === 'string' ? [] : [one]))
  const has = (...kinds: readonly StoreChange['kind'][]) => told.some(({ kind }) => kinds.includes(kind))
  const posts = told.flatMap(({ kind, id }) => (kind === 'post' ? [id] : []))
  // A store that could not listen for a while says of every kind that anything of it may have changed.
  const everything = all.includes('everything') || posts.includes(wholeDesk)
  const morning = all.includes('morning')
  return {
    everything,
    morning,
    posts: new Set(posts),
    pointing: all.includes('pointing') ? pointing : new Set(),
    head: everything || morning || has('post', 'pass', 'freeze', 'notice'),
    drafting: told.some(({ kind, id }) => kind === 'pass' && id !== wholeDesk),
    figures: has('metrics'),
    reports: everything || has('report'),
  }
}
