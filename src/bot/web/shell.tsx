import type { ComponentChildren } from 'preact'
import { surfaceLabels } from '../../domain/brand.ts'
import { ButtonView, Inert } from './parts.tsx'
import type { Flash, View } from './view.ts'

export type Section = 'today' | 'schedule' | 'reports' | 'brand' | 'post' | 'who'

const sections = [
  { id: 'today', label: 'Today', path: '' },
  { id: 'schedule', label: 'Schedule', path: '/schedule' },
  { id: 'reports', label: 'Reports', path: '/reports' },
  { id: 'brand', label: 'Brand', path: '/brand' },
] as const

/** The frame of every page of a brand. */
export function Shell({
  title,
  section,
  view,
  children,
}: {
  title: string
  section: Section
  view: View
  children: ComponentChildren
}) {
  const { brand } = view
  return (
    <Document title={`${title} · ${brand.name}`} view={view}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <div class="bar-inner">
          <BrandSwitch view={view} />
          <nav aria-label="Pages">
            {sections.map(({ id, label, path }) => (
              <a href={`/b/${brand.id}${path}`} aria-current={id === section ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
          <Who view={view} />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {!view.viewer && <WhoAreYou view={view} />}
        {children}
      </main>
      <div id="toasts" class="toasts" role="status" aria-live="polite">
        {view.flash && <Toast flash={view.flash} view={view} />}
      </div>
      <dialog id="dialog" aria-labelledby="form-title"></dialog>
      <p id="offline" class="offline" role="status" hidden>
        Greenroom does not answer. What you see may be out of date; it is tried again by itself.
      </p>
    </Document>
  )
}

/** What a press was answered. */
export function Toast({ flash, view }: { flash: Flash; view: View }) {
  return (
    <div class={`toast toast-${flash.outcome}`}>
      <p>
        <Inert text={flash.sentence} />
      </p>
      {flash.offer && <ButtonView button={flash.offer} view={view} asForm={false} />}
    </div>
  )
}

export function Document({
  title,
  view,
  children,
}: {
  title: string
  view: Pick<View, 'assets'>
  children: ComponentChildren
}) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Greenroom`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={view.assets.css} />
        <script type="module" src={view.assets.script}></script>
      </head>
      <body>{children}</body>
    </html>
  )
}

/** The choice of a reviewer: never made for the person. */
export function WhoAreYou({ view }: { view: View }) {
  return (
    <section class="who-are-you" aria-labelledby="who-title">
      <h2 id="who-title">{view.viewer ? 'Somebody else?' : 'Who are you?'}</h2>
      <p>
        Decisions carry a name.{' '}
        {view.viewer
          ? 'Choose yours if it is another one.'
          : 'Until you choose yours you can look at everything and decide nothing.'}
      </p>
      {view.brand.reviewers.length + view.brand.groups.length === 0 && (
        <p>This brand has no reviewers yet. Add yourself under “reviewers” in its file.</p>
      )}
      {view.brand.groups.map(({ name, surface }) => (
        <p>
          Who belongs to {name} decides on {surfaceLabels[surface]}; to decide here too, they need an entry of
          their own under “reviewers”.
        </p>
      ))}
      <form method="post" action={`/b/${view.brand.id}/who`}>
        <input type="hidden" name="back" value={view.path} />
        <ul class="people">
          {view.brand.reviewers.map(({ name, roles }) => (
            <li>
              <button class="button person" name="who" value={name}>
                <b>{name}</b> <span>{roles.join(', ')}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </section>
  )
}

function BrandSwitch({ view: { brand, brands } }: { view: View }) {
  if (brands.length < 2)
    return (
      <a class="brand-name" href={`/b/${brand.id}`}>
        {brand.name}
      </a>
    )
  return (
    <details class="switch" data-menu>
      <summary class="brand-name" aria-label={`Brand: ${brand.name}. Switch`}>
        {brand.name}
      </summary>
      <ul>
        {brands.map(({ id, name }) => (
          <li>
            <a href={`/b/${id}`} aria-current={id === brand.id ? 'true' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Who({ view: { brand, viewer } }: { view: View }) {
  if (!viewer)
    return (
      <a class="me soft" href={`/b/${brand.id}/who`}>
        Choose who you are
      </a>
    )
  return (
    <a
      class="me"
      href={`/b/${brand.id}/who`}
      title={`You are ${viewer.name}: ${viewer.roles.join(', ')}. Change`}
    >
      {viewer.name} <span class="soft">{viewer.roles.join(', ')}</span>
    </a>
  )
}
