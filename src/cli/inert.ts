/**
 * Text as a terminal may have it. Brand files, posts, notes and reasons come from outside, and control characters in them
 * would move the cursor, rewrite lines or the clipboard; marks of direction would show a line as something else. They are
 * written as JSON writes them, so that JSON which holds them stays the same JSON.
 */
export function inert(text: string): string {
  return text.replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const controls = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
