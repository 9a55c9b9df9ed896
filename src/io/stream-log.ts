/** The log port on pino: one JSON line per message, to standard error. */
import pino from 'pino'
import type { Log, LogLevel } from '../base/index.ts'

export interface LogOptions {
  readonly level: LogLevel
}

export function createLog(options: LogOptions): Log {
  const destination = pino.destination({ dest: 2, sync: true })
  const logger = pino({ level: options.level, base: null }, destination)
  return { write: (level, message, fields) => logger[level](fields ?? {}, message) }
}
