/** The port type for diagnostics. INVARIANT (no secrets): no token, key or secret value is ever a field. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, string | number | boolean>>): void
}
