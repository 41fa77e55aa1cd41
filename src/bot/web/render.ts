import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

export type Page = VNode

/** A whole page as text to send. */
export function renderPage(page: Page): string {
  return `<!doctype html>${renderToString(page)}`
}

/** A piece of a page. */
export function renderPiece(piece: Page): string {
  return renderToString(piece)
}
