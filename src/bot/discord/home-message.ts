import type { PostCard } from '../card.ts'
import type { Home, HomeBrand } from '../chat/home.ts'
import {
  dayLines,
  healthWords,
  lastReportWords,
  shownAccounts,
  strangerWords,
  waitingTitle,
} from '../chat/home-lines.ts'
import { opening } from '../chat/opening.ts'
import type { Line } from '../chat/say.ts'
import { plural } from '../names.ts'
import { dayComponents } from './components/day.ts'
import { cardComponents } from './components/post-card.ts'
import type { DiscordMessage } from './discord-message.ts'
import { packed, wordsUnits, type Unit } from './units.ts'

// Nobody reads further, and every message more makes the first one wait: what is left out is counted, with the command that shows it.
const brandsShown = 4
const cardsShown = 12
const dayUnitsShown = 2
const accountUnitsShown = 2
const problemsShown = 300
const figuresShown = 1500

/**
 * What somebody sees who asks for their desk: for each of their brands what waits for them, with buttons that work here, and how it stands.
 */
export function homeMessages({ brands }: Home, user: string): readonly DiscordMessage[] {
  if (brands.length === 0) return packed(wordsUnits([[strangerWords, { code: user }]]))
  const shown = brands.slice(0, brandsShown)
  const left = brands.length - shown.length
  let room = cardsShown
  const units = shown.flatMap((brand, index) => {
    // An equal share of what those before have left.
    const share = Math.ceil(room / (shown.length - index))
    room -= Math.min(share, brand.waiting.length)
    return brandUnits(brand, share)
  })
  return packed([
    ...units,
    ...(left > 0 ? wordsUnits([[`And ${plural(left, 'more brand')}: /greenroom today`]]) : []),
  ])
}

function brandUnits(brand: HomeBrand, share: number): readonly Unit[] {
  const cards = brand.waiting.slice(0, share)
  const left = brand.waiting.length - cards.length
  return [
    { components: dayComponents(brand.day) },
    ...wordsUnits([[{ strong: waitingTitle(brand) }]]),
    ...cards.map(cardUnit),
    ...(left > 0 ? wordsUnits([[`And ${left} more: /greenroom queue`]]) : []),
    ...shortUnits(dayLines(brand), dayUnitsShown, 'And more: /greenroom plan'),
    ...shortUnits(accountLines(brand), accountUnitsShown, 'And more: /greenroom status'),
    ...wordsUnits([lastReportLine(brand)]),
  ]
}

function cardUnit(card: PostCard): Unit {
  return { components: cardComponents(card, []) }
}

function shortUnits(lines: readonly Line[], most: number, where: string): readonly Unit[] {
  const units = wordsUnits(lines)
  return units.length <= most ? units : [...units.slice(0, most), ...wordsUnits([[where]])]
}

function accountLines(brand: HomeBrand): readonly Line[] {
  const { shown, others } = shownAccounts(brand)
  return [
    [{ strong: 'Accounts' }],
    ...shown.map(
      (account): Line => [{ strong: account.label }, `: ${opening(healthWords(account), problemsShown)}`],
    ),
    ...(others === null ? [] : [[others]]),
  ]
}

function lastReportLine(brand: HomeBrand): Line {
  const { figures, where } = lastReportWords(brand)
  return [{ strong: 'Last report' }, `: ${opening(figures, figuresShown)}${where}`]
}
