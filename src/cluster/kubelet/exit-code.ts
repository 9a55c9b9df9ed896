/** How a program ended, as one number: https://tldp.org/LDP/abs/html/exitcodes.html (128 and the signal's number). */
import type { ProcessExit } from '../../base/index.ts'

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
}

export function exitCodeOf(exit: ProcessExit): number {
  return exit.code ?? 128 + (SIGNAL_NUMBERS[exit.signal ?? ''] ?? 9)
}
