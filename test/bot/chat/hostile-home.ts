import type { Home, HomeBrand } from '../../../src/bot/chat/home.ts'

/** A desk whose every word comes from outside: `count` brands, each with `times` the cards that wait. */
export function hostileHome(
  brand: HomeBrand,
  words: string,
  other: string,
  count: number,
  times: number,
): Home {
  const waiting = brand.waiting.map((card) => ({
    ...card,
    handle: words,
    state: { ...card.state, sentence: other },
    draft: card.draft && { ...card.draft, chosen: { ...card.draft.chosen, text: words } },
  }))
  const one: HomeBrand = {
    day: {
      ...brand.day,
      brandName: words,
      freeze: { desk: false, by: other, reason: words, at: new Date(0) },
      notices: Array.from({ length: 9 }, (_, key) => ({ key: String(key), text: words, at: new Date(0) })),
    },
    waiting: Array.from({ length: times }, () => waiting).flat(),
    days: brand.days.map(({ date }) => ({
      date,
      posts: Array.from({ length: 20 }, () => [words.slice(0, 400), { strong: other.slice(0, 400) }]),
    })),
    accounts: Array.from({ length: 20 }, () => ({ label: words, problems: [other, words] })),
    lastReport: brand.lastReport && { ...brand.lastReport, brandName: other },
  }
  return { brands: Array.from({ length: count }, () => one) }
}
