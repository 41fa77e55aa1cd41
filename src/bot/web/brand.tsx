import type { ComponentChildren } from 'preact'
import { networkLabels, surfaceLabels, type Account, type Brand, type Policy } from '../../domain/brand.ts'
import { approvalsNeeded } from '../../domain/decide-review.ts'
import type { RiskLevel } from '../../domain/finding.ts'
import type { DayCard } from '../card.ts'
import { duration, handleName, languageName, listed, plural } from '../names.ts'
import { Inert, Notices } from './parts.tsx'
import { Shell } from './shell.tsx'
import type { View } from './view.ts'

/** The brand file, readable by people who never open it. */
export function BrandPage({ notices, view }: { notices: DayCard['notices']; view: View }) {
  const { brand } = view
  return (
    <Shell title="Brand" section="brand" view={view}>
      <header class="page-head">
        <h1>{brand.name}</h1>
        <p class="lead">
          <Inert text={brand.positioning} />
        </p>
        <p class="soft">
          <Inert text={brand.audience} />
        </p>
        <p class="soft">
          Writes in {languageName(brand.language)} · lives in {brand.timeZone}
        </p>
        <Notices notices={notices} view={view} />
      </header>
      <div class="columns flow">
        <Part title="Value propositions">
          <Items items={brand.valuePropositions} />
        </Part>
        <Voice brand={brand} />
        <Facts brand={brand} />
        <Pillars brand={brand} />
        <Part title="Calls to action">
          <Items items={brand.ctas} />
        </Part>
        <Accounts brand={brand} />
        <People brand={brand} />
        <PolicyPart policy={brand.policy} />
      </div>
    </Shell>
  )
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function Items({ items }: { items: readonly string[] }) {
  if (items.length === 0) return <p class="soft">None.</p>
  return (
    <ul class="items">
      {items.map((item) => (
        <li>
          <Inert text={item} />
        </li>
      ))}
    </ul>
  )
}

function Voice({ brand: { voice } }: { brand: Brand }) {
  return (
    <Part title="Voice">
      <p>
        <Inert text={voice.tone} />
      </p>
      <h3>Do</h3>
      <Items items={voice.do} />
      <h3>Don’t</h3>
      <Items items={voice.dont} />
      <h3>Never say</h3>
      <Items items={voice.bannedPhrases} />
      {voice.disclosures.length > 0 && (
        <>
          <h3>Always include</h3>
          <Items items={voice.disclosures} />
        </>
      )}
    </Part>
  )
}

function Facts({ brand: { facts } }: { brand: Brand }) {
  return (
    <Part title="Facts">
      <p class="soft">What may be claimed. A number or superlative that none of these covers is a finding.</p>
      <ul class="items facts">
        {facts.map(({ text, source }) => (
          <li>
            <Inert text={text} />{' '}
            <cite>
              {/^https?:\/\//.test(source) ? (
                <a href={source} rel="noopener noreferrer" target="_blank">
                  {source}
                </a>
              ) : (
                <Inert text={source} />
              )}
            </cite>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Pillars({ brand: { pillars } }: { brand: Brand }) {
  const total = pillars.reduce((sum, { weight }) => sum + weight, 0)
  return (
    <Part title="Pillars">
      <ul class="items">
        {pillars.map(({ name, weight, topics }) => (
          <li>
            <b>{name}</b> <span class="soft">{Math.round((weight / total) * 100)} % of the calendar</span>
            {topics.length > 0 && (
              <>
                <br />
                <Inert text={topics.join(', ')} />
              </>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Accounts({ brand: { accounts } }: { brand: Brand }) {
  return (
    <Part title="Accounts">
      <ul class="items">
        {accounts.map((account) => (
          <li>
            <b>{networkLabels[account.network]}</b> {handleName(account.handle)}
            <br />
            <span class="soft">{accountWords(account)}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function accountWords({ postingTime, postsPerWeek, minSpacingHours, credentials }: Account): string {
  const where =
    credentials === 'outbox' ? 'rehearses: goes to the local outbox' : `credentials from ${credentials.env}`
  return `${postingTime}, ${plural(postsPerWeek, 'post')} a week, ${minSpacingHours} h apart; ${where}`
}

function People({ brand: { reviewers, groups } }: { brand: Brand }) {
  return (
    <Part title="Reviewers">
      <ul class="items">
        {reviewers.map(({ name, roles }) => (
          <li>
            <b>{name}</b> <span class="soft">{roles.join(', ')}</span>
          </li>
        ))}
        {groups.map(({ name, roles, surface }) => (
          <li>
            <b>{name}</b>{' '}
            <span class="soft">
              {roles.join(', ')}; everybody who holds this role on {surfaceLabels[surface]}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function remindersOf({ reminders }: Policy): string {
  if (!reminders) return 'off'
  return reminders.escalateTo ? `on; ${reminders.escalateTo} hears of it when time runs short` : 'on'
}

function PolicyPart({ policy }: { policy: Policy }) {
  const needed = (level: RiskLevel) => approvalsNeeded(level, policy)
  const pairs: readonly (readonly [string, string])[] = [
    [
      'Approvals',
      `${needed('low')} for low, ${needed('medium')} for medium, ${needed('high')} for high risk`,
    ],
    ['A post in review expires after', duration(policy.expireAfterMs)],
    ['An approved post may be late by', duration(policy.lateToleranceMs)],
    ['Undo until', `${duration(policy.undoWindowMs)} before the slot`],
    ['The day is drafted at', policy.draftAt],
    ['Links may point to', policy.linkHosts.length > 0 ? listed(policy.linkHosts) : 'any site'],
    ['Reminders in chat', remindersOf(policy)],
    ['Model budget a day', `$${policy.dailyModelBudgetUsd.toFixed(2)}`],
  ]
  return (
    <Part title="Policy">
      <dl class="pairs">
        {pairs.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </Part>
  )
}
