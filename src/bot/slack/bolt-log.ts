import { LogLevel, type Logger } from '@slack/bolt'
import type { Log } from '../../ports.ts'

/**
 * Where Slack's libraries log to. Their debug lines hold whole payloads and are dropped; the rest is short text, in which addresses that
 * let whoever reads them act (sockets, answers to a click) are hidden. Tokens are hidden by the log itself as well.
 */
export function boltLog(log: Log): Logger {
  return {
    debug: () => undefined,
    info: (...words) => log.info({ from: 'slack' }, textOf(words)),
    warn: (...words) => log.warn({ from: 'slack' }, textOf(words)),
    error: (...words) => log.error({ from: 'slack' }, textOf(words)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  }
}

/** Text fit to be logged. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(/\bxox[a-z]-[\w-]+|\bxapp-[\w-]+|\b(?:wss?|https?):\/\/\S+/g, '[hidden]')
}

function textOf(words: readonly unknown[]): string {
  return withoutSecrets(words.map((word) => (word instanceof Error ? word.message : String(word))).join(' '))
}
