import { untilReadOnly } from '../store/database.ts'
import { lacksDisk } from './disk.ts'
import { toldMs, type Fault } from './fault.ts'

const wasAway = /(?:At|From) [^.]* the database did not answer in time\./
const isAway = {
  server: 'own',
  truth: 'shut',
  stopsSending: true,
  says: /The database does not answer right now\./,
  saysAfter: wasAway,
  lastsMs: toldMs,
} as const

/** What goes wrong with the truth: nobody is told that a decision was taken that was not. */
export const postgresFaults: readonly Fault[] = [
  {
    ...isAway,
    title: 'PostgreSQL restarted',
    clock: 'MongoDB',
    room: 'saysAfter',
    begin: ({ server }) => server.leave('fast'),
  },
  {
    ...isAway,
    title: 'PostgreSQL killed (-9) and started',
    clock: 'PostgreSQL',
    begin: ({ server }) => server.leave('killed'),
  },
  {
    title: 'PostgreSQL slow by 5 s',
    clock: 'MongoDB',
    server: 'shared',
    truth: 'some',
    stopsSending: true,
    saysAfter: wasAway,
    lastsMs: toldMs,
    begin: async ({ database }) => {
      // There and back.
      database.delay(2500)
      return async () => database.delay(0)
    },
  },
  {
    title: 'PostgreSQL read-only',
    clock: 'MongoDB',
    server: 'own',
    truth: 'shut',
    stopsSending: true,
    saysAfter: /(?:At|From) [^.]* the database could only be read\./,
    lastsMs: toldMs,
    begin: async ({ sql, server }) => {
      await sql('alter system set default_transaction_read_only = on', 'select pg_reload_conf()')
      await untilReadOnly(server.url)
      return () => sql('alter system reset default_transaction_read_only', 'select pg_reload_conf()')
    },
  },
  {
    title: 'disk of PostgreSQL full',
    lacks: lacksDisk,
    clock: 'MongoDB',
    server: 'small',
    truth: 'shut',
    stopsSending: true,
    saysAfter: /(?:At|From) [^.]* the database had no space left on its disk\./,
    lastsMs: toldMs,
    // Checkpoints wait for everybody's writing.
    leadMs: 30_000,
    begin: async ({ disk, sql, hold }) => {
      if (!disk) throw new Error('there is no disk to fill')
      await sql('alter system set autovacuum = off', 'select pg_reload_conf()')
      // So that its log has room: without any the server would end itself.
      for (let segment = 0; segment < 2; segment += 1) await sql('select pg_switch_wal()', 'checkpoint')
      await sql('vacuum audit_entries')
      // Nobody decides meanwhile: an entry that is broken off halfway leaves a place that is used again.
      const goOn = await hold('begin', 'lock table audit_heads in exclusive mode')
      disk.fill()
      const giveBack = await hold('begin', fillTheRecord)
      await goOn()
      return async () => {
        await giveBack()
        disk.empty()
      }
    },
  },
]

/**
 * Until there is no room for the smallest entry in the record of decisions, which every decision adds to. Its transaction stays open: the place
 * of what is taken back would be used again. Large ones first, so that it is the record that has no room before its index has none.
 */
const fillTheRecord = `do $$ declare number int := 0; size int; begin
  foreach size in array array[1900, 300, 0] loop
    loop
      number := number + 1;
      begin
        insert into audit_entries (brand, seq, at, actor, action, subject, facts, previous_hash, hash)
          values ('ballast', number, now(), '', '', '', repeat('-', size), '', '');
      exception when disk_full then exit;
      end;
    end loop;
  end loop;
end $$`
