import { plural } from '../names.ts'
import { reportSummary } from '../report-words.ts'
import { dayWords } from '../time.ts'
import type { AccountHealth } from './account-health.ts'
import type { HomeBrand } from './home.ts'
import type { Line } from './say.ts'

const postsShown = 12
const accountsShown = 12

/** How much waits for the person. */
export function waitingTitle({ waiting }: Pick<HomeBrand, 'waiting'>): string {
  const waits = waiting.length
  return waits > 0 ? `${plural(waits, 'post waits', 'posts wait')} for you` : 'Nothing waits for you.'
}

/** The days ahead, a line for each post. */
export function dayLines({ days, day }: Pick<HomeBrand, 'days' | 'day'>): readonly Line[] {
  return days.flatMap(({ date, posts }): readonly Line[] => {
    const left = posts.length - postsShown
    return [
      [{ strong: dayWords(date, day.date) }],
      ...(posts.length > 0 ? posts.slice(0, postsShown) : [['Nothing is planned.']]),
      ...(left > 0 ? [[`And ${left} more: /greenroom plan`]] : []),
    ]
  })
}

/** The accounts that are shown, and how many are not. */
export function shownAccounts({ accounts }: Pick<HomeBrand, 'accounts'>): {
  readonly shown: readonly AccountHealth[]
  readonly others: string | null
} {
  const left = accounts.length - accountsShown
  const others = left > 0 ? `And ${left} more: /greenroom status` : null
  return { shown: accounts.slice(0, accountsShown), others }
}

/** Whether an account can post, and what keeps it from that. */
export function healthWords({ problems }: AccountHealth): string {
  return problems.length > 0 ? problems.join(' ') : 'ready to post'
}

/** The key figures of the last report, and where the whole of it is. */
export function lastReportWords({ lastReport }: Pick<HomeBrand, 'lastReport'>): {
  readonly figures: string
  readonly where: string
} {
  if (!lastReport) return { figures: 'There is none yet: it comes on Monday.', where: '' }
  return { figures: reportSummary(lastReport), where: ' The whole of it: /greenroom report' }
}

/** How somebody who reviews nothing becomes a reviewer; their id follows. */
export const strangerWords =
  'You are not a reviewer of a brand here, so nothing can wait for you. To become one, ask whoever keeps the brand file to add your id: '
