import type { Command } from 'commander'
import { why, type Story } from '../service/why.ts'
import { Failed, withDesk, type Shell } from './shell.ts'
import { table } from './table.ts'

export function addWhy(program: Command, shell: Shell): void {
  program
    .command('why')
    .argument('<post>', 'id of a post')
    .description('tell the whole story of one post, from the audit trail')
    .option('--json', 'print the story as data')
    .addHelpText('after', '\nExample:\n  greenroom why x-2026-11-20-3f9c0a51')
    .action(async (post: string, { json = false }: { json?: boolean }) => {
      const story = await withDesk(shell, (deps) => why(deps, post))
      shell.out(json ? JSON.stringify(story, null, 2) : storyText(story))
      if (!story.chain.ok) throw new Failed('the audit trail is broken')
    })
}

function storyText({ post, lines, entries, chain }: Story): string {
  const { id, status, version, slot } = post
  const verdict = chain.ok
    ? `The audit trail is whole (${chain.entries} entries, head ${chain.head.slice(0, 12)}).`
    : `The audit trail is BROKEN: ${chain.reason}.`
  return [
    `${id}: ${status.replaceAll('_', ' ')}, version ${version}, slot ${slot.date} ${slot.time} ${slot.zone}`,
    '',
    table(lines.map(({ at, who, what }) => [at.toISOString(), who, what])),
    '',
    `${verdict} Entries about this post: ${entries.join(', ') || 'none'}.`,
  ].join('\n')
}
