import { surfaceLabels, type Brand, type Policy } from '../../../domain/brand.ts'
import { approvalsNeeded } from '../../../domain/decide-review.ts'
import type { RiskLevel } from '../../../domain/finding.ts'
import { dateIn, minuteMs } from '../../../domain/slot.ts'
import type { Deps } from '../../../ports.ts'
import { loadDay } from '../../load.ts'
import { accountName, duration, inWords, languageName, listed, plural } from '../../names.ts'
import { accountHealth, type AccountHealth } from '../account-health.ts'
import { saying } from '../answer.ts'
import type { Line } from '../say.ts'
import { brandAsked, type Run } from './asked.ts'
import { draftingLines, freezeLines } from './day-lines.ts'

export const status: Run = async (asked) => {
  const { deps } = asked
  const brand = brandAsked(asked)
  const [{ day }, [pass], jobs, accounts, head, spent] = await Promise.all([
    loadDay(deps, brand),
    deps.store.passes(brand.id, 1),
    jobLine(deps),
    accountHealth(deps, brand),
    deps.store.auditHead(brand.id),
    deps.store.spent(brand.id, dateIn(deps.clock.now(), brand.timeZone)),
  ])
  const passed: Line =
    pass?.endedAt == null
      ? ['Nothing is being drafted.']
      : [
          'Last drafted ',
          { at: pass.endedAt, show: 'date' },
          `: ${plural(pass.done - pass.failed, 'post')}, ${pass.failed} failed.`,
        ]
  return saying([
    [{ strong: brand.name }],
    ...(day.freeze ? freezeLines(day) : [['Not frozen.']]),
    ...(day.drafting ? draftingLines(day) : [passed]),
    jobs,
    ...accounts.map(accountLine),
    [`Model today: $${spent.toFixed(2)} of $${brand.policy.dailyModelBudgetUsd.toFixed(2)}.`],
    [`Audit trail: ${plural(head.seq, 'entry', 'entries')}, head `, { code: head.hash }],
    ...day.notices.map(({ text, at }): Line => [text, ' (', { at, show: 'date' }, ')']),
  ])
}

export const reviewers: Run = async (asked) => {
  const { where } = asked
  const brand = brandAsked(asked)
  const surface = inWords(where.surface)
  return saying([
    [{ strong: `Reviewers of ${brand.name}` }],
    ...brand.reviewers.map(({ name, roles, ids }): Line => {
      const id = ids[where.surface]
      return [
        { strong: name },
        `: ${listed(roles)} · `,
        ...(id === undefined
          ? [`no id on ${surface}, so their clicks here do not count`]
          : [`${surface} `, { code: id }]),
      ]
    }),
    ...brand.groups.map(
      ({ name, roles, surface: on, id }): Line => [
        { strong: name },
        `: ${listed(roles)} · everybody who holds this role on ${surfaceLabels[on]}: `,
        { code: id },
      ],
    ),
  ])
}

export const settings: Run = async (asked) => {
  const brand = brandAsked(asked)
  return saying([
    [{ strong: `Settings of ${brand.name}` }, ', from its brand file'],
    ...policyLines(brand.policy, brand),
    ...brand.accounts.map(
      (account): Line => [
        { strong: accountName(account) },
        `: ${plural(account.postsPerWeek, 'post')} a week at ${account.postingTime}, at least ${account.minSpacingHours} h apart`,
        account.credentials === 'outbox' ? ', rehearses' : '',
      ],
    ),
  ])
}

function policyLines(policy: Policy, { timeZone, language, pillars }: Brand): readonly Line[] {
  const needed = (level: RiskLevel) => approvalsNeeded(level, policy)
  const hosts = policy.linkHosts.length > 0 ? listed(policy.linkHosts) : 'any host'
  return [
    [`Drafts at ${policy.draftAt} (${timeZone}), in ${languageName(language)}.`],
    [`Approvals: ${needed('low')} for low risk, ${needed('medium')} for medium, ${needed('high')} for high.`],
    [
      `Undecided posts expire after ${duration(policy.expireAfterMs)}. An approval can be undone until ${duration(policy.undoWindowMs)} before the slot.`,
    ],
    [`What could not go out is held once it is ${duration(policy.lateToleranceMs)} late.`],
    [`Links may go to ${hosts}. The model may cost $${policy.dailyModelBudgetUsd.toFixed(2)} a day.`],
    [`Pillars: ${pillars.map(({ name, weight }) => `${name} (${weight})`).join(', ')}.`],
  ]
}

/** Jobs of the whole desk: the clock is not a brand's. */
async function jobLine({ scheduler, clock, log }: Pick<Deps, 'scheduler' | 'clock' | 'log'>): Promise<Line> {
  const jobs = await scheduler.pending().catch((error: unknown) => {
    log.warn({ err: error }, 'the clock could not be asked')
    return null
  })
  if (!jobs) return [{ strong: 'Clock: it does not answer' }, '. What is due goes out when it does.']
  const dueBefore = clock.now().getTime() - minuteMs
  const overdue = jobs.filter(({ when }) => when.getTime() < dueBefore).length
  if (overdue === 0) return [`Clock: ${plural(jobs.length, 'job')} ahead, none overdue.`]
  return [{ strong: `Clock: ${plural(overdue, 'job')} overdue` }, ` of ${jobs.length}. Is a worker running?`]
}

function accountLine({ label, problems }: AccountHealth): Line {
  return problems.length === 0
    ? [`${label}: ready.`]
    : [{ strong: `${label}: not ready` }, `. ${problems.join(' ')}`]
}
