import { Sentence } from './parts.tsx'
import { Document } from './shell.tsx'
import type { Assets } from './view.ts'

/** A page that shows nothing of the desk: locked, not found, or gone wrong. */
export function PlainPage(props: {
  title: string
  sentences: readonly string[]
  link: { href: string; label: string } | null
  assets: Assets
}) {
  const { title, sentences, link, assets } = props
  return (
    <Document title={title} view={{ assets }}>
      <main class="plain">
        <h1>{title}</h1>
        {sentences.map((sentence) => (
          <p>
            <Sentence text={sentence} />
          </p>
        ))}
        {link && (
          <p>
            <a class="button plain" href={link.href}>
              {link.label}
            </a>
          </p>
        )}
      </main>
    </Document>
  )
}
