import type { Command } from 'commander'
import type { MoveReport, Shell } from './shell.ts'
import { table } from './table.ts'

type Options = { readonly to: string; readonly dryRun?: boolean; readonly json?: boolean }

export function addMove(program: Command, shell: Shell): void {
  program
    .command('move')
    .description('take the desk to another database, every row compared, and close it where it was')
    .requiredOption(
      '--to <address>',
      'of an empty PostgreSQL database, or `embedded` to go back to the one in the home',
    )
    .option('--dry-run', 'say what would be moved, and change nothing')
    .option('--json', 'print {did, from, to, tables, heads, ...}')
    .addHelpText('after', helpText)
    .action(async ({ to, dryRun = false, json = false }: Options) => {
      const report = await shell.move({ to, dryRun })
      shell.out(json ? JSON.stringify(report, null, 2) : reportText(report))
    })
}

const helpText = `
The desk comes from where DATABASE_URL says, or from the embedded database. Stop every process of it first.
On both sides it works as the role that owns the database. A password in the command line can be seen by other
users of this machine: leave it out, and set PGPASSWORD.

Should it be interrupted, run the same command again. To take the desk back, with what has happened since:
set DATABASE_URL to where it is now, and move to where it was. Its old rows there are replaced.

Example:
  greenroom move --to postgresql://greenroom_owner:secret@db.example:5432/greenroom --dry-run`

function reportText(report: MoveReport): string {
  switch (report.did) {
    case 'nothing':
      return [
        `From ${report.from} to ${report.to} would move:`,
        rowsText(report),
        '',
        ...clicksText(report),
        'Nothing was changed. The clock sets its jobs anew at the first start, so they are not moved.',
      ].join('\n')
    case 'reopened':
      return `${report.from} holds nothing, so the desk is open again in ${report.to}, as it was: ${report.opens}`
    case 'present':
      return [`The desk had arrived in ${report.to} already.`, ...nextText(report)].join('\n')
    case 'moved':
      return [
        `Moved to ${report.to}, and compared row by row:`,
        rowsText(report),
        '',
        ...report.heads.map(
          ({ brand, seq, hash }) => `${brand}: audit chain whole, ${seq} entries, head ${hash}`,
        ),
        ...nextText(report),
      ].join('\n')
  }
}

function rowsText({ tables, strange }: MoveReport): string {
  const rows = tables.map(({ name, rows: count }) => [
    `  ${name}`,
    `${count} ${count === 1 ? 'row' : 'rows'}`,
  ])
  const others = strange.length > 0 ? [`  not of Greenroom, and left: ${strange.join(', ')}`] : []
  return [table(rows), ...others].join('\n')
}

function nextText({ from, opens, back, home, clicks }: MoveReport): readonly string[] {
  return [
    `The desk is closed in ${from}: nothing can be written or published from there.`,
    '',
    'What to do now:',
    `  1. ${opens}`,
    '  2. greenroom start. The clock is set anew by its first sweep.',
    `Back, with all that has happened since: ${back}`,
    '',
    `In ${home} remain, for every process that goes on with this desk: the outbox, the inbox, the access key, the log.`,
    ...clicksText({ clicks }),
  ]
}

function clicksText({ clicks }: Pick<MoveReport, 'clicks'>): readonly string[] {
  return clicks.map(
    (file) =>
      `${file} holds clicks that are not decided yet. They are by the next bot that starts with this home.`,
  )
}
