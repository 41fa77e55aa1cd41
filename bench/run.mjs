// Runs every benchmark of this folder, one after the other. Each prints its figures and a ratio against a baseline of the same run.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv.slice(2)
const files = readdirSync(folder).filter(
  (name) =>
    name.endsWith('.bench.mjs') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
)
let failed = false
for (const file of files) {
  console.log(`\n== ${file.replace('.bench.mjs', '')}`)
  const { status } = spawnSync(process.execPath, [folder + file], { stdio: 'inherit' })
  if (status !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
