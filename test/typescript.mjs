// `node --import ./test/typescript.mjs child.ts`: runs TypeScript of test/ as a process of its own, on the program as it is built. What
// it imports from src/ is taken from dist/, and only the rest is compiled, so that it starts as quickly as the program does.
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { transformFile } from '@swc/core'

const root = new URL('..', import.meta.url).href
const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'es6' },
  sourceMaps: 'inline',
}

if (!existsSync(new URL('dist/main.js', root)))
  throw new Error('The program is not built: run `npm run build` first.')
// The hooks below run in a thread of their own, which loads this file once more.
if (isMainThread) register(import.meta.url)

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  const url = specifier.startsWith('.') && context.parentURL ? new URL(specifier, context.parentURL).href : ''
  const isSource = url.startsWith(`${root}src/`)
  return next(
    isSource ? url.replace(`${root}src/`, `${root}dist/`).replace(/\.tsx?$/, '.js') : specifier,
    context,
  )
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const { code } = await transformFile(fileURLToPath(url), options)
  return { format: 'module', source: code, shortCircuit: true }
}
