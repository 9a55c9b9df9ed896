/** The log port on pino: one JSON line per message, to standard error or to a file. */
import pino from 'pino'
import type { Log, LogLevel } from '../base/index.ts'

export interface LogOptions {
  readonly level: LogLevel
  /** Absent: standard error. */
  readonly file?: string
}

export function createLog(options: LogOptions): Log {
  const destination = pino.destination({ dest: options.file ?? 2, mkdir: false, sync: true })
  const logger = pino({ level: options.level, base: null }, destination)
  return { write: (level, message, fields) => logger[level](fields ?? {}, message) }
}
